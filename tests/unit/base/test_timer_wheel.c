#include "base/timer_wheel.h"

#include <glib.h>

#define TICK TIMER_WHEEL_TICK_US

typedef struct Probe {
    Timer timer; /* first */
    int64_t fired_at_us;
    unsigned n_fired;
} Probe;

static int64_t now_us;

static void on_fire(Timer *timer, void *user) {
    Probe *probe = (Probe *)timer;
    probe->fired_at_us = now_us;
    probe->n_fired++;
}

static void advance_to(TimerWheel *wheel, int64_t at_us) {
    while (now_us < at_us) {
        int64_t wait_us = timer_wheel_wait_us(wheel, now_us);
        now_us = wait_us < 0 || now_us + wait_us > at_us ? at_us : now_us + MAX(wait_us, 1);
        timer_wheel_advance(wheel, now_us, NULL);
    }
}

/* Every distance up to beyond the wheel's reach fires once, at its tick, never before. */
static void test_fires_at_its_tick(void) {
    static const int64_t starts[] = {0, 1, 63, 64, 4095, 4096, 123457};
    static const int64_t delays[] = {1,      2,      62,     63,       64,       65,
                                     127,    128,    4032,   4095,     4096,     4097,
                                     8191,   262143, 262144, 262145,   999,      1000,
                                     500000, 777777, 300000, 16777215, 16777216, 17000000};
    for (unsigned s = 0; s < G_N_ELEMENTS(starts); s++) {
        TimerWheel wheel;
        Probe probes[G_N_ELEMENTS(delays)] = {0};
        now_us = starts[s] * TICK;
        timer_wheel_init(&wheel, now_us);
        for (unsigned i = 0; i < G_N_ELEMENTS(delays); i++)
            timer_wheel_set(&wheel, &probes[i].timer, now_us + delays[i] * TICK, on_fire);
        advance_to(&wheel, (starts[s] + 17000001) * TICK);
        for (unsigned i = 0; i < G_N_ELEMENTS(delays); i++) {
            g_assert_cmpuint(probes[i].n_fired, ==, 1);
            g_assert_cmpint(probes[i].fired_at_us / TICK, ==, starts[s] + delays[i]);
        }
        g_assert_cmpuint(wheel.count, ==, 0);
        g_assert_cmpint(timer_wheel_wait_us(&wheel, now_us), ==, -1);
    }
}

static void test_never_early_within_a_tick(void) {
    TimerWheel wheel;
    Probe probe = {0};
    timer_wheel_init(&wheel, 0);
    timer_wheel_set(&wheel, &probe.timer, 3 * TICK + 1, on_fire);
    timer_wheel_advance(&wheel, 4 * TICK - 1, NULL);
    g_assert_cmpuint(probe.n_fired, ==, 0);
    timer_wheel_advance(&wheel, 4 * TICK, NULL);
    g_assert_cmpuint(probe.n_fired, ==, 1);
}

/* "Never" is a moment, too. */
static void test_end_of_time(void) {
    TimerWheel wheel;
    Probe never = {0}, soon = {0};
    timer_wheel_init(&wheel, 0);
    timer_wheel_set(&wheel, &never.timer, INT64_MAX, on_fire);
    timer_wheel_set(&wheel, &soon.timer, 3 * TICK, on_fire);
    timer_wheel_advance(&wheel, INT64_C(20000000) * TICK, NULL);
    g_assert_cmpuint(never.n_fired, ==, 0);
    g_assert_cmpuint(soon.n_fired, ==, 1);
    timer_wheel_cancel(&wheel, &never.timer);
    g_assert_cmpuint(wheel.count, ==, 0);
}

