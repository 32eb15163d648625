/* The estimator's parts one by one: groups, trend, detector, rates, probes, the standing queue. */
#include "media/rtc/flow/bwe_aimd.h"
#include "media/rtc/flow/bwe_detector.h"
#include "media/rtc/flow/bwe_groups.h"
#include "media/rtc/flow/bwe_loss.h"
#include "media/rtc/flow/bwe_probe.h"
#include "media/rtc/flow/bwe_queue.h"
#include "media/rtc/flow/bwe_received.h"
#include "media/rtc/flow/bwe_trend.h"

#include <glib.h>

#define MS   INT64_C(1000)
#define S    INT64_C(1000000)
#define KBPS 1000u

/* Sent and arrived, in ms; the delta that the packet closes, if any. */
static void test_groups(void) {
    static const struct {
        int send, arrival;
        bool closes;
        int send_delta, arrival_delta;
    } rows[] = {
        {0, 100, false, 0, 0},   {2, 101, false, 0, 0},
        {5, 102, false, 0, 0},                           /* within 5 ms: one group */
        {20, 120, false, 0, 0},                          /* closes the first: no delta yet */
        {40, 145, true, 15, 18}, {38, 147, false, 0, 0}, /* overtaken: not looked at */
        {60, 146, false, 0, 0},  /* sent much later, arrives with the one before: a queue that lets
                                    go */
        {80, 170, true, 40, 26}, /* 20 and 60 against 120 and 146 */
    };
    BweGroups groups = {0};
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        BwePacket packet = {rows[i].send * MS, rows[i].arrival * MS, 1000, 0, false};
        BweDelta delta = {0};
        g_test_message("row %u", i);
        g_assert_cmpint(bwe_groups_add(&groups, &packet, &delta), ==, rows[i].closes);
        g_assert_cmpint(delta.send_us, ==, rows[i].send_delta * MS);
        g_assert_cmpint(delta.arrival_us, ==, rows[i].arrival_delta * MS);
    }
    BweDelta delta;
    BwePacket later = {90 * MS, 10 * S, 1000, 0, false};
    g_assert_false(bwe_groups_add(&groups, &later, &delta)); /* after a gap: anew */
    g_assert_false(groups.previous.is_there);
}

/* A queue that grows by `percent` of real time; returns the trend after 100 groups. */
static double trend_of(int percent) {
    BweTrend trend = {0};
    double trend_ms = 0;
    for (int i = 1; i <= 100; i++) {
        BweDelta delta = {20 * MS, 20 * MS + 20 * MS * percent / 100, i * 20 * MS};
        trend_ms = bwe_trend_add(&trend, &delta);
    }
    return trend_ms;
}

static void test_trend(void) {
    g_assert_cmpfloat_with_epsilon(trend_of(0), 0, 1e-9);
    g_assert_cmpfloat_with_epsilon(trend_of(10), 60 * 4 * 0.1, 0.5);
    g_assert_cmpfloat_with_epsilon(trend_of(-10), -60 * 4 * 0.1, 0.5);
}

static void test_detector(void) {
    static const struct {
        double trend_ms;
        BweUsage usage;
    } rows[] = {
        {0, BWE_NORMAL},    {13, BWE_NORMAL},
        {14, BWE_OVER_USE}, /* above 12.5 for 10 ms and two groups */
        {5, BWE_NORMAL},    {20, BWE_NORMAL},
        {19, BWE_NORMAL}, /* falls already */
        {30, BWE_OVER_USE}, {-14, BWE_UNDER_USE},
        {0, BWE_NORMAL},
    };
    BweDetector detector;
    bwe_detector_init(&detector);
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("row %u", i);
        g_assert_cmpint(bwe_detector_update(&detector, rows[i].trend_ms, 10 * MS, (i + 1) * MS), ==,
                        rows[i].usage);
    }
}

