/* RTCP packets as bytes: the walk (RFC 3550 §6, RFC 5506), reports, sources, feedback. */
#include "media/rtc/wire/rtcp.h"

#include "media/rtc/wire/rtcp_feedback.h"
#include "media/rtc/wire/rtcp_report.h"
#include "media/rtc/wire/rtcp_source.h"
#include "tests/unit/rtc/packet_bytes.h"

#define SEEDED 3550

static RtcpBlock first_block(const GByteArray *bytes) {
    RtcpWalk walk;
    RtcpBlock block;
    rtcp_walk_init(&walk, bytes->data, bytes->len);
    g_assert_cmpint(rtcp_walk_next(&walk, &block), ==, RTCP_STEP_BLOCK);
    return block;
}

static void test_walk(void) {
    /* RR, SDES, then a PLI that is padded. */
    g_autoptr(GByteArray) bytes = packet_bytes("80 c9 00 01 00 00 00 01 "
                                               "81 ca 00 02 00 00 00 01 01 01 61 00 "
                                               "a1 ce 00 03 00 00 00 01 00 00 00 02 00 00 00 04");
    static const struct {
        guint8 type, count;
        gsize length;
    } BLOCKS[] = {{RTCP_RR, 0, 4}, {RTCP_SDES, 1, 8}, {RTCP_PAYLOAD, RTCP_PAYLOAD_PLI, 8}};
    RtcpWalk walk;
    RtcpBlock block;
    rtcp_walk_init(&walk, bytes->data, bytes->len);
    for (unsigned i = 0; i < G_N_ELEMENTS(BLOCKS); i++) {
        g_assert_cmpint(rtcp_walk_next(&walk, &block), ==, RTCP_STEP_BLOCK);
        g_assert_cmpuint(block.type, ==, BLOCKS[i].type);
        g_assert_cmpuint(block.count, ==, BLOCKS[i].count);
        g_assert_cmpuint(block.length, ==, BLOCKS[i].length);
    }
    g_assert_cmpint(rtcp_walk_next(&walk, &block), ==, RTCP_STEP_END);
    g_assert_cmpint(rtcp_walk_next(&walk, &block), ==, RTCP_STEP_END);
}

static void test_walk_malformed(void) {
    static const char *const DATAGRAMS[] = {
        "80",
        "80 c9 00",
        "00 c9 00 00",             /* version 0 */
        "80 c9 00 01 00 00 00",    /* cut off */
        "80 c9 ff ff 00 00 00 01", /* longer than the datagram */
        "a0 c9 00 00",             /* padding of an empty body */
        "a0 c9 00 01 00 00 00 00", /* padding of zero bytes */
        "a0 c9 00 01 00 00 00 05", /* more padding than there is */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(DATAGRAMS); i++) {
        g_autoptr(GByteArray) bytes = packet_bytes(DATAGRAMS[i]);
        g_autofree guint8 *cut = packet_cut(bytes, bytes->len);
        RtcpWalk walk;
        RtcpBlock block;
        rtcp_walk_init(&walk, cut, bytes->len);
        g_assert_cmpint(rtcp_walk_next(&walk, &block), ==, RTCP_STEP_MALFORMED);
        g_assert_cmpint(rtcp_walk_next(&walk, &block), ==, RTCP_STEP_MALFORMED);
    }
}

static void test_walk_bound(void) {
    guint8 bytes[4 * (RTCP_MAX_BLOCKS + 1)];
    for (gsize at = 0; at < sizeof bytes; at += 4)
        memcpy(bytes + at, "\x80\xcc\0", 4);
    RtcpWalk walk;
    RtcpBlock block;
    unsigned n = 0;
    rtcp_walk_init(&walk, bytes, sizeof bytes);
    while (rtcp_walk_next(&walk, &block) == RTCP_STEP_BLOCK)
        n++;
    g_assert_cmpuint(n, ==, RTCP_MAX_BLOCKS);
    g_assert_cmpint(rtcp_walk_next(&walk, &block), ==, RTCP_STEP_MALFORMED);
}

