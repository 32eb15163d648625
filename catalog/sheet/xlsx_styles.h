/* Which styles of a workbook show numbers as days or times (ECMA-376 part 1, 18.8). */
#pragma once

#include <glib.h>

#include "catalog/sheet/xlsx_date.h"
#include "catalog/sheet/xlsx_zip.h"

typedef struct XlsxStyles XlsxStyles;

/* `part` NULL: no style is known. */
XlsxStyles *xlsx_styles_read(XlsxZip *zip, const char *part, GError **error);
void xlsx_styles_free(XlsxStyles *styles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxStyles, xlsx_styles_free)

/* `index` is that of a cell's attribute s. */
XlsxDateKind xlsx_styles_date_kind(const XlsxStyles *styles, unsigned index);
