/* Who is sent when: order, rate, bounds. Bytes per step are exact. */
#include "media/rtc/flow/pacer.h"

#include <glib.h>

#define MS   INT64_C(1000)
#define MANY 64

static int64_t now_us;

static PacerAnswer offer(Pacer *pacer, PacerLane lane, uint64_t tag, uint32_t bytes) {
    PacerItem item = {.tag = tag, .bytes = bytes, .lane = lane};
    return pacer_offer(pacer, now_us, &item);
}

static size_t step(Pacer *pacer, PacerItem *items) {
    now_us += PACER_STEP_US;
    return pacer_step(pacer, now_us, items, MANY);
}

static void test_goes_at_once_when_it_may(void) {
    Pacer *pacer = pacer_new(now_us, 1000000);
    PacerItem item = {.tag = 7, .bytes = 1000, .lane = PACER_VIDEO};
    g_assert_cmpint(pacer_offer(pacer, now_us, &item), ==, PACER_SEND);
    g_assert_cmpuint(item.probe, ==, 0);
    g_assert_false(pacer_is_busy(pacer));
    pacer_free(pacer);
}

/* 800 kbit/s paced at 1 Mbit/s: 625 bytes a step. */
static void test_rate(void) {
    Pacer *pacer = pacer_new(now_us, 800000);
    PacerItem items[MANY];
    unsigned n_sent = 0;
    for (uint64_t i = 0; i < 200; i++)
        n_sent += offer(pacer, PACER_VIDEO, i, 1000) == PACER_SEND;
    g_assert_cmpuint(n_sent, ==, 1);
    uint64_t expected = 1;
    for (int i = 0; i < 160; i++) {
        size_t n = step(pacer, items);
        for (size_t j = 0; j < n; j++)
            g_assert_cmpuint(items[j].tag, ==, expected++);
        g_assert_cmpuint(n, <=, 1);
    }
    g_assert_cmpuint(expected * 1000, >=, 160 * 625 - 1000);
    g_assert_cmpuint(expected * 1000, <=, 161 * 625 + 1000);
    pacer_free(pacer);
}

/* A thread that was away for a second sends four steps' worth, not two hundred. */
static void test_no_burst_after_a_pause(void) {
    Pacer *pacer = pacer_new(now_us, 800000);
    PacerItem items[MANY];
    for (uint64_t i = 0; i < 100; i++)
        (void)offer(pacer, PACER_VIDEO, i, 625);
    now_us += 900 * MS;
    size_t n = pacer_step(pacer, now_us, items, MANY);
    g_assert_cmpuint(n, ==, 4);
    pacer_free(pacer);
}

/* What is missing on the peer's screen goes before padding, and is part of the probe. */
static void test_order(void) {
    Pacer *pacer = pacer_new(now_us, 3200000); /* 2500 bytes a step */
    PacerItem items[MANY];
    BweProbe probe = {.number = 9, .rate_bps = 4000000, .bytes = 6000};
    (void)offer(pacer, PACER_VIDEO, 1, 3000);
    g_assert_cmpint(offer(pacer, PACER_RTX, 30, 500), ==, PACER_QUEUED);
    g_assert_cmpint(offer(pacer, PACER_VIDEO, 20, 500), ==, PACER_QUEUED);
    g_assert_cmpint(offer(pacer, PACER_RTX, 31, 500), ==, PACER_QUEUED);
    g_assert_cmpint(offer(pacer, PACER_VIDEO, 21, 500), ==, PACER_QUEUED);
    g_assert_cmpint(offer(pacer, PACER_AUDIO, 10, 100), ==, PACER_SEND);
    pacer_probe(pacer, now_us, &probe);
    const struct {
        PacerLane lane;
        uint64_t tag;
        uint16_t number;
    } expected[] = {
        {PACER_VIDEO, 20, 9}, {PACER_VIDEO, 21, 9}, {PACER_RTX, 30, 9},  {PACER_RTX, 31, 9},
        {PACER_PROBE, 0, 9},  {PACER_PROBE, 0, 9},  {PACER_PROBE, 0, 9}, {PACER_PROBE, 0, 9},
    };
    unsigned n_seen = 0;
    while (pacer_is_busy(pacer)) {
        size_t n = step(pacer, items);
        for (size_t i = 0; i < n; i++, n_seen++) {
            g_assert_cmpuint(n_seen, <, G_N_ELEMENTS(expected));
            g_assert_cmpint(items[i].lane, ==, expected[n_seen].lane);
            g_assert_cmpuint(items[i].tag, ==, expected[n_seen].tag);
            g_assert_cmpuint(items[i].probe, ==, expected[n_seen].number);
        }
    }
    g_assert_cmpuint(n_seen, ==, G_N_ELEMENTS(expected));
    pacer_free(pacer);
}