static void test_reports(void) {
    static const char SR[] =
        "81 c8 00 0c 01 02 03 04 83 aa 7e 80 80 00 00 00 00 01 51 80 00 00 00 07 "
        "00 00 04 00 11 12 13 14 40 ff ff fe 00 01 00 0a 00 00 00 64 7e 80 80 00 "
        "00 01 00 00";
    guint8 bytes[128];
    RtcpWriter writer = {.bytes = bytes, .size = sizeof bytes};
    RtcpSender sender = {.ssrc = 0x01020304,
                         .ntp = rtcp_report_ntp(500000),
                         .timestamp = 0x15180,
                         .n_packets = 7,
                         .n_bytes = 1024};
    RtcpReport report = {.ssrc = 0x11121314,
                         .fraction_lost = 64,
                         .lost = -2,
                         .highest = 0x1000a,
                         .jitter_ticks = 100,
                         .last_sr = rtcp_report_middle(sender.ntp),
                         .since_last_sr = 0x10000};
    g_assert_true(rtcp_report_write_sender(&writer, &sender, &report, 1));
    packet_expect(bytes, writer.length, SR);
    g_autoptr(GByteArray) again = packet_bytes(SR);
    RtcpBlock block = first_block(again);
    RtcpSender got;
    g_assert_true(rtcp_report_get_sender(&block, &got));
    g_assert_cmphex(got.ssrc, ==, sender.ssrc);
    g_assert_cmphex(got.ntp, ==, sender.ntp);
    g_assert_cmphex(got.timestamp, ==, sender.timestamp);
    g_assert_cmpuint(got.n_packets, ==, 7);
    g_assert_cmpuint(got.n_bytes, ==, 1024);
    g_assert_cmpuint(rtcp_report_count(&block), ==, 1);
    RtcpReport back = rtcp_report_get(&block, 0);
    g_assert_cmpint(back.lost, ==, -2);
    g_assert_cmpuint(back.highest, ==, 0x1000a);
    g_assert_cmpuint(back.fraction_lost, ==, 64);
    /* The report's SR left at 0.5 s, was held 1 s, and came back at 1.75 s. */
    g_assert_cmpint(rtcp_report_round_trip_us(&back, rtcp_report_ntp(1750000)), ==, 250000);
    g_assert_cmpint(rtcp_report_round_trip_us(&back, rtcp_report_ntp(1400000)), ==, -1);
    back.last_sr = 0;
    g_assert_cmpint(rtcp_report_round_trip_us(&back, rtcp_report_ntp(1750000)), ==, -1);
    /* More reports announced than there are: none. */
    block.count = 2;
    g_assert_cmpuint(rtcp_report_count(&block), ==, 0);
    block.type = RTCP_BYE;
    g_assert_false(rtcp_report_get_sender(&block, &got));
}

static void test_receiver_report(void) {
    guint8 bytes[40];
    RtcpWriter writer = {.bytes = bytes, .size = 8};
    RtcpReport report = {.lost = 0x7fffffff};
    g_assert_false(rtcp_report_write_receiver(&writer, 1, &report, 1));
    g_assert_cmpuint(writer.length, ==, 0);
    g_assert_true(rtcp_report_write_receiver(&writer, 1, NULL, 0));
    packet_expect(bytes, writer.length, "80 c9 00 01 00 00 00 01");
    writer = (RtcpWriter){.bytes = bytes, .size = sizeof bytes};
    g_assert_true(rtcp_report_write_receiver(&writer, 1, &report, 1));
    RtcpBlock block = {.body = bytes + 4, .length = writer.length - 4, .type = RTCP_RR, .count = 1};
    g_assert_cmpint(rtcp_report_get(&block, 0).lost, ==, 0x7fffff);
    g_assert_false(rtcp_report_write_receiver(&writer, 1, &report, 32));
}

