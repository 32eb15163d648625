/* What an input sent before now is skipped, and nothing else. */
#include "media/program/catch_up.h"

#include <glib.h>

#define PICTURE_US INT64_C(40000)
#define SECOND_US  INT64_C(1000000)

typedef struct Run {
    int64_t pts_us, at_us; /* of the first that was not thrown away */
    unsigned n_thrown;
} Run;

/* Pictures of `past_us` have arrived within `burst_us`; from then on they arrive as they are made.
 * The decoder needs `work_us` for each and holds `n_late` of them back. */
static Run run(int64_t past_us, int64_t burst_us, int64_t work_us, int64_t n_late) {
    CatchUp catch_up = {0};
    Run result = {0};
    for (int64_t pts = 0, now = 0; pts < 60 * SECOND_US; pts += PICTURE_US) {
        int64_t needed = pts + n_late * PICTURE_US;
        int64_t arrival = needed < past_us ? needed * burst_us / past_us : needed - past_us;
        now = MAX(now, arrival) + work_us;
        int64_t newest = now < burst_us ? now * past_us / burst_us : now + past_us;
        int64_t newest_picture = newest / PICTURE_US * PICTURE_US;
        if (!catch_up_is_old(&catch_up, pts, now - newest_picture, now)) {
            result.pts_us = pts;
            result.at_us = now;
            break;
        }
        result.n_thrown++;
    }
    return result;
}

static void test_from_the_beginning(void) {
    Run result = run(0, 0, 2000, 0);
    g_assert_cmpint(result.at_us, <=, CATCH_UP_CALM_US + 2 * PICTURE_US);
    result = run(0, 0, 20000, 2);
    g_assert_cmpint(result.at_us, <=, CATCH_UP_CALM_US + 4 * PICTURE_US);
}

static void test_past_is_skipped(void) {
    static const int64_t BURSTS[] = {1, 100000, 900000};
    for (size_t i = 0; i < G_N_ELEMENTS(BURSTS); i++) {
        Run result = run(4 * SECOND_US, BURSTS[i], 4000, 0);
        g_assert_cmpint(4 * SECOND_US + result.at_us - result.pts_us, <=,
                        CATCH_UP_NEAR_US + PICTURE_US);
        g_assert_cmpint(result.at_us, <, 3 * SECOND_US / 2);
    }
}

/* A decoder that is always late: it is not waited for. */
static void test_late_decoder(void) {
    Run result = run(0, 0, 2000, 8);
    g_assert_cmpint(result.at_us, <, SECOND_US);
    result = run(2 * SECOND_US, 50000, 2000, 8);
    g_assert_cmpint(result.at_us, <, SECOND_US);
    g_assert_cmpint(2 * SECOND_US + result.at_us - result.pts_us, <, SECOND_US / 2);
}

/* A machine that decodes no faster than time goes shows what it has. */
static void test_slow_machine(void) {
    Run result = run(2 * SECOND_US, 50000, PICTURE_US, 0);
    g_assert_cmpint(result.at_us, <, 3 * SECOND_US);
}

static void test_absurd_timestamps(void) {
    CatchUp catch_up = {0};
    g_assert_true(catch_up_is_old(&catch_up, INT64_MIN, INT64_MIN, 1));
    g_assert_true(catch_up_is_old(&catch_up, INT64_MAX, INT64_MAX, 2));
    g_assert_true(catch_up_is_old(&catch_up, INT64_MIN, INT64_MIN, 3));
    g_assert_false(catch_up_is_old(&catch_up, INT64_MIN, INT64_MIN, 2 + CATCH_UP_MOST_US));
    g_assert_false(catch_up_is_old(&catch_up, INT64_MIN, 0, 9 * SECOND_US)); /* over is over */
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/catch_up/from-the-beginning", test_from_the_beginning);
    g_test_add_func("/catch_up/past-is-skipped", test_past_is_skipped);
    g_test_add_func("/catch_up/late-decoder", test_late_decoder);
    g_test_add_func("/catch_up/slow-machine", test_slow_machine);
    g_test_add_func("/catch_up/absurd-timestamps", test_absurd_timestamps);
    return g_test_run();
}
