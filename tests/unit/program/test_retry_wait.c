#include "media/program/retry_wait.h"

#include <glib.h>

static void test_doubles(void) {
    static const unsigned WANTED[] = {250, 500, 1000, 2000, 4000, 8000, 15000, 15000};
    RetryWait wait = {0};
    for (size_t i = 0; i < G_N_ELEMENTS(WANTED); i++)
        g_assert_cmpuint(retry_wait_next_ms(&wait), ==, WANTED[i]);
    for (unsigned n = 0; n < 100000; n++) /* a camera that is away for weeks */
        g_assert_cmpuint(retry_wait_next_ms(&wait), ==, RETRY_WAIT_LONGEST_MS);
    retry_wait_reset(&wait);
    g_assert_cmpuint(retry_wait_next_ms(&wait), ==, RETRY_WAIT_FIRST_MS);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/retry_wait/doubles", test_doubles);
    return g_test_run();
}
