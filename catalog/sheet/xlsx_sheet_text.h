/* The XML of a sheet that is written (ECMA-376 part 1, 18.3.1.99); see sheet_writer.h. Styles are
 * those of xlsx_package.c. */
#pragma once

#include <glib.h>

#include "catalog/sheet/sheet_types.h"

/* Up to the header row. */
void xlsx_sheet_text_begin(GString *out, const SheetColumn *columns, unsigned n_columns);
/* The same below lines of text, which stay in sight with it. NULL-terminated, short. */
void xlsx_sheet_text_begin_below(GString *out, const char *const *lines, const SheetColumn *columns,
                                 unsigned n_columns);
void xlsx_sheet_text_add(GString *out, const SheetColumn *columns, unsigned n_columns,
                         const char *const *cells);
void xlsx_sheet_text_end(GString *out);
