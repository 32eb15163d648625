/* pdfinfo and pdftocairo (poppler-utils), run as children within the sandbox. Blocks. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct PopplerPage {
    double width, height; /* points */
} PopplerPage;

/* The sizes of at most `max` pages and how many there are. Sentences: damaged, password. */
GArray *poppler_read_sizes(const char *file, unsigned max, unsigned *ret_n_pages, GError **error);
/* Page `number` (from 1) as PATH.jpg. */
bool poppler_draw(const char *file, unsigned number, unsigned dpi, const char *path,
                  GError **error);
