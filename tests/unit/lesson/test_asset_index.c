/* T.idx: what is written is read, nothing else is; rates as RFC 8216 means them. */
#include "media/lesson/asset_index.h"

#include <string.h>

#include <zlib.h>

#include "base/error.h"
#include "media/types/wire_bytes.h"

static void add(AssetIndex *index, uint32_t length, uint32_t duration) {
    bool is_video = index->kind == MEDIA_VIDEO;
    AssetSegment segment = {.offset = asset_index_bytes(index),
                            .length = length,
                            .key_length = is_video ? length / 2 : 0,
                            .time = asset_index_end(index),
                            .duration = duration,
                            .flags = is_video ? ASSET_SEGMENT_IDR : 0};
    g_assert_cmpstr(asset_index_judge(index, &segment), ==, NULL);
    asset_index_add(index, &segment);
}

static AssetIndex *make(void) {
    AssetIndex *index = asset_index_new(MEDIA_VIDEO, 700);
    add(index, 100000, 180000);
    add(index, 300000, 180000);
    add(index, 50000, 45000);
    return index;
}

static void test_round_trip(void) {
    g_autoptr(AssetIndex) index = asset_index_new(MEDIA_AUDIO, 600);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GError) error = NULL;
    for (unsigned i = 0; i < 1000; i++)
        add(index, 1000 + i, 93 * 1024 + i);
    g_byte_array_append(bytes, (const guint8 *)"before", 6);
    asset_index_write(index, bytes);
    g_assert_cmpuint(bytes->len, ==, 6 + 28 + 1000 * 32 + 4);
    g_autoptr(AssetIndex) found = asset_index_read(bytes->data + 6, bytes->len - 6, &error);
    g_assert_no_error(error);
    g_assert_cmpint(found->kind, ==, MEDIA_AUDIO);
    g_assert_cmpuint(found->init_length, ==, 600);
    g_assert_cmpmem(found->segments, found->n_segments * sizeof(AssetSegment), index->segments,
                    1000 * sizeof(AssetSegment));
}

static void test_layout(void) {
    g_autoptr(AssetIndex) index = make();
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    asset_index_write(index, bytes);
    g_assert_cmpmem(bytes->data, 24, "TPASSET\n\1\0\0\0\0\0\0\0\xbc\2\0\0\3\0\0\0", 24);
    const uint8_t *second = bytes->data + 28 + 32;
    g_assert_cmpuint(wire_get64(second), ==, 100700);
    g_assert_cmpuint(wire_get32(second + 8), ==, 300000);
    g_assert_cmpuint(wire_get32(second + 12), ==, 150000);
    g_assert_cmpuint(wire_get64(second + 16), ==, 180000);
    g_assert_cmpuint(wire_get32(second + 24), ==, 180000);
    g_assert_cmpuint(wire_get32(second + 28), ==, ASSET_SEGMENT_IDR);
}

static void refuse(const uint8_t *bytes, size_t length, int code) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AssetIndex) found = asset_index_read(bytes, length, &error);
    g_assert_null(found);
    g_assert_error(error, BASE_ERROR, code);
    g_assert_true(g_str_has_suffix(error->message, "."));
}

static void test_any_damage_is_seen(void) {
    g_autoptr(AssetIndex) index = make();
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    asset_index_write(index, bytes);
    for (size_t i = 0; i < (size_t)bytes->len * 8; i++) {
        bytes->data[i / 8] ^= (uint8_t)(1u << i % 8);
        refuse(bytes->data, bytes->len, ERROR_CORRUPT);
        bytes->data[i / 8] ^= (uint8_t)(1u << i % 8);
    }
    for (size_t length = 0; length < bytes->len; length++)
        refuse(bytes->data, length, ERROR_CORRUPT);
    g_byte_array_append(bytes, (const guint8 *)"x", 1);
    refuse(bytes->data, bytes->len, ERROR_CORRUPT);
}

static void test_newer_is_told_apart(void) {
    g_autoptr(AssetIndex) index = make(), other = asset_index_new(MEDIA_VIDEO, 700);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    asset_index_write(index, bytes);
    wire_put32(bytes->data + 8, 2);
    wire_put32(bytes->data + 24, (uint32_t)crc32(0, bytes->data, 24));
    refuse(bytes->data, bytes->len, ERROR_NEWER);
    g_byte_array_set_size(bytes, 0);
    asset_index_write(other, bytes); /* without segments */
    refuse(bytes->data, bytes->len, ERROR_CORRUPT);
}

static void test_wrong_segments(void) {
    static const struct {
        AssetSegment change;
        const char *reason;
    } CASES[] = {
        {{.offset = 1}, "a segment does not touch the one before"},
        {{.length = ASSET_INDEX_MAX_SEGMENT_BYTES}, "a segment is empty or too large"},
        {{.key_length = 2000}, "the first sample of a segment is not within it"},
        {{.time = 1}, "a segment does not begin when the one before ends"},
        {{.duration = 900000}, "a segment has no duration or is too long"},
        {{.flags = 1}, "a segment does not begin as its kind should"},
    };
    g_autoptr(AssetIndex) index = make();
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        AssetSegment segment = {.offset = asset_index_bytes(index) + CASES[i].change.offset,
                                .length = 1000 + CASES[i].change.length,
                                .key_length = 500 + CASES[i].change.key_length,
                                .time = asset_index_end(index) + CASES[i].change.time,
                                .duration = 90000 + CASES[i].change.duration,
                                .flags = ASSET_SEGMENT_IDR + CASES[i].change.flags};
        g_assert_cmpstr(asset_index_judge(index, &segment), ==, CASES[i].reason);
    }
}

static void test_rates(void) {
    g_autoptr(AssetIndex) index = make();
    g_assert_cmpuint(asset_index_target_s(index), ==, 2);
    g_assert_cmpuint(asset_index_average_bit_rate(index), ==, 800000);
    /* 2 s and 0.5 s together are 2.5 s of at most 3 s: less than the 2 s alone. */
    g_assert_cmpuint(asset_index_peak_bit_rate(index), ==, 1200000);
    add(index, 600000, 45000); /* half a second alone is no run; 1 s with the one before is */
    g_assert_cmpuint(asset_index_peak_bit_rate(index), ==, 5200000);
}

static void test_find(void) {
    g_autoptr(AssetIndex) index = make();
    g_assert_cmpuint(asset_index_find(index, 0), ==, 0);
    g_assert_cmpuint(asset_index_find(index, 179999), ==, 0);
    g_assert_cmpuint(asset_index_find(index, 180000), ==, 1);
    g_assert_cmpuint(asset_index_find(index, 360000), ==, 2);
    g_assert_cmpuint(asset_index_find(index, UINT64_MAX), ==, 2);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/asset_index/round-trip", test_round_trip);
    g_test_add_func("/asset_index/layout", test_layout);
    g_test_add_func("/asset_index/any-damage-is-seen", test_any_damage_is_seen);
    g_test_add_func("/asset_index/newer", test_newer_is_told_apart);
    g_test_add_func("/asset_index/wrong-segments", test_wrong_segments);
    g_test_add_func("/asset_index/rates", test_rates);
    g_test_add_func("/asset_index/find", test_find);
    return g_test_run();
}
