/* Decisions on a filling disk, as a table. */
#include "media/record/space_guard.h"

#include <glib.h>

#define GIB   (INT64_C(1) << 30)
#define MIB   (INT64_C(1) << 20)
#define HOUR  (INT64_C(3600) * 1000000)
#define NEVER INT64_MAX

/* Three recordings: the second is the oldest, the third is stopped and older still. */
static const SpaceRecording THREE[] = {{2000, MIB, false}, {1000, MIB, false}, {500, MIB, true}};
static const SpaceRecording STOPPED[] = {{1000, MIB, true}};

typedef struct Case {
    const char *name;
    SpaceState state;
    SpaceAction action;
    unsigned oldest;
    int64_t full_in_us;
} Case;

static const Case CASES[] = {
    {"much_room", {1000 * GIB, 2 * GIB, 0, THREE, 3}, SPACE_OK, 1, 998 * 512 * INT64_C(1000000)},
    {"nothing_grows", {3 * GIB, 2 * GIB, 0, STOPPED, 1}, SPACE_OK, 1, NEVER},
    {"just_enough", {2 * GIB + 6 * 3600 * 2 * MIB, 2 * GIB, 0, THREE, 3}, SPACE_OK, 1, 6 * HOUR},
    {"soon",
     {2 * GIB + 6 * 3600 * 2 * MIB - 2 * MIB, 2 * GIB, 0, THREE, 3},
     SPACE_WARN,
     1,
     6 * HOUR - 1000000},
    {"others_fill_it", {3 * GIB, 2 * GIB, GIB, STOPPED, 1}, SPACE_WARN, 1, 1000000},
    {"reserve_touched", {2 * GIB - 1, 2 * GIB, 0, THREE, 3}, SPACE_STOP_OLDEST, 1, 0},
    {"nobody_to_stop", {2 * GIB - 1, 2 * GIB, 0, STOPPED, 1}, SPACE_WARN, 1, 0},
    {"no_recording", {2 * GIB - 1, 2 * GIB, 0, NULL, 0}, SPACE_WARN, 0, 0},
    {"last_bytes", {256 * MIB - 1, 2 * GIB, 0, THREE, 3}, SPACE_STOP_ALL, 1, 0},
    {"last_bytes_without_any", {0, 2 * GIB, 0, NULL, 0}, SPACE_STOP_ALL, 0, 0},
    {"absurd_rates",
     {INT64_MAX, 2 * GIB, -5, THREE, 3},
     SPACE_OK,
     1,
     INT64_C(4398046510079) * 1000000},
};

static void test_case(gconstpointer data) {
    const Case *one = data;
    SpaceDecision decision = space_guard_decide(&one->state);
    g_assert_cmpint(decision.action, ==, one->action);
    g_assert_cmpuint(decision.oldest, ==, one->oldest);
    g_assert_cmpint(decision.full_in_us, ==, one->full_in_us);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *path = g_strdup_printf("/space_guard/%s", CASES[i].name);
        g_test_add_data_func(path, &CASES[i], test_case);
    }
    return g_test_run();
}
