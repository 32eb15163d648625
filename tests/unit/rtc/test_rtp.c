/* RTP headers and their extensions, as bytes: RFC 3550 §5.1, RFC 8285 §4.2 and §4.3, RFC 4588 §4.
 */
#include "media/rtc/wire/rtp.h"

#include "media/rtc/wire/rtp_number.h"
#include "tests/unit/rtc/packet_bytes.h"

#define SEEDED 20260901
#define FIXED  "80 e0 12 34 00 01 51 80 de ad be ef "

static const RtpExtensionMap MAP = {.ids = {[RTP_EXTENSION_MID] = 4,
                                            [RTP_EXTENSION_RID] = 10,
                                            [RTP_EXTENSION_REPAIRED_RID] = 11,
                                            [RTP_EXTENSION_SEND_TIME] = 2,
                                            [RTP_EXTENSION_TRANSPORT] = 3,
                                            [RTP_EXTENSION_AUDIO_LEVEL] = 1}};
static const RtpExtensionMap WIDE = {
    .ids = {[RTP_EXTENSION_MID] = 200, [RTP_EXTENSION_TRANSPORT] = 7}};

static bool parse(const char *hex, const RtpExtensionMap *map, RtpPacket *ret_packet) {
    g_autoptr(GByteArray) bytes = packet_bytes(hex);
    g_autofree guint8 *cut = packet_cut(bytes, bytes->len);
    return rtp_parse(cut, bytes->len, map, ret_packet);
}

static void test_fixed_header(void) {
    RtpPacket packet;
    g_assert_true(parse(FIXED "aa bb cc", NULL, &packet));
    g_assert_true(packet.has_marker);
    g_assert_cmpuint(packet.payload_type, ==, 96);
    g_assert_cmphex(packet.sequence, ==, 0x1234);
    g_assert_cmphex(packet.timestamp, ==, 0x15180);
    g_assert_cmphex(packet.ssrc, ==, 0xdeadbeef);
    g_assert_cmpuint(packet.payload_at, ==, 12);
    g_assert_cmpuint(packet.payload_length, ==, 3);
    g_assert_cmpuint(packet.padding_length, ==, 0);
    g_assert_cmpuint(packet.has, ==, 0);
    /* Two sources, then padding of three. */
    g_assert_true(parse("a2 60 12 34 00 01 51 80 de ad be ef 00 00 00 01 00 00 00 02 aa 00 00 03",
                        NULL, &packet));
    g_assert_false(packet.has_marker);
    g_assert_cmpuint(packet.payload_at, ==, 20);
    g_assert_cmpuint(packet.payload_length, ==, 1);
    g_assert_cmpuint(packet.padding_length, ==, 3);
    /* Nothing but padding: what probes a network looks like. */
    g_assert_true(parse("a0 60 12 34 00 01 51 80 de ad be ef 00 02", NULL, &packet));
    g_assert_cmpuint(packet.payload_length, ==, 0);
}

static void test_one_byte(void) {
    RtpPacket packet;
    g_assert_false(parse("90 e0 12 34 00 01 51 80 de ad be ef be de 00 05 "
                         "10 85 22 01 02 03 31 ab cd 00 00 40 31 a0 68 b1 71 31 55",
                         &MAP, &packet));
    g_assert_true(parse("90 e0 12 34 00 01 51 80 de ad be ef be de 00 05 "
                        "10 85 22 01 02 03 31 ab cd 00 00 40 31 a0 68 b1 71 31 00 00 55",
                        &MAP, &packet));
    g_assert_cmphex(packet.has, ==, 0x3f);
    g_assert_true(packet.has_voice);
    g_assert_cmpuint(packet.audio_level, ==, 5);
    g_assert_cmphex(packet.send_time, ==, 0x010203);
    g_assert_cmphex(packet.transport_sequence, ==, 0xabcd);
    g_assert_cmpuint(packet.mid.at, ==, 28);
    g_assert_cmpuint(packet.mid.length, ==, 1);
    g_assert_cmpuint(packet.rid.length, ==, 1);
    g_assert_cmpuint(packet.repaired_rid.length, ==, 2);
    g_assert_cmpuint(packet.payload_at, ==, 36);
    g_assert_cmpuint(packet.payload_length, ==, 1);
}

