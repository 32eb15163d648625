/* A workbook, packed in memory. */
#pragma once

#include <glib.h>
#include <stddef.h>

/* Index of a cell's style in the workbook's styles. */
typedef enum XlsxPackageStyle {
    XLSX_PACKAGE_STYLE_PLAIN,
    XLSX_PACKAGE_STYLE_HEADER,
    XLSX_PACKAGE_STYLE_TEXT, /* what is typed into it stays text */
} XlsxPackageStyle;

typedef struct XlsxPackageSheet {
    const char *name; /* SheetWriter's rule; no two alike */
    const char *xml;  /* the whole part */
    size_t length;
} XlsxPackageSheet;

/* One sheet at least. */
GBytes *xlsx_package_make(const XlsxPackageSheet *sheets, unsigned n_sheets, GError **error);
