/* When a recording is to be removed, and that nobody is surprised. */
#include "catalog/meeting/retention.h"

#include <glib.h>

#define DAY RETENTION_DAY_US
#define NOW (1000 * DAY)

static void test_due(void) {
    static const struct {
        RetentionRecording recording;
        int64_t due_us;
    } ROWS[] = {
        {{NOW - 10 * DAY, 0, false, 0}, 0},          /* no rule */
        {{NOW - 10 * DAY, 0, false, NOW + DAY}, 0},  /* none any more */
        {{0, 30, false, 0}, 0},                      /* not published */
        {{0, 30, false, NOW - DAY}, 0},              /* not any more */
        {{NOW - 500 * DAY, 30, true, 0}, 0},         /* marked */
        {{NOW - 500 * DAY, 30, true, NOW - DAY}, 0}, /* marked in time */
        {{NOW - 10 * DAY, 30, false, 0}, NOW + 20 * DAY},
        {{NOW - 10 * DAY, 30, false, NOW + 20 * DAY}, NOW + 20 * DAY},
        {{NOW - 500 * DAY, 30, false, 0}, NOW + 7 * DAY},             /* a rule that is new */
        {{NOW - 25 * DAY, 30, false, 0}, NOW + 7 * DAY},              /* likewise */
        {{NOW - 10 * DAY, 12, false, NOW + 20 * DAY}, NOW + 7 * DAY}, /* shorter than before */
        {{NOW - 10 * DAY, 12, false, NOW + 3 * DAY}, NOW + 3 * DAY},  /* that was told */
        {{NOW - 10 * DAY, 90, false, NOW + 3 * DAY}, NOW + 80 * DAY}, /* longer than before */
        {{NOW - 30 * DAY, 30, false, NOW}, NOW},
        {{NOW - 40 * DAY, 30, false, NOW - 10 * DAY}, NOW - 10 * DAY}, /* the server was off */
        {{NOW - DAY, 36500, false, 0}, NOW + 36499 * DAY},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("row %u", i);
        g_assert_cmpint(retention_due_us(&ROWS[i].recording, NOW), ==, ROWS[i].due_us);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/retention/due", test_due);
    return g_test_run();
}
