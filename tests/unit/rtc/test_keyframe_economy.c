/* Who asks, who is asked: traces in milliseconds. */
#include "media/rtc/flow/keyframe_economy.h"

#include <glib.h>

#define MS INT64_C(1000)

typedef enum Event { ASK, TICK, FRAME } Event;

typedef struct Row {
    int64_t at_ms;
    Event event;
    bool sends;
} Row;

static KeyframeEconomy trace(const Row *rows, size_t n) {
    KeyframeEconomy economy = {0};
    for (size_t i = 0; i < n; i++) {
        bool sends = false;
        if (rows[i].event == ASK)
            sends = keyframe_economy_ask(&economy, rows[i].at_ms * MS);
        else if (rows[i].event == TICK)
            sends = keyframe_economy_tick(&economy, rows[i].at_ms * MS);
        else
            keyframe_economy_arrived(&economy);
        g_test_message("row %u at %d ms", (unsigned)i, (int)rows[i].at_ms);
        g_assert_cmpint(sends, ==, rows[i].sends);
    }
    return economy;
}

static void test_joiners_share(void) {
    static const Row rows[] = {{1000, ASK, true},    {1010, ASK, false},  {1100, ASK, false},
                               {1150, FRAME, false}, {1500, TICK, false}, {2000, TICK, false}};
    KeyframeEconomy economy = trace(rows, G_N_ELEMENTS(rows));
    g_assert_cmpuint(economy.n_asked, ==, 3);
    g_assert_cmpuint(economy.n_sent, ==, 1);
    g_assert_false(economy.is_wanted);
}

/* Who comes just after the key frame waits for the next request, which nobody forgets. */
static void test_gap(void) {
    static const Row rows[] = {{1000, ASK, true},    {1100, FRAME, false}, {1101, ASK, false},
                               {1400, TICK, false},  {1499, TICK, false},  {1500, TICK, true},
                               {1600, FRAME, false}, {2500, ASK, true}};
    trace(rows, G_N_ELEMENTS(rows));
}

/* Requests get lost; a publisher that does not hear is asked after 0.5, 1, 2, 4, 4 … s. */
static void test_repeats(void) {
    static const Row rows[] = {{0, ASK, true},       {499, TICK, false},  {500, TICK, true},
                               {1499, ASK, false},   {1500, TICK, true},  {3499, TICK, false},
                               {3500, ASK, true},    {7499, TICK, false}, {7500, TICK, true},
                               {11499, TICK, false}, {11500, TICK, true}, {11600, FRAME, false},
                               {11700, ASK, false},  {12000, TICK, true}, {12499, TICK, false},
                               {12500, TICK, false}, {13000, TICK, true}};
    trace(rows, G_N_ELEMENTS(rows));
}

/* 200 joins a second for ten seconds, key frames 100 ms after their request. */
static void test_storm(void) {
    KeyframeEconomy economy = {0};
    int64_t frame_at_ms = -1;
    for (int64_t ms = 0; ms < 10000; ms++) {
        bool sends = ms % 5 == 0 && keyframe_economy_ask(&economy, ms * MS);
        sends |= ms % 100 == 0 && keyframe_economy_tick(&economy, ms * MS);
        if (sends)
            frame_at_ms = ms + 100;
        if (ms == frame_at_ms)
            keyframe_economy_arrived(&economy);
    }
    g_assert_cmpuint(economy.n_asked, ==, 2000);
    g_assert_cmpuint(economy.n_sent, ==, 20);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/keyframe_economy/share", test_joiners_share);
    g_test_add_func("/keyframe_economy/gap", test_gap);
    g_test_add_func("/keyframe_economy/repeats", test_repeats);
    g_test_add_func("/keyframe_economy/storm", test_storm);
    return g_test_run();
}