static void test_ntp(void) {
    static const gint64 MOMENTS[] = {0, 1, 999999, G_GINT64_CONSTANT(1788000000123456)};
    for (unsigned i = 0; i < G_N_ELEMENTS(MOMENTS); i++)
        g_assert_cmpint(rtcp_report_time_us(rtcp_report_ntp(MOMENTS[i])), ==, MOMENTS[i]);
    g_assert_cmphex(rtcp_report_ntp(0) >> 32, ==, 2208988800u);
}

static void test_names(void) {
    guint8 bytes[300];
    for (unsigned n = 1; n <= 9; n++) {
        RtcpWriter writer = {.bytes = bytes, .size = sizeof bytes};
        g_autofree char *cname = g_strnfill(n, 'a');
        RtcpWalk walk;
        RtcpBlock block;
        RtcpSourceName name;
        g_assert_true(rtcp_source_write_name(&writer, 7, cname));
        rtcp_walk_init(&walk, bytes, writer.length);
        g_assert_cmpint(rtcp_walk_next(&walk, &block), ==, RTCP_STEP_BLOCK);
        g_assert_cmpuint(rtcp_source_get_names(&block, 1, &name), ==, 1);
        g_assert_cmpuint(name.ssrc, ==, 7);
        g_assert_cmpmem(name.text, name.length, cname, n);
    }
    RtcpWriter writer = {.bytes = bytes, .size = sizeof bytes};
    g_autofree char *longest = g_strnfill(255, 'a'), *longer = g_strnfill(256, 'a');
    g_assert_false(rtcp_source_write_name(&writer, 7, ""));
    g_assert_false(rtcp_source_write_name(&writer, 7, longer));
    g_assert_true(rtcp_source_write_name(&writer, 7, longest));
    g_assert_false(rtcp_source_write_name(&writer, 7, longest));
}

static void test_names_read(void) {
    static const struct {
        const char *hex;
        unsigned n;
    } ROWS[] = {
        /* Two chunks: a note and a CNAME; a chunk without items. */
        {"82 ca 00 04 00 00 00 01 07 01 62 01 02 61 62 00 00 00 00 02", 0},
        {"82 ca 00 05 00 00 00 01 07 01 62 01 02 61 62 00 00 00 00 02 00 00 00 00", 2},
        {"81 ca 00 02 00 00 00 01 01 02 61 62", 0}, /* no zero at the end */
        {"81 ca 00 02 00 00 00 01 01 09 61 00", 0}, /* an item beyond the end */
        {"81 ca 00 00", 0},
        {"81 c9 00 02 00 00 00 01 01 01 61 00", 0}, /* another type */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GByteArray) bytes = packet_bytes(ROWS[i].hex);
        g_autofree guint8 *cut = packet_cut(bytes, bytes->len);
        RtcpBlock block = {cut + 4, bytes->len - 4, cut[1], cut[0] & 31};
        RtcpSourceName names[3];
        g_assert_cmpuint(rtcp_source_get_names(&block, 3, names), ==, ROWS[i].n);
        if (ROWS[i].n == 2) {
            g_assert_cmpmem(names[0].text, names[0].length, "ab", 2);
            g_assert_cmpuint(names[1].ssrc, ==, 2);
            g_assert_cmpuint(names[1].length, ==, 0);
            g_assert_cmpuint(rtcp_source_get_names(&block, 1, names), ==, 1);
        }
    }
}

static void test_leaving(void) {
    guint8 bytes[12];
    RtcpWriter writer = {.bytes = bytes, .size = sizeof bytes};
    g_assert_true(rtcp_source_write_leaving(&writer, (const guint32[]){5, 6}, 2));
    packet_expect(bytes, writer.length, "82 cb 00 02 00 00 00 05 00 00 00 06");
    RtcpBlock block = {.body = bytes + 4, .length = 8, .type = RTCP_BYE, .count = 2};
    g_assert_cmpuint(rtcp_source_count_leaving(&block), ==, 2);
    g_assert_cmpuint(rtcp_source_get_leaving(&block, 1), ==, 6);
    block.count = 3;
    g_assert_cmpuint(rtcp_source_count_leaving(&block), ==, 0);
}

