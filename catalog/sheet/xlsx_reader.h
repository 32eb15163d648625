/* A workbook: its sheets, and the rows of the one that is selected; see sheet_reader.h. Does not
 * bound the number of rows. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/sheet/sheet_types.h"

typedef struct XlsxReader XlsxReader;

/* Keeps a reference to `file`; `limits` is borrowed for the reader's life. */
XlsxReader *xlsx_reader_open(GBytes *file, const SheetLimits *limits, GError **error);
void xlsx_reader_free(XlsxReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxReader, xlsx_reader_free)

const char *const *xlsx_reader_sheets(const XlsxReader *reader);
bool xlsx_reader_select(XlsxReader *reader, unsigned index, GError **error);
SheetStep xlsx_reader_next(XlsxReader *reader, SheetRow *ret_row, GError **error);
unsigned xlsx_reader_percent(const XlsxReader *reader);