static void test_two_byte(void) {
    RtpPacket packet;
    /* RFC 8285 §4.3's figure: an element without data, padding in between. */
    g_assert_false(parse("90 e0 12 34 00 01 51 80 de ad be ef 10 00 00 03 "
                         "05 00 07 02 ab cd 00 c8 04 61 62 63",
                         &WIDE, &packet));
    g_assert_true(parse("90 e0 12 34 00 01 51 80 de ad be ef 10 0a 00 03 "
                        "05 00 07 02 ab cd 00 c8 03 61 62 63",
                        &WIDE, &packet));
    g_assert_cmphex(packet.transport_sequence, ==, 0xabcd);
    g_assert_cmpuint(packet.mid.at, ==, 25);
    g_assert_cmpuint(packet.mid.length, ==, 3);
}

/* What RFC 8285 §4.2 has receivers pass over. */
static void test_passed_over(void) {
    static const char *const EXTENSIONS[] = {
        "be de 00 01 f0 31 ab cd", /* id 15 ends the walk */
        "be de 00 01 30 00 00 00", /* another length than the definition's */
        "be de 00 01 d2 31 ab cd", /* an id that nobody agreed on takes its bytes along */
        "be de 00 01 01 31 ab 00", /* id 0 with a length */
        "ab cd 00 01 31 ab cd 00", /* another profile's extension */
        "be de 00 00",             /* an empty one */
        "be de 00 01 40 07 00 00", /* a mid that is no text */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(EXTENSIONS); i++) {
        RtpPacket packet;
        g_autofree char *hex =
            g_strconcat("90 e0 12 34 00 01 51 80 de ad be ef ", EXTENSIONS[i], NULL);
        g_assert_true(parse(hex, &MAP, &packet));
        g_assert_cmphex(packet.has, ==, 0);
        g_assert_cmpuint(packet.mid.length, ==, 0);
        g_assert_cmpuint(packet.payload_length, ==, 0);
    }
}

static void test_malformed(void) {
    static const char *const PACKETS[] = {
        "",
        "80 e0 12 34 00 01 51 80 de ad be",             /* 11 bytes */
        "00 e0 12 34 00 01 51 80 de ad be ef",          /* version 0 */
        "40 e0 12 34 00 01 51 80 de ad be ef",          /* version 1 */
        "81 e0 12 34 00 01 51 80 de ad be ef 00 00 00", /* a source cut off */
        "90 e0 12 34 00 01 51 80 de ad be ef be de 00", /* head of the extension cut off */
        "90 e0 12 34 00 01 51 80 de ad be ef be de 00 01 31 ab cd",    /* extension cut off */
        "90 e0 12 34 00 01 51 80 de ad be ef be de 00 01 3f ab cd 00", /* element beyond its end */
        "90 e0 12 34 00 01 51 80 de ad be ef 10 00 00 01 07 03 ab cd", /* the same in the two-byte
                                                                          form */
        "90 e0 12 34 00 01 51 80 de ad be ef 10 00 00 01 05 01 00 07", /* no length behind an id */
        "a0 e0 12 34 00 01 51 80 de ad be ef",                         /* padding of nothing */
        "a0 e0 12 34 00 01 51 80 de ad be ef 00",                      /* padding of zero bytes */
        "a0 e0 12 34 00 01 51 80 de ad be ef 00 03", /* more padding than payload */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(PACKETS); i++) {
        RtpPacket packet = {.ssrc = 7};
        g_assert_false(parse(PACKETS[i], &MAP, &packet));
        g_assert_cmpuint(packet.ssrc, ==, 7);
    }
}

static void test_too_many_elements(void) {
    g_autoptr(GByteArray) bytes = packet_bytes("90 e0 12 34 00 01 51 80 de ad be ef be de 00 11");
    RtpPacket packet;
    for (unsigned i = 0; i < RTP_MAX_EXTENSIONS; i++)
        g_byte_array_append(bytes, (const guint8 *)"\xd0", 2);
    g_byte_array_append(bytes, (const guint8 *)"\0\0\0", 4);
    g_assert_true(rtp_parse(bytes->data, bytes->len, &MAP, &packet));
    bytes->data[bytes->len - 4] = 0xd0;
    g_assert_false(rtp_parse(bytes->data, bytes->len, &MAP, &packet));
}

/* RFC 5761 §4: the types of RTCP against payload types with a marker. */
static void test_demultiplex(void) {
    static const struct {
        guint8 bytes[2];
        bool is_rtcp;
    } ROWS[] = {{{0x80, 200}, true}, {{0x81, 206}, true},  {{0x80, 192}, true},
                {{0x80, 223}, true}, {{0x80, 224}, false}, {{0x80, 191}, false},
                {{0x80, 96}, false}, {{0x00, 200}, false}};
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++)
        g_assert_true(rtp_is_rtcp(ROWS[i].bytes, 2) == ROWS[i].is_rtcp);
    g_assert_false(rtp_is_rtcp((const guint8 *)"\x80", 1));
    g_assert_cmpuint(rtp_header_length((const guint8 *)"\x80", 1), ==, 0);
}

