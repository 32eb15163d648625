/* Arrivals that are told, and matched with what was sent: both ends against each other. */
#include <glib.h>

#include "media/rtc/flow/twcc_history.h"
#include "media/rtc/flow/twcc_make.h"

#define SEEDED 31
#define SLOTS  TWCC_HISTORY_LEAST_SLOTS

typedef struct Ends {
    TwccMake make;
    TwccHistory history;
    TwccSent slots[SLOTS];
    guint8 bytes[1200];
} Ends;

static Ends *ends_new(void) {
    Ends *ends = g_new0(Ends, 1);
    twcc_make_init(&ends->make);
    twcc_history_init(&ends->history, ends->slots, SLOTS);
    return ends;
}

/* Each message that the receiver has to tell, into the results. */
static unsigned exchange(Ends *ends, gint64 now_us, TwccResult *ret_results) {
    RtcpWriter writer = {.bytes = ends->bytes, .size = sizeof ends->bytes};
    RtcpWalk walk;
    RtcpBlock block;
    unsigned n = 0;
    twcc_make_write(&ends->make, &writer, 1, 2);
    rtcp_walk_init(&walk, ends->bytes, writer.length);
    while (rtcp_walk_next(&walk, &block) == RTCP_STEP_BLOCK) {
        RtcpTwccReader reader;
        g_assert_true(rtcp_twcc_reader_init(&reader, &block));
        n += twcc_history_match(&ends->history, &reader, now_us, SLOTS - n, ret_results + n);
    }
    return n;
}

static void test_once(void) {
    g_autofree Ends *ends = ends_new();
    g_autofree TwccResult *results = g_new(TwccResult, SLOTS);
    for (unsigned i = 0; i < 5; i++)
        g_assert_cmpuint(twcc_history_add(&ends->history, 1000 * i, (guint16)(100 + i), i == 4), ==,
                         i);
    g_assert_cmpuint(ends->history.n_bytes_flying, ==, 510);
    g_assert_false(twcc_make_has_news(&ends->make));
    twcc_make_take(&ends->make, 0, 5000000);
    twcc_make_take(&ends->make, 2, 5002000);
    twcc_make_take(&ends->make, 2, 5009000); /* a copy */
    g_assert_true(twcc_make_has_news(&ends->make));
    g_assert_cmpuint(exchange(ends, 100000, results), ==, 3);
    g_assert_true(results[0].has_arrived && !results[1].has_arrived && results[2].has_arrived);
    g_assert_cmpint(results[2].sent_us, ==, 2000);
    g_assert_cmpint(results[2].arrived_us - results[0].arrived_us, ==, 2000);
    g_assert_cmpuint(results[2].bytes, ==, 102);
    g_assert_cmpuint(ends->history.n_bytes_flying, ==, 207);
    g_assert_cmpuint(exchange(ends, 100000, results), ==, 0);
    /* The lost one comes after all, and the rest. */
    twcc_make_take(&ends->make, 1, 5100000);
    twcc_make_take(&ends->make, 4, 5101000);
    g_assert_cmpuint(exchange(ends, 200000, results), ==, 3);
    g_assert_true(results[0].has_arrived && !results[1].has_arrived && results[2].has_arrived);
    g_assert_cmpuint(results[0].bytes, ==, 101);
    g_assert_cmpuint(results[2].probe, ==, 1);
    g_assert_cmpuint(ends->history.n_bytes_flying, ==, 0);
}

/* Messages that cannot be true change nothing. */
static void test_forged(void) {
    g_autofree Ends *ends = ends_new();
    g_autofree TwccResult *results = g_new(TwccResult, SLOTS);
    static const struct {
        guint16 first, n;
    } ROWS[] = {{0, 0}, {0, 4}, {3, 1}, {65535, 5}, {0, 65535}, {40000, 600}};
    for (unsigned i = 0; i < 3; i++)
        twcc_history_add(&ends->history, 0, 100, 0);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        /* One run of lost packets; the chunk says more than the count. */
        guint8 bytes[20] = {0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            (guint8)(ROWS[i].first >> 8),
                            (guint8)ROWS[i].first,
                            (guint8)(ROWS[i].n >> 8),
                            (guint8)ROWS[i].n,
                            0,
                            0,
                            0,
                            0,
                            0x1f,
                            0xff};
        RtcpBlock block = {bytes, sizeof bytes, RTCP_TRANSPORT, RTCP_TRANSPORT_TWCC};
        RtcpTwccReader reader;
        if (!rtcp_twcc_reader_init(&reader, &block))
            continue; /* 65535 need more chunks */
        g_assert_cmpuint(twcc_history_match(&ends->history, &reader, 0, SLOTS, results), ==, 0);
    }
    g_assert_cmpuint(ends->history.n_bytes_flying, ==, 300);
}

