/* The table of contents of a workbook: its sheets and where the other parts are. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/sheet/xlsx_zip.h"

typedef struct XlsxBook {
    GPtrArray *names;   /* of char *: hidden sheets after the others, NULL at the end */
    GPtrArray *parts;   /* of char *: the part of each sheet */
    char *strings_part; /* shared texts, or NULL */
    char *styles_part;  /* or NULL */
    bool is_1904;       /* days count from 1904-01-01 */
} XlsxBook;

/* UNSUPPORTED: another kind of file; INVALID: damaged, or without any sheet of cells. */
XlsxBook *xlsx_book_read(XlsxZip *zip, GError **error);
void xlsx_book_free(XlsxBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxBook, xlsx_book_free)