static void test_rtx(void) {
    g_autoptr(GByteArray) bytes =
        packet_bytes("a0 e1 00 07 00 01 51 80 00 00 00 09 12 33 aa bb 00 02");
    RtpPacket packet;
    g_assert_true(rtp_parse(bytes->data, bytes->len, NULL, &packet));
    g_assert_true(rtp_unwrap_rtx(&packet, bytes->data, 0xdeadbeef, 96));
    g_assert_cmphex(packet.sequence, ==, 0x1233);
    g_assert_cmphex(packet.ssrc, ==, 0xdeadbeef);
    g_assert_cmpuint(packet.payload_type, ==, 96);
    g_assert_cmpuint(packet.payload_at, ==, 14);
    g_assert_cmpuint(packet.payload_length, ==, 2);
    g_assert_true(packet.has_marker);
    /* A probe: padding alone, or a sequence number without a packet. */
    for (unsigned n = 0; n <= 2; n++) {
        packet.payload_length = (guint16)n;
        g_assert_false(rtp_unwrap_rtx(&packet, bytes->data, 1, 1));
        g_assert_cmpuint(packet.payload_type, ==, 96);
    }
}

static void test_send_time(void) {
    g_assert_cmphex(rtp_send_time(0), ==, 0);
    g_assert_cmphex(rtp_send_time(1000000), ==, 1 << 18);
    g_assert_cmphex(rtp_send_time(63999999), ==, 0xffffff);
    g_assert_cmphex(rtp_send_time(64000000), ==, 0);
    g_assert_cmphex(rtp_send_time(64500000), ==, 1 << 17);
}

static void test_wrapping(void) {
    g_assert_cmpint(rtp_distance16(65535, 0), ==, 1);
    g_assert_cmpint(rtp_distance16(0, 65535), ==, -1);
    g_assert_cmpint(rtp_distance16(0, 32767), ==, 32767);
    g_assert_cmphex(rtp_unwrap16(0x1ffff, 2), ==, 0x20002);
    g_assert_cmphex(rtp_unwrap16(0x20002, 0xffff), ==, 0x1ffff);
}

/* Any bytes: an accepted packet's parts lie within it and add up. */
static void test_any_bytes(void) {
    g_autoptr(GRand) random = g_rand_new_with_seed(SEEDED);
    unsigned n_accepted = 0;
    for (unsigned round = 0; round < 200000; round++) {
        gsize length = (gsize)g_rand_int_range(random, 0, 64);
        g_autofree guint8 *bytes = g_malloc(MAX(length, 1));
        for (gsize i = 0; i < length; i++)
            bytes[i] = (guint8)g_rand_int_range(random, 0, i >= 16 ? 64 : 256);
        if (length > 16) {
            bytes[0] = (guint8)(0x80 | (bytes[0] & 0x30));
            memcpy(bytes + 12, "\xbe\xde\0", 3);
            bytes[15] &= 7;
        }
        RtpPacket packet;
        if (!rtp_parse(bytes, length, &MAP, &packet))
            continue;
        n_accepted++;
        g_assert_cmpuint((guint)packet.payload_at + packet.payload_length + packet.padding_length,
                         ==, length);
        g_assert_cmpuint(packet.payload_at, ==, rtp_header_length(bytes, length));
        g_assert_cmpuint(packet.mid.at + packet.mid.length, <=, packet.payload_at);
    }
    g_assert_cmpuint(n_accepted, >, 10000);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtp/fixed_header", test_fixed_header);
    g_test_add_func("/rtp/one_byte", test_one_byte);
    g_test_add_func("/rtp/two_byte", test_two_byte);
    g_test_add_func("/rtp/passed_over", test_passed_over);
    g_test_add_func("/rtp/malformed", test_malformed);
    g_test_add_func("/rtp/too_many_elements", test_too_many_elements);
    g_test_add_func("/rtp/demultiplex", test_demultiplex);
    g_test_add_func("/rtp/rtx", test_rtx);
    g_test_add_func("/rtp/send_time", test_send_time);
    g_test_add_func("/rtp/wrapping", test_wrapping);
    g_test_add_func("/rtp/any_bytes", test_any_bytes);
    return g_test_run();
}
