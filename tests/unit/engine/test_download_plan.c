/* What of a recording is in its file: from where to where, which picture, which languages. */
#include "media/engine/download_plan.h"

#include <string.h>

#include "tests/unit/record/record_fixture.h"

#define S MEDIA_SEGMENT_US /* of media time */

static const struct {
    const char *name;
    LiveState state;
    int64_t trim_from_us, trim_to_us, live_from_us;
    LiveCut cuts[3];
    Mp4Range ranges[3];
} ROWS[] = {
    {"whole", LIVE_ENDED, 0, 0, -1, {{0}}, {{0, INT64_MAX}}},
    {"the slate before", LIVE_PUBLISHED, 0, 0, 2 * S, {{0}}, {{2 * S, INT64_MAX}}},
    {"trimmed", LIVE_PUBLISHED, 3 * S, 5 * S, 2 * S, {{0}}, {{3 * S, 5 * S}}},
    {"as playlists round", LIVE_ENDED, S + S / 2, 3 * S + 1, 0, {{0}}, {{2 * S, 4 * S}}},
    {"a withdrawn moment", LIVE_ENDED, 0, 0, 0, {{S + 5, S + 6}}, {{0, S}, {2 * S, INT64_MAX}}},
    {"over an edge", LIVE_ENDED, 0, 0, 0, {{S - 1, S + 1}}, {{2 * S, INT64_MAX}}},
    {"out of order, one in another",
     LIVE_ENDED,
     0,
     9 * S,
     0,
     {{6 * S, 7 * S}, {2 * S, 5 * S}, {3 * S, 4 * S}},
     {{0, 2 * S}, {5 * S, 6 * S}, {7 * S, 9 * S}}},
    {"before the beginning", LIVE_ENDED, 4 * S, 0, 0, {{0, S}}, {{4 * S, INT64_MAX}}},
    {"behind the end", LIVE_ENDED, 0, 2 * S, 0, {{5 * S, 6 * S}}, {{0, 2 * S}}},
    {"of no length", LIVE_ENDED, 0, 0, 0, {{2 * S, 2 * S}}, {{0, INT64_MAX}}},
    {"all of it", LIVE_ENDED, 0, 2 * S, 0, {{0, INT64_MAX}}, {{0}}},
};

static LiveOrder *order_of(unsigned row) {
    LiveOrder *order = live_order_new("one");
    order->state = ROWS[row].state;
    order->is_recorded = true;
    order->trim_from_us = ROWS[row].trim_from_us;
    order->trim_to_us = ROWS[row].trim_to_us;
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS[row].cuts) && ROWS[row].cuts[i].to_us > 0; i++)
        g_array_append_val(order->cuts, ROWS[row].cuts[i]);
    return order;
}

static void test_ranges(void) {
    for (unsigned row = 0; row < G_N_ELEMENTS(ROWS); row++) {
        g_test_message("%s", ROWS[row].name);
        g_autoptr(LiveOrder) order = order_of(row);
        g_autoptr(GArray) ranges = download_plan_ranges(order, ROWS[row].live_from_us);
        unsigned n = 0;
        while (n < G_N_ELEMENTS(ROWS[row].ranges) && ROWS[row].ranges[n].to_us > 0)
            n++;
        g_assert_cmpmem(ranges->data, ranges->len * sizeof(Mp4Range), ROWS[row].ranges,
                        n * sizeof(Mp4Range));
    }
}

static void test_states(void) {
    g_autoptr(LiveOrder) order = live_order_new("one");
    order->is_recorded = true;
    for (LiveState state = LIVE_CLOSED; state < LIVE_ENDED; state++) {
        order->state = state;
        g_assert_null(download_plan_ranges(order, 0));
    }
    order->state = LIVE_ENDED;
    order->is_recorded = false;
    g_assert_null(download_plan_ranges(order, 0));
}

static void test_equal(void) {
    g_autoptr(LiveOrder) whole = order_of(0), less = order_of(2);
    g_autoptr(GArray) a = download_plan_ranges(whole, 0), b = download_plan_ranges(whole, 0);
    g_autoptr(GArray) c = download_plan_ranges(less, 0);
    g_assert_true(download_plan_is_equal(a, b));
    g_assert_false(download_plan_is_equal(a, c));
    g_assert_false(download_plan_is_equal(a, NULL));
    g_assert_true(download_plan_is_equal(NULL, NULL));
}

/* The second picture of the fixture is shed now and then. */
static void test_tracks(void) {
    char *folder = record_fixture_folder();
    g_autoptr(GError) error = NULL;
    Recording *recording = recording_create(folder, FIXTURE_TRACK_LIST, FIXTURE_TRACKS, &error);
    g_assert_no_error(error);
    record_fixture_append_many(recording, 0, 60);
    g_autoptr(LiveOrder) order = order_of(0);
    g_autoptr(GArray) ranges = download_plan_ranges(order, 0);
    unsigned tracks[MEDIA_MAX_TRACKS];
    unsigned n = download_plan_tracks(recording, ranges, tracks);
    unsigned n_sounds = 0;
    g_assert_cmpuint(n, >=, 2);
    g_assert_cmpint(FIXTURE_TRACK_LIST[tracks[0]].kind, ==, MEDIA_VIDEO);
    for (unsigned at = 0; at < 60; at++)
        g_assert_false(record_fixture_is_gap(tracks[0], at / 6, at % 6));
    for (unsigned i = 1; i < n; i++) {
        g_assert_cmpint(FIXTURE_TRACK_LIST[tracks[i]].kind, ==, MEDIA_AUDIO);
        g_assert_false(FIXTURE_TRACK_LIST[tracks[i]].is_low);
        n_sounds++;
    }
    g_assert_cmpuint(n_sounds, ==, n - 1);
    g_array_set_size(ranges, 0);
    g_assert_cmpuint(download_plan_tracks(recording, ranges, tracks), ==, 0);
    recording_close(recording);
    record_fixture_remove(folder);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/download_plan/ranges", test_ranges);
    g_test_add_func("/download_plan/states", test_states);
    g_test_add_func("/download_plan/equal", test_equal);
    g_test_add_func("/download_plan/tracks", test_tracks);
    return g_test_run();
}
