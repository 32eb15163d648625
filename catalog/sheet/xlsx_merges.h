/* The merged areas of a sheet (ECMA-376 part 1, 18.3.1.54). They stand behind the rows in the file,
 * so they are read before them, in a reading of their own. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/sheet/row_buffer.h"
#include "catalog/sheet/xlsx_zip.h"

typedef struct XlsxMerges XlsxMerges;

/* TOO_LARGE: more than 65,536 areas. */
XlsxMerges *xlsx_merges_read(XlsxZip *zip, const char *part, GError **error);
void xlsx_merges_free(XlsxMerges *merges);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxMerges, xlsx_merges_free)

/* Marks the cells of this row that an area has swallowed. Rows come in rising order. INVALID: areas
 * overlap. */
bool xlsx_merges_apply(XlsxMerges *merges, const SheetLimits *limits, RowBuffer *row,
                       GError **error);
