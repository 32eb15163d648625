/* sheet_reader with bytes as they come: mostly text in all its encodings. */
#include "sheet_check.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    g_autoptr(GBytes) file = g_bytes_new(data, size);
    sheet_check_file(file);
    return 0;
}
