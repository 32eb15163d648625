/* Writes one table as a spreadsheet file in memory, row by row. Nothing touches a disk: a table may
 * hold numbers of people.
 *
 * CSV: UTF-8 with its mark (Excel needs it), rows end with CR LF, quotes of RFC 4180, an apostrophe
 * before what a program would take for a formula (sheet_guard.h). XLSX: text cells are text, so
 * that a number of 18 digits survives; the header row is bold and stays in sight. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "catalog/sheet/sheet_types.h"

#define SHEET_WRITER_MAX_ROWS  200000              /* what a reader takes */
#define SHEET_WRITER_MAX_BYTES (160 * 1024 * 1024) /* before it is packed */

typedef struct SheetWriter SheetWriter;

/* `columns` is borrowed for the writer's life. `name` is that of the sheet: up to 31 characters,
 * none of []:*?/\. */
SheetWriter *sheet_writer_new(SheetFormat format, const char *name, const SheetColumn *columns,
                              unsigned n_columns);
void sheet_writer_free(SheetWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetWriter, sheet_writer_free)

/* One text per column, valid UTF-8; NULL: empty. TOO_LARGE: a limit; nothing more can be added. */
bool sheet_writer_add(SheetWriter *writer, const char *const *cells, GError **error);

/* Without the header row. */
unsigned sheet_writer_n_rows(const SheetWriter *writer);

/* The file. The writer can only be freed afterwards. */
GBytes *sheet_writer_finish(SheetWriter *writer, GError **error);

/* "csv" and "xlsx", and the media type with its parameters; static. */
const char *sheet_writer_extension(SheetFormat format);
const char *sheet_writer_media_type(SheetFormat format);
