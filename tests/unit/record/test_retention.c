/* Recordings past their days, the oldest first. */
#include "media/record/retention.h"

#include <glib.h>

#define DAY INT64_C(86400000000)
#define NOW (1000 * DAY)

static void test_find(void) {
    static const RetentionRecording RECORDINGS[] = {
        {NOW - 30 * DAY, 30, false, 1},        {NOW - 30 * DAY + 1, 30, false, 1},
        {NOW - 400 * DAY, 365, false, 1},      {NOW - 500 * DAY, 0, false, 1},
        {NOW - 500 * DAY, 30, true, 1},        {0, 1, false, 1},
        {NOW - 31 * DAY, 30, false, 1},        {NOW + DAY, 1, false, 1},
        {NOW - 2 * DAY, UINT32_MAX, false, 1},
    };
    unsigned numbers[G_N_ELEMENTS(RECORDINGS)];
    g_assert_cmpuint(retention_find(RECORDINGS, G_N_ELEMENTS(RECORDINGS), NOW, numbers), ==, 3);
    g_assert_cmpuint(numbers[0], ==, 2);
    g_assert_cmpuint(numbers[1], ==, 6);
    g_assert_cmpuint(numbers[2], ==, 0);
    g_assert_cmpuint(retention_find(NULL, 0, NOW, numbers), ==, 0);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/retention/find", test_find);
    return g_test_run();
}
