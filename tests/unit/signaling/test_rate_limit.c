#include "signaling/session/rate_limit.h"

#include <glib.h>

static const RateLimit LIMIT = {.per_s = 4, .burst = 3};

static void test_burst_and_refill(void) {
    static const struct {
        int64_t at_ms;
        bool is_taken;
        int64_t wait_ms;
    } STEPS[] = {
        {1000, true, 0},    {1000, true, 0},    {1000, true, 0}, /* the burst */
        {1000, false, 250}, {1100, false, 150}, {1249, false, 1}, {1250, true, 0},
        {1250, false, 250}, /* one came back */
        {2000, true, 0},    {2000, true, 0},    {2000, true, 0},  {2000, false, 250},
        {9000, true, 0},    {9000, true, 0},    {9000, true, 0},  {9000, false, 250}, /* not more */
    };
    int64_t bucket = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(STEPS); i++) {
        int64_t wait_us = 0;
        bool is_taken = rate_limit_take(&LIMIT, &bucket, STEPS[i].at_ms * 1000, &wait_us);
        g_assert_cmpint(is_taken, ==, STEPS[i].is_taken);
        g_assert_cmpint(wait_us, ==, STEPS[i].wait_ms * 1000);
    }
}

static void test_refusals_cost_nothing(void) {
    int64_t bucket = 0, wait_us;
    for (unsigned i = 0; i < 1000; i++)
        rate_limit_take(&LIMIT, &bucket, 5000000, &wait_us);
    g_assert_true(rate_limit_take(&LIMIT, &bucket, 5250000, &wait_us));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rate_limit/burst_and_refill", test_burst_and_refill);
    g_test_add_func("/rate_limit/refusals_cost_nothing", test_refusals_cost_nothing);
    return g_test_run();
}
