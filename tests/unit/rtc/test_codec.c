/* What is seen of VP8 (RFC 7741), H.264 (RFC 6184), RED (RFC 2198) and Opus without decoding. */
#include "media/rtc/flow/layer_rate.h"
#include "media/rtc/wire/codec_h264.h"
#include "media/rtc/wire/codec_opus.h"
#include "media/rtc/wire/codec_red.h"
#include "media/rtc/wire/codec_vp8.h"

#include "tests/unit/rtc/packet_bytes.h"

static bool vp8(const char *hex, CodecVp8 *ret_vp8) {
    g_autoptr(GByteArray) bytes = packet_bytes(hex);
    g_autofree guint8 *cut = packet_cut(bytes, bytes->len);
    return codec_vp8_parse(cut, bytes->len, ret_vp8);
}

static void test_vp8(void) {
    static const struct {
        const char *hex, *says;
    } ROWS[] = {
        /* start, key, reference, picture/mask, tl0, temporal, sync, descriptor, size */
        {"10 00", "S K R -/0 - - - 1 0x0"},
        {"10 01", "S - R -/0 - - - 1 0x0"},
        {"00 00", "- - R -/0 - - - 1 0x0"},                /* the middle of a frame */
        {"11 00", "- - R -/0 - - - 1 0x0"},                /* a later partition begins */
        {"90 80 11 00", "S K R 17/7f - - - 3 0x0"},        /* RFC 7741 §4.5.1's shape */
        {"90 80 92 34 01", "S - R 4660/7fff - - - 4 0x0"}, /* §4.5.2's */
        {"b0 e0 92 34 07 a0 01", "S - - 4660/7fff 7 2 Y 6 0x0"},
        {"90 10 05 01", "S - R -/0 - - - 3 0x0"}, /* a key index alone */
        {"90 20 40 01", "S - R -/0 - 1 - 3 0x0"},
        {"90 f0 81 02 ff 1f 90 3c 02 9d 01 2a 80 02 68 41", "S K R 258/7fff 255 0 - 6 640x360"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        CodecVp8 v;
        g_assert_true(vp8(ROWS[i].hex, &v));
        g_autoptr(GString) says = g_string_new(NULL);
        g_string_append_printf(says, "%c %c %c ", v.is_start ? 'S' : '-', v.is_key ? 'K' : '-',
                               v.is_reference ? 'R' : '-');
        g_string_append_printf(says, v.has_picture_id ? "%u/" : "-/", v.picture_id);
        g_string_append_printf(says, "%x ", v.picture_id_mask);
        g_string_append_printf(says, v.has_tl0 ? "%u " : "- ", v.tl0);
        g_string_append_printf(says, v.has_temporal ? "%u " : "- ", v.temporal);
        g_string_append_printf(says, "%c %u %ux%u", v.is_sync ? 'Y' : '-', v.descriptor_length,
                               v.width, v.height);
        g_assert_cmpstr(says->str, ==, ROWS[i].says);
    }
}

static void test_vp8_malformed(void) {
    static const char *const PAYLOADS[] = {"",         "10",          "90",          "90 80",
                                           "90 80 11", "90 80 92",    "90 80 92 34", "90 40",
                                           "90 40 01", "90 c0 11 07", "90 20 40",    "90 00"};
    for (unsigned i = 0; i < G_N_ELEMENTS(PAYLOADS); i++) {
        CodecVp8 v = {.width = 3};
        g_assert_false(vp8(PAYLOADS[i], &v));
        g_assert_cmpuint(v.width, ==, 3);
    }
}

static void test_vp8_rewritten(void) {
    static const struct {
        const char *before, *after;
    } ROWS[] = {
        {"10 00", "10"},
        {"90 80 11 00", "90 80 45"},
        {"90 80 92 34 01", "90 80 81 45"},
        {"b0 e0 92 34 07 a0 01", "b0 e0 81 45 99 a0"},
        {"90 60 07 a0 01", "90 60 99 a0"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GByteArray) bytes = packet_bytes(ROWS[i].before);
        guint8 out[CODEC_VP8_MAX_DESCRIPTOR];
        CodecVp8 v;
        g_assert_true(codec_vp8_parse(bytes->data, bytes->len, &v));
        gsize length = codec_vp8_write_descriptor(&v, bytes->data, 0x8145, 0x99, out);
        packet_expect(out, length, ROWS[i].after);
    }
}

static void test_h264(void) {
    static const struct {
        const char *hex, *says; /* SPS, PPS, IDR, reference, unit start, unit end, key start */
    } ROWS[] = {
        {"67 42 e0 1f", "S--RBEK"},
        {"68 ce", "-P-RBE-"},
        {"65 88", "--IRBEK"},
        {"41 9a", "---RBE-"},
        {"01 9a", "----BE-"},
        {"09 f0", "----BE-"}, /* a delimiter before a key frame */
        {"78 00 02 67 42 00 01 68 00 02 65 88", "SPIRBEK"},
        {"18 00 01 01 00 01 01", "----BE-"},
        {"7c 85 88", "--IRB-K"}, /* FU-A of an IDR begins */
        {"7c 05 88", "--IR---"}, /* goes on */
        {"7c 45 88", "--IR-E-"}, /* ends */
        {"5c 81 9a", "---RB--"},
        {"1c 01 9a", "-------"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GByteArray) bytes = packet_bytes(ROWS[i].hex);
        g_autofree guint8 *cut = packet_cut(bytes, bytes->len);
        CodecH264 h;
        g_assert_true(codec_h264_parse(cut, bytes->len, &h));
        char says[] = {h.has_sps ? 'S' : '-',       h.has_pps ? 'P' : '-',
                       h.has_idr ? 'I' : '-',       h.is_reference ? 'R' : '-',
                       h.is_unit_start ? 'B' : '-', h.is_unit_end ? 'E' : '-',
                       h.is_key_start ? 'K' : '-',  '\0'};
        g_assert_cmpstr(says, ==, ROWS[i].says);
    }
}

static void test_h264_malformed(void) {
    static const char *const PAYLOADS[] = {
        "",
        "e5 88",                /* forbidden_zero_bit */
        "60 00",                /* type 0 */
        "79 00 01 00 02 67 42", /* STAP-B, MTAP, FU-B: the interleaved mode */
        "7a 00",
        "7d 85 00 00 00",
        "78",                /* an aggregate of nothing */
        "78 00 00",          /* an empty unit */
        "78 00 03 67 42",    /* a unit beyond the end */
        "78 00 02 67 42 00", /* a size cut off */
        "78 00 02 78 42",    /* an aggregate in an aggregate */
        "7c 85",             /* a fragment of nothing */
        "7c c5 88",          /* beginning and end at once */
        "7c 9c 88",          /* a fragment of a fragment */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(PAYLOADS); i++) {
        g_autoptr(GByteArray) bytes = packet_bytes(PAYLOADS[i]);
        g_autofree guint8 *cut = packet_cut(bytes, bytes->len);
        CodecH264 h;
        g_assert_false(codec_h264_parse(cut, bytes->len, &h));
    }
    g_autoptr(GByteArray) many = packet_bytes("78");
    CodecH264 h;
    for (unsigned i = 0; i < CODEC_H264_MAX_UNITS; i++)
        g_byte_array_append(many, (const guint8 *)"\0\1\1", 3);
    g_assert_true(codec_h264_parse(many->data, many->len, &h));
    g_byte_array_append(many, (const guint8 *)"\0\1\1", 3);
    g_assert_false(codec_h264_parse(many->data, many->len, &h));
}

static void test_red(void) {
    static const struct {
        const char *hex, *says; /* type@earlier:at+length of each block */
    } ROWS[] = {
        {"6f aa bb", "111@0:1+2 "},
        {"6f", "111@0:1+0 "},
        /* 960 ticks earlier, 2 bytes; then the packet's own. */
        {"ef 0f 00 02 6f aa bb cc", "111@960:5+2 111@0:7+1 "},
        {"ef 1e 00 00 ef 0f 00 01 6f aa", "111@1920:9+0 111@960:9+1 111@0:10+0 "},
        {"ef 0f 00 02 6f aa", ""}, /* more than there is */
        {"ef 0f 00 02", ""},       /* no block of its own */
        {"ef 0f", ""},
        {"", ""},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GByteArray) bytes = packet_bytes(ROWS[i].hex);
        g_autofree guint8 *cut = packet_cut(bytes, bytes->len);
        g_autoptr(GString) says = g_string_new(NULL);
        CodecRedBlock blocks[CODEC_RED_MAX_BLOCKS];
        unsigned n = codec_red_parse(cut, bytes->len, blocks);
        for (unsigned k = 0; k < n; k++)
            g_string_append_printf(says, "%u@%u:%u+%u ", blocks[k].payload_type,
                                   blocks[k].earlier_ticks, blocks[k].at, blocks[k].length);
        g_assert_cmpstr(says->str, ==, ROWS[i].says);
    }
    CodecRedBlock blocks[CODEC_RED_MAX_BLOCKS];
    g_autoptr(GByteArray) many = g_byte_array_new();
    for (unsigned i = 1; i < CODEC_RED_MAX_BLOCKS; i++)
        g_byte_array_append(many, (const guint8 *)"\xef\0\0\0", 4);
    g_byte_array_append(many, (const guint8 *)"\x6f", 1);
    g_assert_cmpuint(codec_red_parse(many->data, many->len, blocks), ==, CODEC_RED_MAX_BLOCKS);
    g_byte_array_prepend(many, (const guint8 *)"\xef\0\0\0", 4);
    g_assert_cmpuint(codec_red_parse(many->data, many->len, blocks), ==, 0);
}

