/* A table in several sheets: like sheet_writer.h, with a sheet for each part. In CSV, which has no
 * sheets, the rows stand one behind the other under one header. In memory; nothing touches a disk.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/sheet/sheet_types.h"

#define SHEET_BOOK_MAX_SHEETS 200 /* the rows of further parts stand in the last one */
#define SHEET_NAME_MAX_UNITS  31  /* of UTF-16, Excel's own */

typedef struct SheetBook SheetBook;

/* `columns` is borrowed for the book's life. */
SheetBook *sheet_book_new(SheetFormat format, const SheetColumn *columns, unsigned n_columns);
void sheet_book_free(SheetBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetBook, sheet_book_free)

/* The following rows are in a sheet of that name, as far as Excel allows: what it does not is
 * replaced, what is too long is cut, what is there already gets a number. `lines` stand above the
 * header, XLSX only; NULL-terminated, or NULL. */
void sheet_book_begin(SheetBook *book, const char *name, const char *const *lines);

/* One text per column, valid UTF-8; NULL: empty. A sheet was begun. TOO_LARGE: a limit of
 * sheet_writer.h; nothing more can be added. */
bool sheet_book_add(SheetBook *book, const char *const *cells, GError **error);

/* The file; one sheet at least was begun. The book can only be freed afterwards. */
GBytes *sheet_book_finish(SheetBook *book, GError **error);
