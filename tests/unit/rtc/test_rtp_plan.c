/* Headers that we write, as bytes and read back. */
#include "media/rtc/wire/rtp_plan.h"

#include "tests/unit/rtc/packet_bytes.h"

#define SEEDED 7

static const RtpExtensionMap MAP = {.ids = {[RTP_EXTENSION_MID] = 4,
                                            [RTP_EXTENSION_SEND_TIME] = 2,
                                            [RTP_EXTENSION_TRANSPORT] = 3,
                                            [RTP_EXTENSION_AUDIO_LEVEL] = 1}};

static void test_bare(void) {
    RtpPlan plan;
    guint8 bytes[RTP_PLAN_RTX_MAX_BYTES];
    RtpPlanWish wish = {.ssrc = 0xdeadbeef, .payload_type = 96, .mid = "0"};
    RtpStamp stamp = {.sequence = 0x1234, .timestamp = 0x15180, .has_marker = true};
    g_assert_true(rtp_plan_init(&plan, &wish));
    packet_expect(bytes, rtp_plan_stamp(&plan, &stamp, bytes),
                  "80 e0 12 34 00 01 51 80 de ad be ef");
    packet_expect(bytes, rtp_plan_stamp_rtx(&plan, &stamp, 0xfeed, bytes),
                  "80 e0 12 34 00 01 51 80 de ad be ef fe ed");
    wish.map = &(RtpExtensionMap){{0}};
    g_assert_true(rtp_plan_init(&plan, &wish));
    g_assert_cmpuint(plan.length, ==, RTP_HEADER_BYTES);
}

static void test_extensions(void) {
    RtpPlan plan;
    guint8 bytes[RTP_PLAN_MAX_BYTES];
    RtpPlanWish wish = {.ssrc = 1, .payload_type = 111, .map = &MAP, .mid = "a0", .rid = "hi"};
    RtpStamp stamp = {.sequence = 2,
                      .timestamp = 3,
                      .transport_sequence = 0xabcd,
                      .send_time = 0x010203,
                      .has_padding = true,
                      .has_voice = true,
                      .audio_level = 5};
    g_assert_true(rtp_plan_init(&plan, &wish));
    packet_expect(bytes, rtp_plan_stamp(&plan, &stamp, bytes),
                  "b0 6f 00 02 00 00 00 03 00 00 00 01 be de 00 03 "
                  "41 61 30 22 01 02 03 31 ab cd 10 85");
    /* An id above 14 needs the two-byte form. */
    RtpExtensionMap wide = {.ids = {[RTP_EXTENSION_MID] = 15, [RTP_EXTENSION_TRANSPORT] = 3}};
    wish.map = &wide;
    g_assert_true(rtp_plan_init(&plan, &wish));
    packet_expect(bytes, rtp_plan_stamp(&plan, &stamp, bytes),
                  "b0 6f 00 02 00 00 00 03 00 00 00 01 10 00 00 02 0f 02 61 30 03 02 ab cd");
}

static void test_refused(void) {
    RtpPlan plan = {.length = 99};
    RtpPlanWish wish = {.payload_type = 128};
    g_assert_false(rtp_plan_init(&plan, &wish));
    wish = (RtpPlanWish){.map = &MAP, .mid = "seventeen letters"};
    g_assert_false(rtp_plan_init(&plan, &wish));
    g_assert_cmpuint(plan.length, ==, 99);
    wish.mid = "sixteen_letters_";
    g_assert_true(rtp_plan_init(&plan, &wish));
}

/* The longest header: every extension in the two-byte form. */
static void test_longest(void) {
    RtpExtensionMap map = {{249, 250, 251, 252, 253, 254, 255}};
    RtpPlanWish wish = {.map = &map,
                        .mid = "sixteen_letters_",
                        .rid = "sixteen_letters_",
                        .repaired_rid = "sixteen_letters_"};
    RtpPlan plan;
    guint8 bytes[RTP_PLAN_MAX_BYTES];
    RtpPacket packet;
    g_assert_true(rtp_plan_init(&plan, &wish));
    g_assert_cmpuint(plan.length, ==, RTP_PLAN_MAX_BYTES);
    size_t length = rtp_plan_stamp(&plan, &(RtpStamp){0}, bytes);
    g_assert_true(rtp_parse(bytes, length, &map, &packet));
    g_assert_cmphex(packet.has, ==, 0x7f);
}

