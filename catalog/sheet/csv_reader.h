/* The rows of a text file; see sheet_reader.h for what is understood. Does not bound the number of
 * rows. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/sheet/sheet_types.h"

typedef struct CsvReader CsvReader;

/* `limits` is borrowed for the reader's life. */
CsvReader *csv_reader_new(GBytes *file, const SheetLimits *limits, GError **error);
void csv_reader_free(CsvReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvReader, csv_reader_free)

void csv_reader_rewind(CsvReader *reader);
SheetStep csv_reader_next(CsvReader *reader, SheetRow *ret_row, GError **error);
unsigned csv_reader_percent(const CsvReader *reader);