static void test_nack(void) {
    static const guint16 WANTED[] = {0, 1, 3, 8, 16, 17, 65535};
    guint8 bytes[64];
    guint16 got[32];
    RtcpFeedback head = {.sender = 0x12345678, .media = 0x23456789}, back;
    RtcpWriter writer = {.bytes = bytes, .size = sizeof bytes};
    g_assert_cmpuint(rtcp_feedback_write_nacks(&writer, &head, WANTED, 7), ==, 7);
    packet_expect(bytes, writer.length,
                  "81 cd 00 05 12 34 56 78 23 45 67 89 00 00 80 85 00 11 00 00 ff ff 00 00");
    RtcpBlock block = {bytes + 4, writer.length - 4, RTCP_TRANSPORT, RTCP_TRANSPORT_NACK};
    g_assert_cmpuint(rtcp_feedback_get_nacks(&block, 32, got), ==, 7);
    g_assert_cmpmem(got, sizeof WANTED, WANTED, sizeof WANTED);
    g_assert_cmpuint(rtcp_feedback_get_nacks(&block, 3, got), ==, 3);
    g_assert_true(rtcp_feedback_get(&block, &back));
    g_assert_cmpuint(back.media, ==, head.media);
    /* Room for one pair: what did not fit is for the next. */
    writer = (RtcpWriter){.bytes = bytes, .size = 16};
    g_assert_cmpuint(rtcp_feedback_write_nacks(&writer, &head, WANTED, 7), ==, 5);
    g_assert_cmpuint(rtcp_feedback_write_nacks(&writer, &head, WANTED, 7), ==, 0);
    block.length = 4;
    g_assert_cmpuint(rtcp_feedback_get_nacks(&block, 32, got), ==, 0);
    g_assert_false(rtcp_feedback_get(&block, &back));
}

/* Any ascending list comes back. */
static void test_nack_read_back(void) {
    g_autoptr(GRand) random = g_rand_new_with_seed(SEEDED);
    for (unsigned round = 0; round < 2000; round++) {
        guint16 wanted[200], got[200], next = (guint16)g_rand_int(random);
        guint8 bytes[1200];
        unsigned n = (unsigned)g_rand_int_range(random, 1, 201);
        for (unsigned i = 0; i < n; i++)
            wanted[i] = next = (guint16)(next + g_rand_int_range(random, 1, round % 40 + 2));
        RtcpWriter writer = {.bytes = bytes, .size = sizeof bytes};
        g_assert_cmpuint(rtcp_feedback_write_nacks(&writer, &(RtcpFeedback){1, 2}, wanted, n), ==,
                         n);
        RtcpBlock block = {bytes + 4, writer.length - 4, RTCP_TRANSPORT, RTCP_TRANSPORT_NACK};
        g_assert_cmpuint(rtcp_feedback_get_nacks(&block, 200, got), ==, n);
        g_assert_cmpmem(got, n * sizeof *got, wanted, n * sizeof *wanted);
    }
}

