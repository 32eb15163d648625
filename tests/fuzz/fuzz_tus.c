/* Header fields of tus: numbers, metadata, checksums. */
#include "catalog/upload/tus.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(TusMetadata) metadata = {0};
    TusChecksum checksum;
    int64_t number;
    if (tus_read_metadata(text, &metadata, NULL) && !g_utf8_validate(metadata.file_name, -1, NULL))
        g_abort();
    (void)tus_read_checksum(text, &checksum, NULL);
    (void)tus_read_number(text, &number);
    return 0;
}
