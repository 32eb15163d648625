/* The canonical text of a record: what parses is written back equal. */
#include <string.h>

#include "catalog/attendance/record_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    g_auto(RecordText) record = {.id = ""};
    if (!record_text_parse((const char *)data, size, &record))
        return 0;
    g_autoptr(GString) again = g_string_new(NULL);
    record_text_append(&record, again);
    if (again->len != size || memcmp(again->str, data, size) != 0)
        __builtin_trap();
    return 0;
}