static void test_opus(void) {
    g_assert_true(codec_opus_is_silence(0) && codec_opus_is_silence(2));
    g_assert_false(codec_opus_is_silence(3));
}

/* What we write, our own reader takes: an old packet, then the packet's own bytes. */
static void test_red_written(void) {
    static const uint8_t old_payload[] = {9, 1, 2, 3};
    const CodecRedBlock old = {.payload_type = 111, .earlier_ticks = 960, .at = 1, .length = 3};
    uint8_t bytes[CODEC_RED_HEAD_BYTES + 3 + 2];
    CodecRedBlock blocks[CODEC_RED_MAX_BLOCKS];
    size_t n = codec_red_write_old(&old, old_payload, bytes);
    g_assert_cmpuint(n, ==, CODEC_RED_HEAD_BYTES + 3);
    bytes[n] = 7;
    bytes[n + 1] = 8;
    g_assert_cmpuint(codec_red_parse(bytes, n + 2, blocks), ==, 2);
    g_assert_cmpuint(blocks[0].payload_type, ==, 111);
    g_assert_cmpuint(blocks[0].earlier_ticks, ==, 960);
    g_assert_cmpmem(bytes + blocks[0].at, blocks[0].length, old_payload + 1, 3);
    g_assert_cmpuint(blocks[1].payload_type, ==, 111);
    g_assert_cmpuint(blocks[1].length, ==, 2);
    g_assert_cmpuint(bytes[blocks[1].at], ==, 7);
}

