#include "catalog/sheet/xlsx_ref.h"

#include <glib.h>

bool xlsx_ref_read(const char *text, XlsxRef *ret_ref, const char **ret_end) {
    unsigned column = 0, row = 0;
    if (*text == '$')
        text++;
    for (; g_ascii_isalpha(*text) && column <= XLSX_REF_MAX_COLUMN; text++)
        column = column * 26 + (unsigned)(g_ascii_toupper(*text) - 'A') + 1;
    if (*text == '$')
        text++;
    for (; g_ascii_isdigit(*text) && row <= XLSX_REF_MAX_ROW; text++)
        row = row * 10 + (unsigned)(*text - '0');
    *ret_end = text;
    *ret_ref = (XlsxRef){row, column - 1};
    return column >= 1 && column <= XLSX_REF_MAX_COLUMN && row >= 1 && row <= XLSX_REF_MAX_ROW;
}
