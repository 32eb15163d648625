#include "media/program/time_map.h"

#include <glib.h>

#define S      INT64_C(1000000)
#define MS     INT64_C(1000)
#define HOUR_S INT64_C(3600)

static void test_anchor(void) {
    TimeMap map;
    time_map_init(&map, 0, true);
    /* A first picture falls on a tick. */
    int64_t due = time_map_due(&map, MEDIA_VIDEO, 77 * S + 3, 10 * S + 1);
    g_assert_cmpint(due % (40 * MS), ==, 0);
    g_assert_cmpint(due, >=, 10 * S + TIME_MAP_DELAY_US);
    g_assert_cmpint(due, <=, 10 * S + TIME_MAP_DELAY_US + 40 * MS);
    /* Sound keeps its distance to it. */
    g_assert_cmpint(time_map_due(&map, MEDIA_AUDIO, 77 * S + 3 + 21 * MS, 10 * S), ==,
                    due + 21 * MS);
    g_assert_cmpuint(map.n_anchors, ==, 1);
}

static void test_shift(void) {
    TimeMap later, sooner;
    time_map_init(&later, 300 * MS, true);
    time_map_init(&sooner, -300 * MS, true);
    g_assert_cmpint(time_map_due(&later, MEDIA_AUDIO, 0, S), ==, S + TIME_MAP_DELAY_US + 300 * MS);
    g_assert_cmpint(time_map_due(&sooner, MEDIA_AUDIO, 0, S), ==, S + TIME_MAP_DELAY_US);
    g_assert_cmpuint(sooner.n_late, ==, 0);
}

static void test_jumps(void) {
    TimeMap map;
    time_map_init(&map, 0, true);
    int64_t due = time_map_due(&map, MEDIA_VIDEO, 100 * HOUR_S * S, S);
    /* Back to 0, for the sound first. */
    int64_t heard = time_map_due(&map, MEDIA_AUDIO, 0, S + 20 * MS);
    g_assert_cmpint(heard, ==, S + 20 * MS + TIME_MAP_DELAY_US);
    /* A picture from before the jump still has its place. */
    g_assert_cmpint(time_map_due(&map, MEDIA_VIDEO, 100 * HOUR_S * S + 40 * MS, S + 20 * MS), ==,
                    due + 40 * MS);
    g_assert_cmpuint(map.n_anchors, ==, 2);
    /* And one from behind it stays with the sound. */
    g_assert_cmpint(time_map_due(&map, MEDIA_VIDEO, 40 * MS, S + 30 * MS), ==, heard + 40 * MS);
}

/* Ten minutes in which nothing came: with a clock that went on meanwhile, and with one that stood.
 */
static void test_long_silence(void) {
    TimeMap going, standing;
    time_map_init(&going, 0, true);
    time_map_init(&standing, 0, true);
    int64_t due = time_map_due(&going, MEDIA_VIDEO, 7 * S, S);
    time_map_due(&standing, MEDIA_VIDEO, 7 * S, S);
    g_assert_cmpint(time_map_due(&going, MEDIA_VIDEO, 607 * S, 601 * S), ==, due + 600 * S);
    g_assert_cmpuint(going.n_anchors, ==, 1);
    int64_t after = time_map_due(&standing, MEDIA_VIDEO, 7 * S + 40 * MS, 601 * S);
    g_assert_cmpint(after, >=, 601 * S + TIME_MAP_DELAY_US);
    g_assert_cmpint(after, <=, 601 * S + TIME_MAP_DELAY_US + 40 * MS);
    g_assert_cmpint(time_map_due(&standing, MEDIA_AUDIO, 7 * S + 60 * MS, 601 * S), ==,
                    after + 20 * MS);
}

/* A sender's clock that leaps by hours and back again, and a counter of 33 bits that wraps. */
static void test_leaps(void) {
    static const int64_t STEPS[] = {5 * HOUR_S * S, -26 * HOUR_S * S, -INT64_C(95443717688), S};
    TimeMap map;
    time_map_init(&map, 0, true);
    int64_t pts = 30 * HOUR_S * S, now = S;
    for (size_t i = 0; i < G_N_ELEMENTS(STEPS); i++) {
        for (int n = 0; n < 250; n++) {
            int64_t picture = time_map_due(&map, MEDIA_VIDEO, pts, now);
            g_assert_cmpint(picture, >, now);
            g_assert_cmpint(picture, <=, now + TIME_MAP_DELAY_US + S + 100 * MS);
            g_assert_cmpint(time_map_due(&map, MEDIA_AUDIO, pts, now), ==, picture);
            pts += 40 * MS;
            now += 40 * MS;
        }
        pts += STEPS[i];
    }
    g_assert_cmpuint(map.n_anchors, ==, 4);
}

