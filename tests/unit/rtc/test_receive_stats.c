/* Loss and jitter by RFC 3550's arithmetic, and numbers that never wrap. */
#include "media/rtc/flow/receive_stats.h"

#include <glib.h>

#define HZ 90000

static void test_report(void) {
    ReceiveStats stats;
    RtcpReport report;
    guint32 number;
    receive_stats_init(&stats, HZ);
    g_assert_false(receive_stats_report(&stats, 1, 0, &report));
    g_assert_false(receive_stats_number(&stats, 1, &number));
    /* 65530 to 65539 without two of them, each 10 ms and 900 ticks: no jitter. */
    for (guint32 i = 0; i < 10; i++)
        if (i != 3 && i != 7)
            receive_stats_take(&stats, (guint16)(65530 + i), 900 * i, 10000 * (gint64)i, &number);
    receive_stats_take_sender(&stats, G_GUINT64_CONSTANT(0x1111222233334444), 100000);
    g_assert_true(receive_stats_report(&stats, 7, 600000, &report));
    g_assert_cmpuint(report.ssrc, ==, 7);
    g_assert_cmpuint(report.fraction_lost, ==, 256 * 2 / 10);
    g_assert_cmpint(report.lost, ==, 2);
    g_assert_cmpuint(report.highest, ==, 65539);
    g_assert_cmpuint(report.jitter_ticks, ==, 0);
    g_assert_cmphex(report.last_sr, ==, 0x22223333);
    g_assert_cmpuint(report.since_last_sr, ==, 32768);
    /* One of them comes late, nothing is lost since: the fraction starts anew. */
    g_assert_cmpint(receive_stats_take(&stats, 65533, 2700, 700000, &number), ==, RECEIVE_LATE);
    g_assert_cmpuint(number & 0xffff, ==, 65533);
    g_assert_true(receive_stats_report(&stats, 7, 600000, &report));
    g_assert_cmpuint(report.fraction_lost, ==, 0);
    g_assert_cmpint(report.lost, ==, 1);
    g_assert_true(receive_stats_number(&stats, 65537 & 0xffff, &number));
    g_assert_cmpuint(number, ==, 0x10000 + 65537);
}

/* §A.8: J += (|D| - J) / 16, here D alternates between 10 ms early and late. */
static void test_jitter(void) {
    ReceiveStats stats;
    RtcpReport report;
    guint32 number;
    double jitter = 0;
    receive_stats_init(&stats, HZ);
    for (guint32 i = 0; i < 500; i++) {
        receive_stats_take(&stats, (guint16)i, 1800 * i, 20000 * (gint64)i + (i % 2) * 10000,
                           &number);
        jitter += i > 0 ? (900 - jitter) / 16 : 0;
        receive_stats_report(&stats, 1, 0, &report);
        g_assert_cmpfloat_with_epsilon(report.jitter_ticks, jitter, 2);
    }
    g_assert_cmpuint(report.jitter_ticks, ==, 899);
}

static void test_stray_and_restart(void) {
    ReceiveStats stats;
    guint32 number = 0, before;
    receive_stats_init(&stats, HZ);
    g_assert_cmpint(receive_stats_take(&stats, 100, 0, 0, &before), ==, RECEIVE_NEWER);
    g_assert_cmpint(receive_stats_take(&stats, 30000, 0, 0, &number), ==, RECEIVE_STRAY);
    g_assert_cmpint(receive_stats_take(&stats, 101, 0, 0, &number), ==, RECEIVE_NEWER);
    g_assert_cmpuint(number, ==, before + 1);
    /* The one that would have followed the stray is a stray again. */
    g_assert_cmpint(receive_stats_take(&stats, 30001, 0, 0, &number), ==, RECEIVE_STRAY);
    g_assert_cmpint(receive_stats_take(&stats, 30002, 0, 0, &number), ==, RECEIVE_RESTARTED);
    g_assert_cmpuint(number & 0xffff, ==, 30002);
    g_assert_cmpuint(number, >, before);
    /* Back to lower numbers: still ahead of all that came before. */
    before = number;
    g_assert_cmpint(receive_stats_take(&stats, 5000, 0, 0, &number), ==, RECEIVE_STRAY);
    g_assert_cmpint(receive_stats_take(&stats, 5001, 0, 0, &number), ==, RECEIVE_RESTARTED);
    g_assert_cmpuint(number & 0xffff, ==, 5001);
    g_assert_cmpuint(number, >, before);
    g_assert_cmpint(receive_stats_take(&stats, 5000, 0, 0, &number), ==, RECEIVE_LATE);
}

/* Through many cycles with loss and reordering: each number is the packet's own. */
static void test_numbers(void) {
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    ReceiveStats stats;
    RtcpReport report;
    guint32 number, n_lost = 0, held = 0;
    receive_stats_init(&stats, HZ);
    for (guint32 i = 0; i < 500000; i++) {
        guint32 sent = 0x10000 + 40000 + i;
        int dice = i == 0 ? 2 : g_rand_int_range(random, 0, 20);
        if (dice == 0) {
            n_lost++;
        } else if (dice == 1 && held == 0 && i + 10 < 500000) {
            held = sent;
        } else {
            g_assert_cmpint(receive_stats_take(&stats, (guint16)sent, 0, 0, &number), !=,
                            RECEIVE_STRAY);
            g_assert_cmpuint(number, ==, sent);
        }
        if (held != 0 && sent - held > 5) {
            receive_stats_take(&stats, (guint16)held, 0, 0, &number);
            g_assert_cmpuint(number, ==, held);
            held = 0;
        }
    }
    n_lost += held != 0;
    g_assert_true(receive_stats_report(&stats, 1, 0, &report));
    g_assert_cmpint(ABS(report.lost - (gint32)n_lost), <=, 2); /* the last may be among the lost */
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/receive_stats/report", test_report);
    g_test_add_func("/receive_stats/jitter", test_jitter);
    g_test_add_func("/receive_stats/stray_and_restart", test_stray_and_restart);
    g_test_add_func("/receive_stats/numbers", test_numbers);
    return g_test_run();
}