static void test_key_frame(void) {
    guint8 bytes[64], counter;
    RtcpFeedback head = {.sender = 0x12345678, .media = 0x23456789};
    RtcpWriter writer = {.bytes = bytes, .size = sizeof bytes};
    g_assert_true(rtcp_feedback_write_pli(&writer, &head));
    g_assert_true(rtcp_feedback_write_fir(&writer, &head, 13));
    packet_expect(bytes, writer.length,
                  "81 ce 00 02 12 34 56 78 23 45 67 89 "
                  "84 ce 00 04 12 34 56 78 00 00 00 00 23 45 67 89 0d 00 00 00");
    RtcpBlock pli = {bytes + 4, 8, RTCP_PAYLOAD, RTCP_PAYLOAD_PLI};
    RtcpBlock fir = {bytes + 16, 16, RTCP_PAYLOAD, RTCP_PAYLOAD_FIR};
    g_assert_true(rtcp_feedback_is(&pli, RTCP_PAYLOAD, RTCP_PAYLOAD_PLI));
    g_assert_cmpuint(rtcp_feedback_count_firs(&pli), ==, 0);
    g_assert_cmpuint(rtcp_feedback_count_firs(&fir), ==, 1);
    g_assert_cmphex(rtcp_feedback_get_fir(&fir, 0, &counter), ==, 0x23456789);
    g_assert_cmpuint(counter, ==, 13);
    writer.size = writer.length;
    g_assert_false(rtcp_feedback_write_pli(&writer, &head));
}

static void test_remb(void) {
    static const struct {
        guint64 bps, written;
    } RATES[] = {{0, 0},
                 {1, 1},
                 {262143, 262143},
                 {262144, 262144},
                 {522023, 522022},
                 {10000000000, 9999941632},
                 {G_MAXUINT64, G_MAXUINT64 << 46}};
    g_autoptr(GByteArray) bytes = packet_bytes("8f ce 00 07 12 34 56 78 00 00 00 00 52 45 4d 42 03 "
                                               "07 fb 93 23 45 67 89 23 45 67 8a 23 45 67 8b");
    RtcpBlock block = first_block(bytes);
    guint64 bps;
    g_assert_true(rtcp_feedback_get_remb(&block, &bps));
    g_assert_cmpuint(bps, ==, 522022);
    guint8 out[64];
    RtcpWriter writer = {.bytes = out, .size = sizeof out};
    const guint32 ssrcs[] = {0x23456789, 0x2345678a, 0x2345678b};
    g_assert_true(rtcp_feedback_write_remb(&writer, 0x12345678, 522022, ssrcs, 3));
    g_assert_cmpmem(out, writer.length, bytes->data, bytes->len);
    for (unsigned i = 0; i < G_N_ELEMENTS(RATES); i++) {
        writer.length = 0;
        g_assert_true(rtcp_feedback_write_remb(&writer, 1, RATES[i].bps, NULL, 0));
        block = (RtcpBlock){out + 4, writer.length - 4, RTCP_PAYLOAD, RTCP_PAYLOAD_REMB};
        g_assert_true(rtcp_feedback_get_remb(&block, &bps));
        g_assert_cmpuint(bps, ==, RATES[i].written);
    }
    /* An exponent that leaves 64 bits; more SSRCs than there are; another name. */
    memcpy(out + 17, "\xff\xff\xff", 3);
    g_assert_true(rtcp_feedback_get_remb(&block, &bps));
    g_assert_cmpuint(bps, ==, G_MAXUINT64);
    out[16] = 1;
    g_assert_false(rtcp_feedback_get_remb(&block, &bps));
    out[16] = 0;
    out[12] = 'X';
    g_assert_false(rtcp_feedback_get_remb(&block, &bps));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtcp/walk", test_walk);
    g_test_add_func("/rtcp/walk_malformed", test_walk_malformed);
    g_test_add_func("/rtcp/walk_bound", test_walk_bound);
    g_test_add_func("/rtcp/reports", test_reports);
    g_test_add_func("/rtcp/receiver_report", test_receiver_report);
    g_test_add_func("/rtcp/ntp", test_ntp);
    g_test_add_func("/rtcp/names", test_names);
    g_test_add_func("/rtcp/names_read", test_names_read);
    g_test_add_func("/rtcp/leaving", test_leaving);
    g_test_add_func("/rtcp/nack", test_nack);
    g_test_add_func("/rtcp/nack_read_back", test_nack_read_back);
    g_test_add_func("/rtcp/key_frame", test_key_frame);
    g_test_add_func("/rtcp/remb", test_remb);
    return g_test_run();
}