/* The picture that comes while a probe is sent is part of it, and saves padding. */
static void test_media_is_part_of_a_probe(void) {
    Pacer *pacer = pacer_new(now_us, 1000000);
    PacerItem items[MANY];
    BweProbe probe = {.number = 3, .rate_bps = 8000000, .bytes = 10000}; /* 5000 bytes a step */
    pacer_probe(pacer, now_us, &probe);
    size_t n = step(pacer, items);
    uint64_t padding = 0;
    for (size_t i = 0; i < n; i++)
        padding += items[i].bytes;
    now_us += PACER_STEP_US;
    PacerItem item = {.tag = 1, .bytes = 4000, .lane = PACER_VIDEO};
    g_assert_cmpint(pacer_offer(pacer, now_us, &item), ==, PACER_SEND);
    g_assert_cmpuint(item.probe, ==, 3);
    while (pacer_is_busy(pacer)) {
        n = step(pacer, items);
        for (size_t i = 0; i < n; i++)
            padding += items[i].bytes;
    }
    g_assert_cmpuint(padding + 4000, >=, 10000);
    g_assert_cmpuint(padding + 4000, <, 11200);
    PacerStats stats;
    pacer_get_stats(pacer, &stats);
    g_assert_cmpuint(stats.padding_bytes, ==, padding);
    pacer_free(pacer);
}

/* Sound is never kept, and what it takes is missing elsewhere, for half a second at most. */
static void test_sound_overdraws(void) {
    Pacer *pacer = pacer_new(now_us, 80000); /* 62 bytes a step */
    PacerItem items[MANY];
    for (int i = 0; i < 1000; i++)
        g_assert_cmpint(offer(pacer, PACER_AUDIO, 1, 200), ==, PACER_SEND);
    g_assert_cmpint(offer(pacer, PACER_VIDEO, 2, 100), ==, PACER_QUEUED);
    int n_steps = 0;
    while (step(pacer, items) == 0)
        n_steps++;
    g_assert_cmpint(n_steps, >=, 90);
    g_assert_cmpint(n_steps, <=, 130);
    pacer_free(pacer);
}

static void test_bounds(void) {
    Pacer *pacer = pacer_new(now_us, 80000);
    PacerStats stats;
    PacerItem items[MANY];
    (void)offer(pacer, PACER_AUDIO, 0, 1000);
    for (uint64_t i = 0; i < 300; i++)
        g_assert_cmpint(offer(pacer, PACER_VIDEO, i, 100), ==,
                        i < 256 ? PACER_QUEUED : PACER_DROPPED);
    for (uint64_t i = 0; i < 70; i++)
        g_assert_cmpint(offer(pacer, PACER_RTX, i, 100), ==, i < 64 ? PACER_QUEUED : PACER_DROPPED);
    pacer_get_stats(pacer, &stats);
    g_assert_cmpuint(stats.waiting[PACER_VIDEO], ==, 256);
    g_assert_cmpuint(stats.dropped[PACER_VIDEO], ==, 44);
    g_assert_cmpuint(stats.dropped[PACER_RTX], ==, 6);
    now_us += 501 * MS; /* a repair that is so late was asked for again */
    (void)pacer_step(pacer, now_us, items, 0);
    pacer_get_stats(pacer, &stats);
    g_assert_cmpuint(stats.waiting[PACER_RTX], ==, 0);
    g_assert_cmpuint(stats.waiting[PACER_VIDEO], ==, 256);
    now_us += 501 * MS;
    (void)pacer_step(pacer, now_us, items, MANY);
    g_assert_false(pacer_is_busy(pacer));
    pacer_free(pacer);
}

static void test_max(void) {
    Pacer *pacer = pacer_new(now_us, 50000000);
    PacerItem items[MANY];
    (void)offer(pacer, PACER_VIDEO, 0, 900000);
    for (uint64_t i = 0; i < 50; i++)
        (void)offer(pacer, PACER_VIDEO, i, 100);
    now_us += 100 * MS;
    while (pacer_step(pacer, now_us, items, 1) == 0)
        now_us += PACER_STEP_US;
    g_assert_cmpuint(items[0].tag, ==, 0);
    g_assert_cmpuint(pacer_step(pacer, now_us, items, 3), ==, 3);
    g_assert_cmpuint(items[2].tag, ==, 3);
    pacer_free(pacer);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pacer/at-once", test_goes_at_once_when_it_may);
    g_test_add_func("/pacer/rate", test_rate);
    g_test_add_func("/pacer/pause", test_no_burst_after_a_pause);
    g_test_add_func("/pacer/order", test_order);
    g_test_add_func("/pacer/probe", test_media_is_part_of_a_probe);
    g_test_add_func("/pacer/sound", test_sound_overdraws);
    g_test_add_func("/pacer/bounds", test_bounds);
    g_test_add_func("/pacer/max", test_max);
    return g_test_run();
}
