/* The text of a CSV file that is written; see sheet_writer.h. */
#pragma once

#include <glib.h>

#include "catalog/sheet/sheet_types.h"

/* The mark and the header row. */
void csv_text_begin(GString *out, const SheetColumn *columns, unsigned n_columns);
void csv_text_add(GString *out, const SheetColumn *columns, unsigned n_columns,
                  const char *const *cells);
