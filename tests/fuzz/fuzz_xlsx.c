/* sheet_reader with workbooks. A ZIP file is taken as it is; other input is the XML of three parts,
 * divided by bytes 0: within the sheet, shared texts, styles. */
#include "sheet_check.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "tests/support/xlsx_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The text up to byte 0 or the end; *data goes behind it. NULL: nothing is left. */
static char *take_part(const uint8_t **data, size_t *size) {
    if (*size == 0)
        return NULL;
    const uint8_t *end = memchr(*data, 0, *size);
    size_t length = end ? (size_t)(end - *data) : *size;
    char *part = g_strndup((const char *)*data, length);
    size_t used = length + (end ? 1 : 0);
    *data += used;
    *size -= used;
    return part;
}

static GBytes *pack(const uint8_t *data, size_t size) {
    g_autofree char *sheet = take_part(&data, &size);
    g_autofree char *strings = take_part(&data, &size);
    g_autofree char *styles = take_part(&data, &size);
    return xlsx_parts_book(sheet ? sheet : "", strings, styles);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bool is_zip = size >= 2 && memcmp(data, "PK", 2) == 0;
    g_autoptr(GBytes) file = is_zip ? g_bytes_new(data, size) : pack(data, size);
    sheet_check_file(file);
    return 0;
}