/* The threshold follows what the line does, quickly up, slowly down, within its bounds. */
static void test_threshold(void) {
    BweDetector detector;
    bwe_detector_init(&detector);
    int64_t at_us = S;
    for (int i = 0; i < 100; i++)
        (void)bwe_detector_update(&detector, i % 2 ? 24 : -24, 20 * MS, at_us += 20 * MS);
    g_assert_cmpfloat(detector.threshold_ms, >, 20);
    for (int i = 0; i < 500; i++)
        (void)bwe_detector_update(&detector, 0, 20 * MS, at_us += 20 * MS);
    g_assert_cmpfloat(detector.threshold_ms, <, 24);
    for (int i = 0; i < 50000; i++)
        (void)bwe_detector_update(&detector, 0, 20 * MS, at_us += 20 * MS);
    g_assert_cmpfloat_with_epsilon(detector.threshold_ms, 6, 1e-9);
    (void)bwe_detector_update(&detector, 1000, 20 * MS, at_us += 20 * MS);
    g_assert_cmpfloat_with_epsilon(detector.threshold_ms, 6, 1e-9); /* an outlier moves nothing */
}

static void test_aimd(void) {
    static const struct {
        BweUsage usage;
        uint64_t received_kbps;
        BweAimdState state;
        double min_kbps, max_kbps;
    } rows[] = {
        {BWE_NORMAL, 1000, BWE_INCREASE, 1000, 1000}, {BWE_NORMAL, 1000, BWE_INCREASE, 1079, 1081},
        {BWE_UNDER_USE, 1000, BWE_HOLD, 1079, 1081},  {BWE_NORMAL, 1000, BWE_INCREASE, 1160, 1170},
        {BWE_OVER_USE, 1000, BWE_DECREASE, 849, 851}, {BWE_NORMAL, 850, BWE_HOLD, 849, 851},
        {BWE_NORMAL, 990, BWE_INCREASE, 850, 860},  /* near what was too much: by less than a packet
                                                     */
        {BWE_NORMAL, 2000, BWE_INCREASE, 915, 930}, /* far from it again: by 8 % */
        {BWE_NORMAL, 200, BWE_INCREASE, 915, 930},  /* not ahead of what arrives */
        {BWE_OVER_USE, 0, BWE_DECREASE, 915, 930},  /* nothing known: nothing done */
        {BWE_OVER_USE, 2000, BWE_DECREASE, 915, 930}, /* a decrease never raises */
    };
    BweAimd aimd;
    bwe_aimd_init(&aimd, 1000 * KBPS);
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        BweAimdInput input = {(i + 1) * S, 100 * MS, rows[i].usage, rows[i].received_kbps * KBPS};
        bwe_aimd_update(&aimd, &input);
        g_test_message("row %u: %.0f", i, aimd.rate_bps);
        g_assert_cmpint(aimd.state, ==, rows[i].state);
        g_assert_cmpfloat(aimd.rate_bps, >=, rows[i].min_kbps * KBPS);
        g_assert_cmpfloat(aimd.rate_bps, <=, rows[i].max_kbps * KBPS);
    }
}

static void test_loss(void) {
    BweLoss loss;
    bwe_loss_init(&loss, 1000 * KBPS);
    bwe_loss_add(&loss, S, 50, 25, 1000 * KBPS);
    bwe_loss_add(&loss, S + 300 * MS, 50, 0, 1000 * KBPS);
    g_assert_cmpfloat(loss.rate_bps, ==, 1000 * KBPS); /* too short a time */
    bwe_loss_add(&loss, S + 400 * MS, 0, 0, 800 * KBPS);
    g_assert_cmpfloat_with_epsilon(loss.rate_bps, 800 * KBPS * (1 - 0.5 * 0.25), 1);
    bwe_loss_add(&loss, S + 1400 * MS, 100, 5, 800 * KBPS);
    g_assert_cmpfloat_with_epsilon(loss.rate_bps, 700 * KBPS, 1); /* 5 %: the line's own */
    bwe_loss_add(&loss, S + 2400 * MS, 100, 1, 800 * KBPS);
    g_assert_cmpfloat_with_epsilon(loss.rate_bps, 701 * KBPS * 1.05, 1);
}

static void test_received(void) {
    BweReceived received = {0};
    for (int64_t ms = -1000; ms <= 1000; ms += 10) {
        bwe_received_add(&received, ms * MS,
                         1250); /* 1 Mbit/s, over the origin of the peer's clock */
        if (ms >= -800) {
            g_assert_cmpuint(bwe_received_bps(&received), >, 930 * KBPS);
            g_assert_cmpuint(bwe_received_bps(&received), <, 1080 * KBPS);
        } else if (ms < -850) {
            g_assert_cmpuint(bwe_received_bps(&received), ==, 0);
        }
    }
    bwe_received_add(&received, 1300 * MS, 1250); /* silence counts */
    g_assert_cmpuint(bwe_received_bps(&received), <, 600 * KBPS);
    bwe_received_add(&received, 100 * S, 1250);
    g_assert_cmpuint(bwe_received_bps(&received), ==, 0);
}

