/* A programme that ended is back at once, one that ends again and again is not. */
#include "media/engine/restart_delay.h"

#include <glib.h>

static void test_delays(void) {
    static const int64_t EXPECTED_US[] = {0, 500000, 1000000, 2000000, 5000000, 5000000, 5000000};
    unsigned short_lives = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(EXPECTED_US); i++)
        g_assert_cmpint(restart_delay_us(&short_lives, 1000), ==, EXPECTED_US[i]);
    g_assert_cmpint(restart_delay_us(&short_lives, RESTART_DELAY_HEALTHY_US + 1), ==, 0);
    g_assert_cmpint(restart_delay_us(&short_lives, RESTART_DELAY_HEALTHY_US), ==, 500000);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/restart_delay/delays", test_delays);
    return g_test_run();
}
