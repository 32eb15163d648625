/* Makes XLSX files in memory, also such as no program would write. */
#pragma once

#include <glib.h>

typedef struct XlsxPart {
    const char *name;
    const char *text;
} XlsxPart;

/* A ZIP file of these parts, up to the one without a name. */
GBytes *xlsx_parts_pack(const XlsxPart *parts);

/* A workbook of one sheet "S": `sheet` is what stands within <worksheet>, the two others the whole
 * parts, or NULL. */
GBytes *xlsx_parts_book(const char *sheet, const char *strings, const char *styles);
