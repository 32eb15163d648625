/* Reads the tables of a spreadsheet file row by row: CSV and TSV text, or XLSX. What a file is, its
 * content decides, not its name. The file is never unfolded as a whole: beside its bytes a reader
 * holds one row, one decoded piece and, for XLSX, the table of shared texts.
 *
 * Text: UTF-8, UTF-16 with a byte order mark, otherwise GB18030 when it is not valid UTF-8; comma,
 * semicolon or tab, decided from the first rows; quotes of RFC 4180 with line breaks inside; rows
 * end with CR LF, LF or CR. What spreadsheet programs write around text is taken off: ="0012" and
 * the apostrophe before a number or a formula (sheet_guard.h).
 * XLSX: ECMA-376 part 1, transitional and strict.
 *
 * One thread at a time uses a reader; it keeps no global state. Errors: INVALID (the file is not
 * what it should be), UNSUPPORTED (another kind of file), TOO_LARGE (a limit); each message is one
 * sentence, with the row where one is to blame. After an error a reader can only be freed or
 * selected anew. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/sheet/sheet_types.h"

typedef struct SheetReader SheetReader;

extern const SheetLimits SHEET_LIMITS_DEFAULT;

/* Keeps a reference to `file`. `limits` NULL: SHEET_LIMITS_DEFAULT. Nothing is selected yet. */
SheetReader *sheet_reader_open(GBytes *file, const SheetLimits *limits, GError **error);
void sheet_reader_free(SheetReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetReader, sheet_reader_free)

SheetFormat sheet_reader_format(const SheetReader *reader);

/* Names in the file's order, hidden sheets after the others; at least one, NULL at the end. A text
 * file has one, named "CSV". Borrowed. */
const char *const *sheet_reader_sheets(const SheetReader *reader);

/* Goes to the first row of a sheet, also once more of the same one. `index` is one of sheets(). */
bool sheet_reader_select(SheetReader *reader, unsigned index, GError **error);

/* The next row with any content of the selected sheet; rows in which every cell is EMPTY or
 * MERGED_AWAY are passed over. *ret_row and all it points to live until the next verb on this
 * reader. */
SheetStep sheet_reader_next(SheetReader *reader, SheetRow *ret_row, GError **error);

/* How much of the selected sheet has been read: 0 to 100. */
unsigned sheet_reader_percent(const SheetReader *reader);
