/* Names of cells: "B12" (ECMA-376 part 1, 18.18.7). Pure. */
#pragma once

#include <stdbool.h>

#define XLSX_REF_MAX_ROW    1048576
#define XLSX_REF_MAX_COLUMN 16384

typedef struct XlsxRef {
    unsigned row;    /* from 1 */
    unsigned column; /* from 0 */
} XlsxRef;

/* Reads one name, "$" allowed; false when it is none or lies outside of a sheet. *ret_end is the
 * byte behind it. */
bool xlsx_ref_read(const char *text, XlsxRef *ret_ref, const char **ret_end);
