/* A chunk is recognised by its head, and nothing else is. */
#include "media/package/chunk_head.h"

#include <string.h>

#include "record_fixture.h"

static void test_a_chunk(void) {
    g_autoptr(GByteArray) key = record_fixture_chunk(0, 100000, 0);
    g_autoptr(GByteArray) other = record_fixture_chunk(0, 100000, 5);
    ChunkHead head;
    g_assert_cmpint(chunk_head_read(key->data, key->len, &head), ==, CHUNK_HEAD_SEEN);
    g_assert_cmpuint(head.length, ==, key->len);
    g_assert_cmpuint(head.decode_time, ==, UINT64_C(100000) * 172800);
    g_assert_true(head.is_independent);
    g_assert_cmpint(chunk_head_read(other->data, other->len, &head), ==, CHUNK_HEAD_SEEN);
    g_assert_cmpuint(head.decode_time, ==, UINT64_C(100000) * 172800 + 5 * 28800);
    g_assert_false(head.is_independent);
}

static void test_beginnings(void) {
    g_autoptr(GByteArray) chunk = record_fixture_chunk(2, 3, 1);
    guint moof = (guint)chunk->data[2] << 8 | chunk->data[3];
    ChunkHead head;
    for (guint length = 0; length <= chunk->len; length++)
        g_assert_cmpint(chunk_head_read(chunk->data, length, &head), ==,
                        length < moof + 8 ? CHUNK_HEAD_MORE : CHUNK_HEAD_SEEN);
}

static void test_other_bytes(void) {
    uint8_t zeros[64] = {0};
    ChunkHead head;
    g_assert_cmpint(chunk_head_read(zeros, sizeof zeros, &head), ==, CHUNK_HEAD_NONE);
    g_autoptr(GByteArray) chunk = record_fixture_chunk(2, 3, 1);
    guint8 *mdat = memmem(chunk->data, chunk->len, "mdat", 4);
    mdat[0] = 'x';
    g_assert_cmpint(chunk_head_read(chunk->data, chunk->len, &head), ==, CHUNK_HEAD_NONE);
    mdat[0] = 'm';
    guint8 *tfdt = memmem(chunk->data, chunk->len, "tfdt", 4);
    tfdt[-4] = 0xFF;
    g_assert_cmpint(chunk_head_read(chunk->data, chunk->len, &head), ==, CHUNK_HEAD_NONE);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chunk_head/a_chunk", test_a_chunk);
    g_test_add_func("/chunk_head/beginnings", test_beginnings);
    g_test_add_func("/chunk_head/other_bytes", test_other_bytes);
    return g_test_run();
}
