/* A workbook of one sheet, packed in memory. */
#pragma once

#include <glib.h>
#include <stddef.h>

/* Index of a cell's style in the workbook's styles. */
typedef enum XlsxPackageStyle {
    XLSX_PACKAGE_STYLE_PLAIN,
    XLSX_PACKAGE_STYLE_HEADER,
    XLSX_PACKAGE_STYLE_TEXT, /* what is typed into it stays text */
} XlsxPackageStyle;

/* `sheet_xml` is the whole part. */
GBytes *xlsx_package_make(const char *sheet_name, const char *sheet_xml, size_t length,
                          GError **error);
