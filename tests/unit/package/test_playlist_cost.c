/* What one rendering costs, however long the meeting is: printed, and bounded by a ratio. */
#include <time.h>

#include "tests/unit/package/playlist_fixture.h"

typedef struct Cost {
    double delta_us; /* everything but the full text's bytes */
    size_t plain, gzip, delta_gzip;
} Cost;

#define ROUNDS 300u

/* Of this thread alone: others use the machine too. */
static int64_t cpu_ns(void) {
    struct timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return used.tv_sec * INT64_C(1000000000) + used.tv_nsec;
}

static Cost measure(unsigned n_seconds) {
    PlaylistFixture fixture;
    PlaylistSet set;
    Cost cost = {0};
    playlist_fixture_set_up(&fixture, 1);
    playlist_fixture_add(&fixture, (unsigned)(n_seconds * INT64_C(1000000) / MEDIA_PART_US));
    playlist_writer_media(fixture.writer, 0, PLAYLIST_LIVE, &set);
    playlist_fixture_clear(&set);
    int64_t best = INT64_MAX;
    for (unsigned round = 0; round < 5; round++) { /* the least of five */
        int64_t begin = cpu_ns();
        for (unsigned i = 0; i < ROUNDS / 5; i++) {
            playlist_fixture_add(&fixture, 1);
            playlist_writer_media(fixture.writer, 0, PLAYLIST_LIVE, &set);
            cost.plain = set.full.plain->length;
            cost.gzip = set.full.gzip->length;
            cost.delta_gzip = set.delta.gzip->length;
            playlist_fixture_clear(&set);
        }
        best = MIN(best, cpu_ns() - begin);
    }
    cost.delta_us = (double)best / 1000 / (ROUNDS / 5);
    playlist_fixture_tear_down(&fixture);
    g_test_message(
        "%5u s of meeting: %.0f us a rendering, full %zu bytes, gzip %zu, delta gzip %zu",
        n_seconds, cost.delta_us, cost.plain, cost.gzip, cost.delta_gzip);
    return cost;
}

static void test_cost(void) {
    Cost minute = measure(60), hour = measure(3600), long_day = measure(4 * 3600);
    g_assert_cmpuint(hour.plain, >, 10 * minute.plain);
    g_assert_cmpuint(long_day.delta_gzip, <, minute.delta_gzip + 200);
    g_assert_cmpfloat(long_day.delta_us, <, 5 * minute.delta_us); /* 240 times the length */
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/playlist-cost/length", test_cost);
    return g_test_run();
}
