#include "base/clock.h"

#include <glib.h>

#define YEAR_2024_US INT64_C(1704067200000000)
#define YEAR_2100_US INT64_C(4102444800000000)

static int64_t fake_monotonic_us(void) {
    return 5;
}

static int64_t fake_wall_us(void) {
    return 7;
}

static void test_system(void) {
    int64_t before_us = clock_monotonic_us();
    for (int i = 0; i < 1000; i++) {
        int64_t now_us = clock_monotonic_us();
        g_assert_cmpint(now_us, >=, before_us);
        before_us = now_us;
    }
    g_assert_cmpint(clock_wall_us(), >, YEAR_2024_US);
    g_assert_cmpint(clock_wall_us(), <, YEAR_2100_US);
    g_assert_cmpint(ABS(clock_wall_us() - g_get_real_time()), <, 60 * CLOCK_US_PER_S);
}

static void test_replace(void) {
    static const ClockSource FAKE = {fake_monotonic_us, fake_wall_us};
    clock_replace(&FAKE);
    g_assert_cmpint(clock_monotonic_us(), ==, 5);
    g_assert_cmpint(clock_wall_us(), ==, 7);
    clock_replace(NULL);
    g_assert_cmpint(clock_wall_us(), >, YEAR_2024_US);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/clock/system", test_system);
    g_test_add_func("/base/clock/replace", test_replace);
    return g_test_run();
}
