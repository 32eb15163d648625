#include "media/package/cmaf.h"

#include <string.h>

static const uint8_t AVCC[] = {1,    0x4d, 0x40, 0x1f, 0xff, 0xe1, 0,    4,   0x67,
                               0x4d, 0x40, 0x1f, 1,    0,    2,    0x68, 0xee};

static MediaTrack make_video(void) {
    MediaTrack track = {.kind = MEDIA_VIDEO, .name = "v720", .width = 1280, .height = 720};
    memcpy(track.config, AVCC, sizeof AVCC);
    track.config_length = sizeof AVCC;
    return track;
}

static MediaTrack make_audio(const char *language) {
    MediaTrack track = {.kind = MEDIA_AUDIO, .name = "a", .bit_rate = 96000, .channels = 2};
    g_strlcpy(track.language, language, sizeof track.language);
    memcpy(track.config, "\x11\x90", 2);
    track.config_length = 2;
    return track;
}

static uint32_t get_u32(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The content of the box at a path like "moov/trak/mdia": boxes in boxes, none of them full. */
static const uint8_t *find_box(const uint8_t *at, size_t length, const char *path,
                               size_t *ret_length) {
    for (size_t size; length >= 8; at += size, length -= size) {
        size = get_u32(at);
        g_assert_cmpuint(size, >=, 8);
        g_assert_cmpuint(size, <=, length);
        if (memcmp(at + 4, path, 4) != 0)
            continue;
        if (path[4] == '/')
            return find_box(at + 8, size - 8, path + 5, ret_length);
        *ret_length = size - 8;
        return at + 8;
    }
    g_assert_cmpuint(length, ==, 0);
    return NULL;
}

static void assert_box(GByteArray *out, const char *path, const char *bytes, size_t length) {
    size_t found;
    const uint8_t *at = find_box(out->data, out->len, path, &found);
    g_assert_nonnull(at);
    g_assert_cmpmem(at, found, bytes, length);
}

static void test_init_video(void) {
    g_autoptr(GByteArray) out = g_byte_array_new();
    MediaTrack track = make_video();
    cmaf_append_init(out, &track);
    assert_box(out, "ftyp", "cmfc\0\0\0\0cmfciso6mp41", 20);
    assert_box(out, "moov/mvex/trex", "\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0", 24);
    size_t length;
    const uint8_t *tkhd = find_box(out->data, out->len, "moov/trak/tkhd", &length);
    g_assert_cmpuint(length, ==, 84);
    g_assert_cmpuint(get_u32(tkhd), ==, 7);
    g_assert_cmpuint(get_u32(tkhd + 76), ==, 1280 << 16);
    g_assert_cmpuint(get_u32(tkhd + 80), ==, 720 << 16);
    const uint8_t *mdhd = find_box(out->data, out->len, "moov/trak/mdia/mdhd", &length);
    g_assert_cmpuint(get_u32(mdhd + 12), ==, 90000);
    const uint8_t *stsd = find_box(out->data, out->len, "moov/trak/mdia/minf/stbl/stsd", &length);
    g_assert_cmpmem(stsd + 12, 4, "avc1", 4);
    const uint8_t *avcc = find_box(stsd + 16 + 78, length - 16 - 78, "avcC", &length);
    g_assert_cmpmem(avcc, length, AVCC, sizeof AVCC);
    g_assert_null(find_box(out->data, out->len, "moov/trak/mdia/elng", &length));
}

static void test_init_audio(void) {
    g_autoptr(GByteArray) out = g_byte_array_new();
    MediaTrack track = make_audio("bo");
    cmaf_append_init(out, &track);
    size_t length;
    const uint8_t *mdhd = find_box(out->data, out->len, "moov/trak/mdia/mdhd", &length);
    g_assert_cmpuint(get_u32(mdhd + 12), ==, 48000);
    g_assert_cmpuint(mdhd[20] << 8 | mdhd[21], ==, ('b' - 96) << 10 | ('o' - 96) << 5 | ('d' - 96));
    assert_box(out, "moov/trak/mdia/elng", "\0\0\0\0bo", 7);
    const uint8_t *stsd = find_box(out->data, out->len, "moov/trak/mdia/minf/stbl/stsd", &length);
    g_assert_cmpmem(stsd + 12, 4, "mp4a", 4);
    const uint8_t *esds = find_box(stsd + 16 + 28, length - 16 - 28, "esds", &length);
    static const char EXPECTED[] =
        "\0\0\0\0\3\x80\x80\x80\x22\0\0\0\4\x80\x80\x80\x14\x40\x15\0\0\0"
        "\0\1\x77\0\0\1\x77\0\5\x80\x80\x80\2\x11\x90\6\x80\x80\x80\1\2";
    g_assert_cmpmem(esds, length, EXPECTED, sizeof EXPECTED - 1);
}

static void append_chunk(GByteArray *out, const MediaTrack *track) {
    const MediaSample samples[] = {
        {.pts = 7200,
         .dts = 0,
         .duration = 3600,
         .is_key = true,
         .bytes = (void *)"ABC",
         .length = 3},
        {.pts = 0, .dts = 3600, .duration = 7200, .bytes = (void *)"de", .length = 2},
    };
    CmafChunk chunk = {track, 77, UINT64_C(0x123456789), samples, G_N_ELEMENTS(samples)};
    cmaf_append_chunk(out, &chunk);
}

static void test_chunk(void) {
    static const char EXPECTED[] = "\0\0\0\x78moof\0\0\0\x10mfhd\0\0\0\0\0\0\0\x4d"
                                   "\0\0\0\x60traf\0\0\0\x10tfhd\0\2\0\0\0\0\0\1"
                                   "\0\0\0\x14tfdt\1\0\0\0\0\0\0\1\x23\x45\x67\x89"
                                   "\0\0\0\x34trun\1\0\xf\1\0\0\0\2\0\0\0\x80"
                                   "\0\0\xe\x10\0\0\0\3\2\0\0\0\0\0\x1c\x20"
                                   "\0\0\x1c\x20\0\0\0\2\1\1\0\0\xff\xff\xf1\xf0"
                                   "\0\0\0\xdmdat"
                                   "ABCde";
    g_autoptr(GByteArray) out = g_byte_array_new();
    MediaTrack track = make_video();
    append_chunk(out, &track);
    g_assert_cmpmem(out->data, out->len, EXPECTED, sizeof EXPECTED - 1);
}

static void test_read(void) {
    g_autoptr(GByteArray) out = g_byte_array_new();
    MediaTrack track = make_video();
    append_chunk(out, &track);
    size_t length = out->len;
    g_byte_array_append(out, (const guint8 *)"next", 4);
    CmafChunkView view;
    MediaSample samples[2];
    g_assert_true(cmaf_read_chunk(out->data, out->len, &view, samples, 2));
    g_assert_cmpuint(view.length, ==, length);
    g_assert_cmpuint(view.decode_time, ==, UINT64_C(0x123456789));
    g_assert_cmpuint(view.n_samples, ==, 2);
    g_assert_true(view.is_independent);
    g_assert_true(samples[0].is_key && !samples[1].is_key);
    g_assert_cmpint(samples[1].dts, ==, INT64_C(0x123456789) + 3600);
    g_assert_cmpint(samples[1].pts, ==, INT64_C(0x123456789));
    g_assert_cmpuint(samples[1].duration, ==, 7200);
    g_assert_cmpmem(samples[1].bytes, samples[1].length, "de", 2);
    g_assert_true(cmaf_read_chunk(out->data, out->len, &view, NULL, 0));
}

static void test_read_audio(void) {
    g_autoptr(GByteArray) out = g_byte_array_new();
    MediaTrack track = make_audio("zh");
    MediaSample sample = {.duration = 1024, .bytes = (void *)"x", .length = 1};
    CmafChunk chunk = {&track, 1, 0, &sample, 1};
    cmaf_append_chunk(out, &chunk);
    CmafChunkView view;
    g_assert_true(cmaf_read_chunk(out->data, out->len, &view, NULL, 0));
    g_assert_true(view.is_independent);
}

/* What a crash leaves: every shorter piece, and every wrong bit in the structure, is refused. */
static void test_read_damaged(void) {
    g_autoptr(GByteArray) out = g_byte_array_new();
    MediaTrack track = make_video();
    append_chunk(out, &track);
    CmafChunkView view;
    MediaSample samples[2];
    for (unsigned n = 0; n < out->len; n++) {
        g_autofree uint8_t *piece = g_memdup2(out->data, n);
        g_assert_false(cmaf_read_chunk(piece, n, &view, samples, 2));
    }
    static const unsigned HARMLESS[][2] = {{20, 24}, {44, 48}, {60, 68}};
    for (unsigned i = 0; i < 88; i++) {
        bool is_harmless = false;
        for (unsigned k = 0; k < G_N_ELEMENTS(HARMLESS); k++)
            is_harmless |= i >= HARMLESS[k][0] && i < HARMLESS[k][1];
        if (is_harmless)
            continue;
        out->data[i] ^= 0x41;
        g_assert_false(cmaf_read_chunk(out->data, out->len, &view, samples, 2));
        out->data[i] ^= 0x41;
    }
    g_assert_true(cmaf_read_chunk(out->data, out->len, &view, samples, 2));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cmaf/init-video", test_init_video);
    g_test_add_func("/cmaf/init-audio", test_init_audio);
    g_test_add_func("/cmaf/chunk", test_chunk);
    g_test_add_func("/cmaf/read", test_read);
    g_test_add_func("/cmaf/read-audio", test_read_audio);
    g_test_add_func("/cmaf/read-damaged", test_read_damaged);
    return g_test_run();
}