/* A probe of 6000 bytes at 1 Mbit/s: five packets, 9.6 ms apart when sent, `gap_us` when they come.
 */
static uint64_t probe_finds(int64_t gap_us, unsigned n_lost, uint64_t estimate_bps) {
    BweProber prober;
    BweProbe probe;
    uint64_t bps = 1;
    bwe_probe_init(&prober);
    prober.is_first = false;
    g_assert_true(bwe_probe_next(&prober, S, 500 * KBPS, 5000 * KBPS, &probe));
    g_assert_cmpuint(probe.rate_bps, ==, 1000 * KBPS);
    g_assert_cmpuint(probe.bytes, ==, 6000);
    g_assert_false(bwe_probe_next(&prober, S, 500 * KBPS, 5000 * KBPS, &probe)); /* one at a time */
    for (unsigned i = 0; i < 5; i++) {
        BwePacket packet = {S + i * 9600, 7 * S + i * gap_us, 1200, probe.number, i >= 5 - n_lost};
        g_assert_false(bwe_probe_finish(&prober, S, estimate_bps, &bps));
        bwe_probe_add(&prober, &packet);
    }
    g_assert_true(bwe_probe_finish(&prober, S, estimate_bps, &bps));
    g_assert_false(bwe_probe_finish(&prober, S, estimate_bps, &bps));
    return bps;
}

static void test_probe(void) {
    g_assert_cmpuint(probe_finds(9600, 0, 500 * KBPS), ==, 1000 * KBPS);
    g_assert_cmpuint(probe_finds(9000, 0, 500 * KBPS), ==,
                     1000 * KBPS); /* never more than was sent */
    g_assert_cmpuint(probe_finds(9600, 1, 500 * KBPS), ==, 1000 * KBPS);
    g_assert_cmpuint(probe_finds(9600, 2, 500 * KBPS), ==, 0);
    g_assert_cmpuint(probe_finds(2000, 0, 500 * KBPS), ==, 0); /* something collects packets */
    /* 600 kbit/s came: half of the way to 95 % of that. */
    g_assert_cmpuint(probe_finds(16000, 0, 500 * KBPS), ==, (500 + 35) * KBPS);
    g_assert_cmpuint(probe_finds(32000, 0, 500 * KBPS), ==, 0); /* less than is known already */
}

/* 4 Mbit/s in packets of 1000 bytes that all come at once but the last, 50 ms later or never told
 * of; then what was sent behind them. Returns what was measured. */
static uint64_t probe_passed(BweProber *prober, int64_t at_us, bool is_last_told) {
    BweProbe probe;
    uint64_t bps = 1;
    g_assert_true(bwe_probe_next(prober, at_us, 2000 * KBPS, 9000 * KBPS, &probe));
    unsigned n = (probe.bytes + 999) / 1000;
    for (unsigned i = 0; i < n - !is_last_told; i++) {
        bool is_late = is_last_told && i == n - 1;
        BwePacket packet = {at_us + i * 2 * MS, is_late ? 50 * MS : 0, 1000, probe.number, false};
        bwe_probe_add(prober, &packet);
    }
    BwePacket behind = {at_us + n * 2 * MS, 60 * MS, 100, 0, false};
    g_assert_true(is_last_told == bwe_probe_finish(prober, at_us + S, 2000 * KBPS, &bps));
    bwe_probe_add(prober, &behind);
    g_assert_true(is_last_told != bwe_probe_finish(prober, at_us + S, 2000 * KBPS, &bps));
    return bps;
}

/* Once what was sent behind it is reported, it is over; what measured nothing is longer next time.
 */