/* Two temporal layers, a key frame that does not count, and an end. */
static void test_layer_rate(void) {
    LayerRate rate = {0};
    for (int i = 0; i <= 20; i++) {
        const LayerRateIn in = {.now_us = 1000000 + i * 50000,
                                .timestamp = (uint32_t)i * 4500,
                                .bytes = i == 4 ? 60000 : 1000 - LAYER_RATE_PACKET_EXTRAS,
                                .temporal = (uint8_t)(i % 2),
                                .is_key_start = i == 4};
        layer_rate_add(&rate, &in);
    }
    g_assert_cmpuint(rate.bps[0], >, 60000);
    g_assert_cmpuint(rate.bps[0], <, 90000);
    g_assert_cmpuint(rate.bps[1], >, 140000);
    g_assert_cmpuint(rate.bps[1], <, 170000);
    g_assert_cmpuint(rate.bps[2], ==, 0);
    g_assert_cmpuint(layer_rate_bps(&rate), ==, rate.bps[1]);
    const LayerRateIn late = {.now_us = 9000000, .timestamp = 1, .bytes = 100};
    layer_rate_add(&rate, &late);
    g_assert_cmpuint(layer_rate_bps(&rate), ==, 0);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/codec/vp8", test_vp8);
    g_test_add_func("/codec/vp8_malformed", test_vp8_malformed);
    g_test_add_func("/codec/vp8_rewritten", test_vp8_rewritten);
    g_test_add_func("/codec/h264", test_h264);
    g_test_add_func("/codec/h264_malformed", test_h264_malformed);
    g_test_add_func("/codec/red", test_red);
    g_test_add_func("/codec/opus", test_opus);
    g_test_add_func("/codec/red/written", test_red_written);
    g_test_add_func("/codec/layer-rate", test_layer_rate);
    return g_test_run();
}