static void test_playout_delay(void) {
    g_assert_cmphex(rtp_playout_delay(0), ==, 0x0003e8);
    g_assert_cmphex(rtp_playout_delay(180), ==, 0x0123e8);
    g_assert_cmphex(rtp_playout_delay(1u << 30), ==, 0x3e83e8);
}

/* Any plan and any stamp are read back as they were written, with payload and padding. */
static void test_read_back(void) {
    g_autoptr(GRand) random = g_rand_new_with_seed(SEEDED);
    for (unsigned round = 0; round < 50000; round++) {
        RtpExtensionMap map = {{0}};
        int most = g_rand_boolean(random) ? 14 : 255;
        for (unsigned i = 0; i < RTP_N_EXTENSIONS; i++)
            if (g_rand_boolean(random)) /* distinct: a step of their number */
                map.ids[i] =
                    (guint8)(1 + i +
                             RTP_N_EXTENSIONS * (unsigned)g_rand_int_range(
                                                    random, 0, most / (int)RTP_N_EXTENSIONS));
        RtpPlanWish wish = {.ssrc = g_rand_int(random),
                            .payload_type = (guint8)g_rand_int_range(random, 0, 128),
                            .map = &map,
                            .mid = "m1",
                            .rid = g_rand_boolean(random) ? "high" : NULL};
        RtpStamp stamp = {.timestamp = g_rand_int(random),
                          .sequence = (guint16)g_rand_int(random),
                          .transport_sequence = (guint16)g_rand_int(random),
                          .send_time = g_rand_int(random) & 0xffffff,
                          .playout_delay = g_rand_int(random) & 0xffffff,
                          .has_marker = g_rand_boolean(random),
                          .has_padding = g_rand_boolean(random),
                          .has_voice = g_rand_boolean(random),
                          .audio_level = (guint8)g_rand_int_range(random, 0, 128)};
        guint8 bytes[RTP_PLAN_MAX_BYTES + 300] = {0};
        RtpPlan plan;
        RtpPacket packet;
        g_assert_true(rtp_plan_init(&plan, &wish));
        size_t length = rtp_plan_stamp(&plan, &stamp, bytes);
        guint8 padding = stamp.has_padding ? (guint8)g_rand_int_range(random, 1, 256) : 0;
        rtp_plan_put_padding(bytes + length + 20, padding);
        g_assert_true(rtp_parse(bytes, length + 20 + padding, &map, &packet));
        g_assert_cmpuint(packet.ssrc, ==, wish.ssrc);
        g_assert_cmpuint(packet.payload_type, ==, wish.payload_type);
        g_assert_cmpuint(packet.timestamp, ==, stamp.timestamp);
        g_assert_cmpuint(packet.sequence, ==, stamp.sequence);
        g_assert_true(packet.has_marker == stamp.has_marker);
        g_assert_cmpuint(packet.payload_length, ==, 20);
        g_assert_cmpuint(packet.padding_length, ==, padding);
        g_assert_true(rtp_has(&packet, RTP_EXTENSION_MID) == (map.ids[RTP_EXTENSION_MID] > 0));
        g_assert_true(rtp_has(&packet, RTP_EXTENSION_RID) ==
                      (wish.rid && map.ids[RTP_EXTENSION_RID] > 0));
        if (rtp_has(&packet, RTP_EXTENSION_RID))
            g_assert_cmpmem(bytes + packet.rid.at, packet.rid.length, "high", 4);
        if (map.ids[RTP_EXTENSION_TRANSPORT] > 0)
            g_assert_cmpuint(packet.transport_sequence, ==, stamp.transport_sequence);
        if (map.ids[RTP_EXTENSION_SEND_TIME] > 0)
            g_assert_cmpuint(packet.send_time, ==, stamp.send_time);
        if (map.ids[RTP_EXTENSION_PLAYOUT_DELAY] > 0)
            g_assert_cmpuint(packet.playout_delay, ==, stamp.playout_delay);
        if (map.ids[RTP_EXTENSION_AUDIO_LEVEL] > 0) {
            g_assert_cmpuint(packet.audio_level, ==, stamp.audio_level);
            g_assert_true(packet.has_voice == stamp.has_voice);
        }
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtp_plan/bare", test_bare);
    g_test_add_func("/rtp_plan/extensions", test_extensions);
    g_test_add_func("/rtp_plan/refused", test_refused);
    g_test_add_func("/rtp_plan/longest", test_longest);
    g_test_add_func("/rtp_plan/playout_delay", test_playout_delay);
    g_test_add_func("/rtp_plan/read_back", test_read_back);
    return g_test_run();
}
