/* Transport-wide feedback as bytes, and what is written read back. */
#include "media/rtc/wire/rtcp_twcc.h"

#include "tests/unit/rtc/packet_bytes.h"

#define SEEDED 1501
#define HEAD   "00 00 00 01 00 00 00 02 "
#define LOST   RTCP_TWCC_LOST

static RtcpBlock block_of(const guint8 *bytes, gsize length) {
    RtcpWalk walk;
    RtcpBlock block;
    rtcp_walk_init(&walk, bytes, length);
    g_assert_cmpint(rtcp_walk_next(&walk, &block), ==, RTCP_STEP_BLOCK);
    return block;
}

static void test_known(void) {
    /* As a browser sent it: one packet, padded. */
    g_autoptr(GByteArray) bytes =
        packet_bytes("af cd 00 05 fa 17 fa 17 43 03 2f a0 00 99 00 01 3d e8 02 17 20 01 94 01");
    RtcpBlock block = block_of(bytes->data, bytes->len);
    RtcpTwccReader reader;
    RtcpTwccStatus status;
    g_assert_true(rtcp_twcc_reader_init(&reader, &block));
    g_assert_cmphex(reader.head.sender, ==, 0xfa17fa17);
    g_assert_cmphex(reader.head.media, ==, 0x43032fa0);
    g_assert_cmpuint(reader.head.first, ==, 153);
    g_assert_cmpuint(reader.head.reference, ==, 4057090);
    g_assert_cmpuint(reader.head.counter, ==, 23);
    g_assert_true(rtcp_twcc_reader_next(&reader, &status));
    g_assert_cmpuint(status.sequence, ==, 153);
    g_assert_true(status.has_arrived);
    g_assert_cmpint(status.arrived_us, ==, 37000);
    g_assert_false(rtcp_twcc_reader_next(&reader, &status));
}

/* Each kind of chunk; statuses as letters: - lost, then the arrival in ticks. */
static void test_chunks(void) {
    static const struct {
        const char *hex, *statuses;
    } ROWS[] = {
        {"8f cd 00 05 " HEAD "ff ff 00 03 00 00 00 00 00 03 00 00", "---"},
        {"8f cd 00 06 " HEAD "ff ff 00 03 00 00 00 00 20 03 01 02 ff 00 00 00", "1,3,258,"},
        {"8f cd 00 06 " HEAD "00 00 00 02 00 00 00 00 40 02 01 00 ff fe 00 00", "256,254,"},
        {"8f cd 00 06 " HEAD "00 00 00 05 00 00 00 00 b0 00 05 06 00 00 00 00", "5,11,---"},
        {"8f cd 00 06 " HEAD "00 00 00 03 00 00 00 00 d2 00 05 01 00 00 00 00", "5,-261,"},
        /* A run of none in between, and a run that is longer than the count. */
        {"8f cd 00 06 " HEAD "00 00 00 02 00 00 00 00 20 01 20 00 20 09 07 01", "7,8,"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GByteArray) bytes = packet_bytes(ROWS[i].hex);
        g_autofree guint8 *cut = packet_cut(bytes, bytes->len);
        g_autoptr(GString) statuses = g_string_new(NULL);
        RtcpBlock block = block_of(cut, bytes->len);
        RtcpTwccReader reader;
        RtcpTwccStatus status;
        g_assert_true(rtcp_twcc_reader_init(&reader, &block));
        for (guint16 next = reader.head.first; rtcp_twcc_reader_next(&reader, &status); next++) {
            g_assert_cmpuint(status.sequence, ==, next);
            if (status.has_arrived)
                g_string_append_printf(statuses, "%d,", (int)(status.arrived_us / 250));
            else
                g_string_append_c(statuses, '-');
        }
        g_assert_cmpstr(statuses->str, ==, ROWS[i].statuses);
    }
}

static void test_malformed(void) {
    static const char *const PACKETS[] = {
        "8f cd 00 03 " HEAD "00 00 00 01",                         /* no reference time */
        "8f cd 00 04 " HEAD "00 00 00 01 00 00 00 00",             /* no chunk */
        "8f cd 00 05 " HEAD "00 00 00 03 00 00 00 00 20 03 01 02", /* one delta too few */
        "8f cd 00 05 " HEAD
        "00 00 00 01 00 00 00 00 60 01 01 02", /* the reserved status in a run */
        "8f cd 00 05 " HEAD "00 00 00 01 00 00 00 00 f0 00 01 02", /* and in a vector */
        "8f cd 00 05 " HEAD "00 00 00 10 00 00 00 00 80 00 00 00", /* fewer chunks than statuses */
        "81 cd 00 05 " HEAD "00 00 00 01 00 00 00 00 20 01 01 00", /* a NACK */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(PACKETS); i++) {
        g_autoptr(GByteArray) bytes = packet_bytes(PACKETS[i]);
        g_autofree guint8 *cut = packet_cut(bytes, bytes->len);
        RtcpBlock block = block_of(cut, bytes->len);
        RtcpTwccReader reader;
        g_assert_false(rtcp_twcc_reader_init(&reader, &block));
    }
}

