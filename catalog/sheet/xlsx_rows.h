/* The rows of one sheet (ECMA-376 part 1, 18.3.1.73), one at a time while the part is unzipped. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/sheet/sheet_types.h"
#include "catalog/sheet/xlsx_strings.h"
#include "catalog/sheet/xlsx_styles.h"
#include "catalog/sheet/xlsx_zip.h"

typedef struct XlsxRows XlsxRows;

/* What the rows refer to; all borrowed for the life of XlsxRows. */
typedef struct XlsxRowsSource {
    XlsxZip *zip;
    const char *part;
    const XlsxStrings *strings;
    const XlsxStyles *styles;
    const SheetLimits *limits;
    bool is_1904;
} XlsxRowsSource;

XlsxRows *xlsx_rows_open(const XlsxRowsSource *source, GError **error);
void xlsx_rows_free(XlsxRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxRows, xlsx_rows_free)

SheetStep xlsx_rows_next(XlsxRows *rows, SheetRow *ret_row, GError **error);

unsigned xlsx_rows_percent(const XlsxRows *rows);
