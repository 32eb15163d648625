/* When a round goes on, in model time: pictures in pieces, rooms in which many send, senders for
 * whom nobody need wait. */
#include "media/rtc/flow/round_wait.h"

#include <glib.h>

#define MANY 200u

static RoundState at(int64_t now_us, unsigned n_packets, bool is_whole) {
    return (RoundState){
        .now_us = now_us, .n_packets = n_packets, .n_viewers = MANY, .is_whole = is_whole};
}

static bool ask(RoundWait *wait, int64_t now_us, unsigned n_packets, bool is_whole) {
    const RoundState state = at(now_us, n_packets, is_whole);
    return round_wait_is_over(wait, &state);
}

static void test_small_rooms_never_wait(void) {
    RoundWait wait = {0};
    RoundState state = at(1000, 1, false);
    state.n_viewers = ROUND_WAIT_LEAST_VIEWERS - 1;
    g_assert_true(round_wait_is_over(&wait, &state));
    g_assert_cmpint(wait.until_us, ==, 0);
    state.n_viewers++;
    g_assert_false(round_wait_is_over(&wait, &state));
}

static void test_whole_goes_at_once(void) {
    RoundWait wait = {0};
    g_assert_true(ask(&wait, 1000, 5, true));
    g_assert_cmpint(wait.until_us, ==, 0);
}

/* Five packets of a picture within 400 us: one round. */
static void test_picture_in_pieces(void) {
    RoundWait wait = {0};
    for (int64_t frame = 0; frame < 1000; frame++) {
        int64_t now_us = 1000 + frame * 33333;
        for (unsigned n = 1; n < 5; n++)
            g_assert_false(ask(&wait, now_us + n * 100, n, false));
        g_assert_true(ask(&wait, now_us + 500, 5, true));
    }
}

static void test_bound(void) {
    RoundWait wait = {0};
    g_assert_false(ask(&wait, 1000, 1, false));
    g_assert_cmpint(wait.until_us, ==, 1000 + ROUND_WAIT_US);
    g_assert_false(ask(&wait, 1000 + ROUND_WAIT_US - 1, 9, false));
    g_assert_true(ask(&wait, 1000 + ROUND_WAIT_US, 9, false));
    g_assert_cmpint(wait.until_us, ==, 0); /* the next round begins anew */
}

/* A sender who spreads a picture over longer than the bound: of its rounds few wait. */
static unsigned count_waits(RoundWait *wait, unsigned n_rounds, unsigned n_more) {
    unsigned n_waits = 0;
    for (int64_t i = 0; i < n_rounds; i++) {
        int64_t now_us = 1000 + i * 6000;
        if (ask(wait, now_us, 2, false))
            continue;
        n_waits++;
        g_assert_true(ask(wait, now_us + ROUND_WAIT_US, 2 + n_more, false));
    }
    return n_waits;
}

static void test_learns_that_nothing_comes(void) {
    RoundWait wait = {0};
    unsigned n = count_waits(&wait, 10000, 0);
    g_assert_cmpuint(n, >=, 10000 / (ROUND_WAIT_PAUSE + 1));
    g_assert_cmpuint(n, <=, 10000 / (ROUND_WAIT_PAUSE + 1) + ROUND_WAIT_MISSES);
}

/* … and that something comes again, soon enough. */
static void test_learns_that_it_pays(void) {
    RoundWait wait = {0};
    count_waits(&wait, ROUND_WAIT_MISSES, 0);
    g_assert_cmpuint(count_waits(&wait, ROUND_WAIT_PAUSE, 8), ==, 0);
    g_assert_cmpuint(count_waits(&wait, 1000, 8), ==, 1000);
}

/* A small packet now and then is no reason to keep all others waiting. */
static void test_single_packet_is_no_gain(void) {
    RoundWait wait = {0};
    g_assert_cmpuint(count_waits(&wait, 300, 1), ==, ROUND_WAIT_MISSES);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtc/round-wait/small-rooms", test_small_rooms_never_wait);
    g_test_add_func("/rtc/round-wait/whole", test_whole_goes_at_once);
    g_test_add_func("/rtc/round-wait/picture", test_picture_in_pieces);
    g_test_add_func("/rtc/round-wait/bound", test_bound);
    g_test_add_func("/rtc/round-wait/nothing-comes", test_learns_that_nothing_comes);
    g_test_add_func("/rtc/round-wait/pays-again", test_learns_that_it_pays);
    g_test_add_func("/rtc/round-wait/single-packet", test_single_packet_is_no_gain);
    return g_test_run();
}
