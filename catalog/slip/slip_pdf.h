/* Activation slips as PDF: A4 upright, eight slips a page to be cut apart, then one list a unit on
 * which people sign for theirs. Pure but for fonts, which fontconfig finds. Not for the api thread:
 * a slip takes about two milliseconds. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/slip/slip.h"

#define SLIP_PDF_PER_PAGE 8

typedef struct SlipSheet {
    const char *server_name;
    const char *page;       /* where the code can be typed: "http://…/activate" */
    const GPtrArray *slips; /* of Slip, in the order of printing */
} SlipSheet;

/* Whether there is a font with Chinese characters; reads folders. */
bool slip_pdf_has_fonts(void);
/* False with ERROR_UNAVAILABLE: what to tell an administrator then. */
bool slip_pdf_missing_fonts(GError **error);

/* ERROR_UNAVAILABLE without fonts, ERROR_INTERNAL. */
GBytes *slip_pdf_make(const SlipSheet *sheet, GError **error);