static void test_cancel_and_reset(void) {
    TimerWheel wheel;
    Probe cancelled = {0}, moved = {0}, past = {0};
    timer_wheel_init(&wheel, 100 * TICK);
    timer_wheel_set(&wheel, &cancelled.timer, 105 * TICK, on_fire);
    timer_wheel_set(&wheel, &moved.timer, 105 * TICK, on_fire);
    timer_wheel_set(&wheel, &moved.timer, 5000 * TICK, on_fire);
    timer_wheel_set(&wheel, &past.timer, 3 * TICK, on_fire);
    timer_wheel_cancel(&wheel, &cancelled.timer);
    timer_wheel_cancel(&wheel, &cancelled.timer);
    timer_wheel_advance(&wheel, 200 * TICK, NULL);
    g_assert_cmpuint(cancelled.n_fired, ==, 0);
    g_assert_cmpuint(moved.n_fired, ==, 0);
    g_assert_cmpuint(past.n_fired, ==, 1);
    timer_wheel_advance(&wheel, 5000 * TICK, NULL);
    g_assert_cmpuint(moved.n_fired, ==, 1);
}

typedef struct Chain {
    Timer timer; /* first */
    TimerWheel *wheel;
    Timer *victim;
    unsigned n_fired;
} Chain;

/* Callbacks set themselves again and cancel a neighbour of the same tick. */
static void on_chain(Timer *timer, void *user) {
    Chain *chain = (Chain *)timer;
    if (chain->victim)
        timer_wheel_cancel(chain->wheel, chain->victim);
    if (++chain->n_fired < 5)
        timer_wheel_set(chain->wheel, timer, chain->wheel->now_tick * TICK + TICK, on_chain);
}

static void test_callbacks_change_the_wheel(void) {
    TimerWheel wheel;
    timer_wheel_init(&wheel, 0);
    Chain first = {.wheel = &wheel}, second = {.wheel = &wheel};
    first.victim = &second.timer;
    timer_wheel_set(&wheel, &first.timer, TICK, on_chain);
    timer_wheel_set(&wheel, &second.timer, TICK, on_chain);
    timer_wheel_advance(&wheel, 100 * TICK, NULL);
    g_assert_cmpuint(first.n_fired, ==, 5);
    g_assert_cmpuint(second.n_fired, ==, 0);
    g_assert_cmpuint(wheel.count, ==, 0);
}

/* Against a plain array as the model: random sets, cancels and jumps of the clock. */
static void test_random_against_model(void) {
    enum { N = 300 };
    static Probe probes[N];
    int64_t due_tick[N];
    GRand *random = g_rand_new_with_seed(20261121);
    TimerWheel wheel;
    memset(probes, 0, sizeof probes);
    for (unsigned i = 0; i < N; i++)
        due_tick[i] = -1;
    now_us = 0;
    timer_wheel_init(&wheel, now_us);
    for (unsigned round = 0; round < 20000; round++) {
        unsigned i = (unsigned)g_rand_int_range(random, 0, N);
        int64_t delay = g_rand_int_range(random, 1, 1 << g_rand_int_range(random, 1, 20));
        if (g_rand_int_range(random, 0, 4) == 0) {
            timer_wheel_cancel(&wheel, &probes[i].timer);
            due_tick[i] = -1;
        } else {
            timer_wheel_set(&wheel, &probes[i].timer, now_us + delay * TICK, on_fire);
            due_tick[i] = now_us / TICK + delay;
        }
        now_us += g_rand_int_range(random, 0, 300) * TICK;
        timer_wheel_advance(&wheel, now_us, NULL);
        for (unsigned k = 0; k < N; k++) {
            bool is_due = due_tick[k] >= 0 && due_tick[k] <= now_us / TICK;
            g_assert_cmpuint(probes[k].n_fired, ==, is_due ? 1 : 0);
            probes[k].n_fired = 0;
            if (is_due)
                due_tick[k] = -1;
        }
    }
    g_rand_free(random);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/timer_wheel/fires-at-its-tick", test_fires_at_its_tick);
    g_test_add_func("/timer_wheel/never-early", test_never_early_within_a_tick);
    g_test_add_func("/timer_wheel/end-of-time", test_end_of_time);
    g_test_add_func("/timer_wheel/cancel-and-reset", test_cancel_and_reset);
    g_test_add_func("/timer_wheel/callbacks-change-the-wheel", test_callbacks_change_the_wheel);
    g_test_add_func("/timer_wheel/random-against-model", test_random_against_model);
    return g_test_run();
}