static void test_probe_grows(void) {
    static const unsigned bytes[] = {7500, 15000, 30000, 60000, 60000};
    BweProber prober;
    bwe_probe_init(&prober);
    prober.is_first = false;
    for (unsigned i = 0; i < G_N_ELEMENTS(bytes); i++) {
        g_assert_cmpuint(probe_passed(&prober, (i + 1) * 10 * S, false), ==, 0);
        g_assert_cmpuint(prober.probe.bytes, ==, bytes[i]);
    }
    (void)probe_passed(&prober, 100 * S, true);
    g_assert_cmpuint(prober.probe.bytes, ==, 60000);
    bwe_probe_restart(&prober, 200 * S);
    (void)probe_passed(&prober, 210 * S, true);
    g_assert_cmpuint(prober.probe.bytes, ==, 7500);
}

/* In vain: 2, 4, 8, 8 s. Nothing when nothing more is wanted. */
static void test_probe_waits(void) {
    static const int waits_s[] = {2, 4, 8, 8};
    BweProber prober;
    BweProbe probe;
    uint64_t bps;
    int64_t now_us = S;
    bwe_probe_init(&prober);
    g_assert_false(bwe_probe_next(&prober, now_us, 500 * KBPS, 450 * KBPS, &probe));
    for (unsigned i = 0; i < G_N_ELEMENTS(waits_s); i++) {
        g_assert_true(bwe_probe_next(&prober, now_us, 500 * KBPS, 5000 * KBPS, &probe));
        g_assert_cmpuint(probe.number, ==, i + 1);
        g_assert_false(bwe_probe_finish(&prober, now_us + 1900 * MS, 500 * KBPS, &bps));
        g_assert_true(bwe_probe_finish(&prober, now_us += 2 * S, 500 * KBPS, &bps)); /* no answer */
        g_assert_cmpuint(bps, ==, 0);
        now_us += waits_s[i] * S;
        g_assert_false(bwe_probe_next(&prober, now_us - 1, 500 * KBPS, 5000 * KBPS, &probe));
    }
    bwe_probe_resume(&prober, now_us, 3000 * KBPS);
    g_assert_true(bwe_probe_next(&prober, now_us, 30 * KBPS, 5000 * KBPS, &probe));
    g_assert_cmpuint(probe.rate_bps, ==, 3000 * KBPS);
}

static void feed_queue(BweQueue *queue, int64_t now_us, int64_t way_us) {
    bwe_queue_add(queue, now_us, now_us + way_us + 30 * MS); /* jitter: only the quickest counts */
    bwe_queue_add(queue, now_us, now_us + way_us);
    bwe_queue_close(queue, now_us);
}

static void test_queue(void) {
    const int64_t clock_us = -900 * S;
    BweQueue queue = {0};
    int64_t now_us = S;
    bwe_queue_close(&queue, now_us); /* a feedback of losses only */
    g_assert_cmpint(queue.standing_us, ==, 0);
    feed_queue(&queue, now_us, clock_us + 40 * MS);
    feed_queue(&queue, now_us += S, clock_us + 140 * MS);
    g_assert_cmpint(queue.standing_us, ==, 100 * MS);
    feed_queue(&queue, now_us += S, clock_us + 20 * MS);
    g_assert_cmpint(queue.standing_us, ==, 0);
    for (int i = 0; i < 5; i++) /* another way, longer by 80 ms */
        feed_queue(&queue, now_us += S, clock_us + 100 * MS);
    g_assert_cmpint(queue.standing_us, ==, 80 * MS);
    for (int i = 0; i < 5; i++)
        feed_queue(&queue, now_us += S, clock_us + 100 * MS);
    g_assert_cmpint(queue.standing_us, ==, 0);
    feed_queue(&queue, now_us += S, 100 * MS); /* its clock was set */
    g_assert_cmpint(queue.standing_us, ==, 0);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bwe_groups", test_groups);
    g_test_add_func("/bwe_trend", test_trend);
    g_test_add_func("/bwe_detector/usage", test_detector);
    g_test_add_func("/bwe_detector/threshold", test_threshold);
    g_test_add_func("/bwe_aimd", test_aimd);
    g_test_add_func("/bwe_loss", test_loss);
    g_test_add_func("/bwe_received", test_received);
    g_test_add_func("/bwe_probe/measure", test_probe);
    g_test_add_func("/bwe_probe/grows", test_probe_grows);
    g_test_add_func("/bwe_probe/waits", test_probe_waits);
    g_test_add_func("/bwe_queue", test_queue);
    return g_test_run();
}
