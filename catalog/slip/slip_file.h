/* The frame of what is printed: a PDF of A4 pages upright, drawn by somebody else. Pure but for
 * fonts, which fontconfig finds. Not for the api thread: a page takes some milliseconds. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/slip/slip_draw.h"

/* A4, ISO 216, in points. */
#define SLIP_FILE_WIDTH  595.276
#define SLIP_FILE_HEIGHT 841.89

/* Draws all pages, each ended by slip_draw_end_page(). */
typedef void (*SlipFileFn)(SlipDraw *draw, const void *what);

/* ERROR_UNAVAILABLE without fonts, ERROR_INTERNAL. `title` is the document's. */
GBytes *slip_file_make(const char *title, SlipFileFn fn, const void *what, GError **error);

/* Whether there is a font with Chinese characters; reads folders. */
bool slip_file_has_fonts(void);
/* False with ERROR_UNAVAILABLE: what to tell an administrator then. */
bool slip_file_missing_fonts(GError **error);