static void test_absurd(void) {
    static const int64_t ABSURD[] = {0, INT64_MAX, INT64_MIN, -1, INT64_MAX / 2, S, INT64_MIN / 3};
    TimeMap map;
    time_map_init(&map, 0, true);
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < G_N_ELEMENTS(ABSURD); i++) {
            int64_t now = S + (int64_t)(round * 100 + i) * 20 * MS;
            int64_t due = time_map_due(&map, i % 2 ? MEDIA_AUDIO : MEDIA_VIDEO, ABSURD[i], now);
            g_assert_cmpint(due, >=, now - TIME_MAP_FARTHEST_US);
            g_assert_cmpint(due, <=, now + TIME_MAP_FARTHEST_US);
        }
    }
}

static void test_late(void) {
    TimeMap map;
    time_map_init(&map, 0, true);
    int64_t due = time_map_due(&map, MEDIA_AUDIO, 0, S);
    /* The line stood still for a second: what follows is not lost but later, in step. */
    int64_t late = time_map_due(&map, MEDIA_AUDIO, 20 * MS, due + S);
    g_assert_cmpint(late, >, due + S);
    g_assert_cmpint(late, <, due + S + 100 * MS);
    g_assert_cmpint(time_map_due(&map, MEDIA_VIDEO, 40 * MS, due + S), ==, late + 20 * MS);
    g_assert_cmpuint(map.n_anchors, ==, 1);
}

static void test_slow_machine(void) {
    TimeMap map;
    time_map_init(&map, 0, true);
    int64_t first = time_map_due(&map, MEDIA_AUDIO, 0, S);
    int64_t pts = 0, now = S;
    /* Pictures at half speed drag the input behind by a second and a bit, never more. */
    for (int n = 0; n < 60; n++) {
        time_map_due(&map, MEDIA_VIDEO, pts, now);
        pts += 40 * MS;
        now += 80 * MS;
    }
    int64_t sound = time_map_due(&map, MEDIA_AUDIO, 2 * S, S + 2 * S);
    g_assert_cmpint(sound - (first + 2 * S), <=, 1200 * MS);
}

static void test_catches_up(void) {
    TimeMap live, file;
    time_map_init(&live, 0, true);
    time_map_init(&file, 0, false);
    int64_t pts = 0, now = S, gap = 0, kept = 0;
    time_map_due(&live, MEDIA_AUDIO, pts, now);
    time_map_due(&file, MEDIA_AUDIO, pts, now);
    now += 900 * MS; /* a pause, and then all of it at once: a second too much of delay */
    time_map_due(&live, MEDIA_AUDIO, pts, now);
    time_map_due(&file, MEDIA_AUDIO, pts, now);
    pts += 900 * MS;
    for (int n = 0; n < 60 * 50; n++) {
        gap = time_map_due(&live, MEDIA_AUDIO, pts, now) - now;
        kept = time_map_due(&file, MEDIA_AUDIO, pts, now) - now;
        g_assert_cmpint(gap, >, 0);
        pts += 20 * MS;
        now += 20 * MS;
    }
    g_assert_cmpint(gap, <=, TIME_MAP_DELAY_US + 100 * MS);
    g_assert_cmpint(kept, >, 700 * MS);
}

/* Every six seconds a sample is late: after one hasty cut the map waits long enough to see it. */
static void test_does_not_swing(void) {
    TimeMap map;
    time_map_init(&map, 0, true);
    int64_t pts = 0, now = S, offset = 0;
    unsigned moves = 0;
    for (int n = 0; n < 120 * 50; n++) {
        bool is_late = n % 300 == 299;
        time_map_due(&map, MEDIA_AUDIO, pts, now + (is_late ? 300 * MS : 0));
        moves += map.offset_us != offset;
        offset = map.offset_us;
        pts += 20 * MS;
        now += 20 * MS;
    }
    g_assert_cmpuint(moves, <=, 4); /* anchor, late, cut, late */
    g_assert_cmpint(map.lag_us, >, 100 * MS);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/time_map/anchor", test_anchor);
    g_test_add_func("/time_map/shift", test_shift);
    g_test_add_func("/time_map/jumps", test_jumps);
    g_test_add_func("/time_map/long_silence", test_long_silence);
    g_test_add_func("/time_map/leaps", test_leaps);
    g_test_add_func("/time_map/absurd", test_absurd);
    g_test_add_func("/time_map/late", test_late);
    g_test_add_func("/time_map/slow_machine", test_slow_machine);
    g_test_add_func("/time_map/catches_up", test_catches_up);
    g_test_add_func("/time_map/does_not_swing", test_does_not_swing);
    return g_test_run();
}