static void test_restart(void) {
    g_autofree Ends *ends = ends_new();
    twcc_make_take(&ends->make, 100, 1000);
    twcc_make_take(&ends->make, 30000, 2000); /* the sender began anew */
    g_assert_cmpuint(ends->make.newest - ends->make.first, ==, 0);
    twcc_make_take(&ends->make, 30000 - 600, 2000); /* older than is remembered */
    g_assert_cmpuint(ends->make.newest - ends->make.first, ==, 0);
    twcc_make_take(&ends->make, 30000 + 2000, 3000); /* more than is remembered is missing */
    g_assert_cmpuint(ends->make.newest - ends->make.first, ==, TWCC_MAKE_WINDOW - 1);
}

/* A path with loss, delay and reordering, its clock far from ours, over many cycles of both
 * counters: each packet is told once as arrived, with the delay that it had. */
static void test_path(void) {
    enum { N = 200000, STEP_US = 2500, BATCH = 40 };
    static const gint64 CLOCK_US =
        G_GINT64_CONSTANT(1073741823) * 1000 - 20000000; /* 24 bits wrap */
    g_autofree Ends *ends = ends_new();
    g_autofree TwccResult *results = g_new(TwccResult, SLOTS);
    g_autoptr(GRand) random = g_rand_new_with_seed(SEEDED);
    gint64 offset_us = G_MININT64;
    unsigned n_arrived = 0, n_told = 0, n_lost = 0;
    for (unsigned batch = 0; batch < N / BATCH; batch++) {
        guint16 order[BATCH];
        gint64 at_us[BATCH];
        for (unsigned i = 0; i < BATCH; i++) {
            gint64 now_us = (batch * BATCH + i) * (gint64)STEP_US;
            order[i] = twcc_history_add(&ends->history, now_us, 1000, 0);
            at_us[i] = CLOCK_US + now_us + 30000 + order[i] % 7 * 1000;
        }
        for (unsigned i = 0; i < BATCH; i++) { /* neighbours change places */
            unsigned other = i + (unsigned)g_rand_int_range(random, 0, MIN(3, (int)(BATCH - i)));
            guint16 sequence = order[i];
            gint64 moment = at_us[i];
            order[i] = order[other], at_us[i] = at_us[other];
            order[other] = sequence, at_us[other] = moment;
            if (g_rand_int_range(random, 0, 20) == 0)
                continue;
            twcc_make_take(&ends->make, order[i], at_us[i]);
            n_arrived++;
        }
        gint64 now_us = (batch + 1) * BATCH * (gint64)STEP_US;
        unsigned n = exchange(ends, now_us, results);
        for (unsigned i = 0; i < n; i++) {
            if (!results[i].has_arrived) {
                n_lost++;
                continue;
            }
            n_told++;
            gint64 delay_us = results[i].arrived_us - results[i].sent_us;
            guint16 sequence = (guint16)(results[i].sent_us / STEP_US);
            if (offset_us == G_MININT64)
                offset_us = delay_us - sequence % 7 * 1000;
            g_assert_cmpint(ABS(delay_us - sequence % 7 * 1000 - offset_us), <=, RTCP_TWCC_TICK_US);
        }
    }
    g_test_message("%u of %u arrived, %u told, %u told as lost", n_arrived, N, n_told, n_lost);
    g_assert_cmpuint(n_told, ==, n_arrived);
    g_assert_cmpuint(n_told + n_lost, >=, N - BATCH);
    g_assert_cmpuint(ends->history.n_bytes_flying, <=, 1000 * BATCH);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/twcc/once", test_once);
    g_test_add_func("/twcc/forged", test_forged);
    g_test_add_func("/twcc/restart", test_restart);
    g_test_add_func("/twcc/path", test_path);
    return g_test_run();
}
