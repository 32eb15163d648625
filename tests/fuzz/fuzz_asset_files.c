/* The files of an asset as a damaged disk gives them back: the first byte says which. What is read
 * is written as it was. */
#include <string.h>

#include "media/lesson/asset_index.h"
#include "media/lesson/asset_manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_index(const uint8_t *data, size_t size) {
    g_autoptr(AssetIndex) index = asset_index_read(data, size, NULL);
    g_autoptr(GByteArray) again = g_byte_array_new();
    if (!index)
        return;
    asset_index_write(index, again);
    if (again->len != size || memcmp(again->data, data, size) != 0)
        g_error("an index reads as another");
    if (asset_index_peak_bit_rate(index) < asset_index_average_bit_rate(index) ||
        asset_index_target_s(index) > ASSET_INDEX_MAX_SEGMENT_S)
        g_error("an index was read that cannot be");
    if (asset_index_find(index, asset_index_end(index)) != index->n_segments - 1)
        g_error("the last segment is not the last");
}

static void read_manifest(const char *text, size_t length) {
    g_autoptr(AssetManifest) manifest = asset_manifest_read(text, length, NULL);
    if (!manifest)
        return;
    g_autofree char *once = asset_manifest_write(manifest);
    g_autoptr(AssetManifest) again = asset_manifest_read(once, strlen(once), NULL);
    if (!again)
        g_error("what was written cannot be read: %s", once);
    g_autofree char *twice = asset_manifest_write(again);
    if (strcmp(once, twice) != 0)
        g_error("a description reads as another: %s", once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1)
        return 0;
    if (data[0] == 'i')
        read_index(data + 1, size - 1);
    else
        read_manifest((const char *)data + 1, size - 1);
    return 0;
}