static void test_written(void) {
    static const gint64 ARRIVED[] = {64000 * 3 + 250, LOST, 64000 * 3 + 500, 64000 * 3 + 100250};
    guint8 bytes[64];
    RtcpWriter writer = {.bytes = bytes, .size = sizeof bytes};
    RtcpTwcc head = {.sender = 1, .media = 2, .first = 0xffff, .counter = 9};
    g_assert_cmpuint(rtcp_twcc_write(&writer, &head, ARRIVED, 4), ==, 4);
    /* Two bits: small, lost, small, large. */
    packet_expect(bytes, writer.length,
                  "8f cd 00 06 " HEAD "ff ff 00 04 00 00 03 09 d1 80 01 01 01 8f 00 00");
    static const gint64 NONE[] = {LOST, LOST};
    g_assert_cmpuint(rtcp_twcc_write(&writer, &head, NONE, 2), ==, 0);
    /* More than 8 s: the second begins another message. */
    static const gint64 FAR[] = {0, 9000000, 9000250};
    writer.length = 0;
    g_assert_cmpuint(rtcp_twcc_write(&writer, &head, FAR, 3), ==, 1);
    writer = (RtcpWriter){.bytes = bytes, .size = 22};
    g_assert_cmpuint(rtcp_twcc_write(&writer, &head, ARRIVED, 4), ==, 0);
    g_assert_cmpuint(writer.length, ==, 0);
}

static void read_back(const guint8 *bytes, gsize length, const gint64 *arrived_us, unsigned n) {
    RtcpBlock block = block_of(bytes, length);
    RtcpTwccReader reader;
    RtcpTwccStatus status;
    g_assert_true(rtcp_twcc_reader_init(&reader, &block));
    g_assert_cmpuint(reader.head.n, ==, n);
    for (unsigned i = 0; rtcp_twcc_reader_next(&reader, &status); i++) {
        g_assert_cmpuint(status.sequence, ==, (guint16)(reader.head.first + i));
        g_assert_true(status.has_arrived == (arrived_us[i] != LOST));
        if (status.has_arrived) {
            gint64 at_us =
                status.arrived_us + (gint64)reader.head.reference * RTCP_TWCC_REFERENCE_US;
            g_assert_cmpint(at_us, ==, arrived_us[i] / 250 * 250);
        }
    }
}

/* Any arrivals in any room: what was taken comes back, the rest goes into further messages. */
static void test_read_back(void) {
    g_autoptr(GRand) random = g_rand_new_with_seed(SEEDED);
    for (unsigned round = 0; round < 4000; round++) {
        enum { MOST = 1500 };
        static gint64 arrived_us[MOST];
        unsigned n = (unsigned)g_rand_int_range(random, 1, round % 10 == 0 ? MOST : 120);
        double loss = g_rand_double(random) * (round % 3 == 0 ? 1 : 0.1),
               jump = round % 4 ? 0.02 : 0.3;
        gint64 now_us = 10000000 + g_rand_int_range(random, 0, 1000000);
        for (unsigned i = 0; i < n; i++) {
            now_us += g_rand_double(random) < jump ? g_rand_int_range(random, -200000, 400000)
                                                   : g_rand_int_range(random, 0, 60000);
            now_us += g_rand_double(random) < 0.002 ? 20000000 : 0;
            arrived_us[i] = g_rand_double(random) < loss ? LOST : now_us;
        }
        for (unsigned at = 0; at < n;) {
            guint8 bytes[1500];
            RtcpWriter writer = {.bytes = bytes,
                                 .size = (gsize)g_rand_int_range(random, 52, sizeof bytes)};
            RtcpTwcc head = {.first = (guint16)(65000 + at)};
            unsigned taken = rtcp_twcc_write(&writer, &head, arrived_us + at, n - at);
            if (taken == 0) { /* nothing but losses */
                g_assert_cmpuint(writer.length, ==, 0);
                g_assert_cmpint(arrived_us[at], ==, LOST);
                at++;
                continue;
            }
            read_back(bytes, writer.length, arrived_us + at, taken);
            at += taken;
        }
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtcp_twcc/known", test_known);
    g_test_add_func("/rtcp_twcc/chunks", test_chunks);
    g_test_add_func("/rtcp_twcc/malformed", test_malformed);
    g_test_add_func("/rtcp_twcc/written", test_written);
    g_test_add_func("/rtcp_twcc/read_back", test_read_back);
    return g_test_run();
}
