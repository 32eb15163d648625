/* What one rendering costs, however long the meeting is: printed, and far below writing all of it
 * anew, in the same process and under the same sanitizer. */
#include <time.h>

#include "tests/unit/package/playlist_fixture.h"

typedef struct Cost {
    double next_us;  /* one part more */
    double whole_us; /* everything anew */
    size_t plain, gzip, delta_gzip;
} Cost;

#define ROUNDS          5u /* the least of them counts */
#define PARTS_PER_ROUND 60u

/* Of this thread alone: others use the machine too. */
static int64_t cpu_ns(void) {
    struct timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return used.tv_sec * INT64_C(1000000000) + used.tv_nsec;
}

static void render(PlaylistFixture *fixture, Cost *cost) {
    PlaylistSet set;
    playlist_writer_media(fixture->writer, 0, PLAYLIST_LIVE, &set);
    cost->plain = set.full.plain->length;
    cost->gzip = set.full.gzip->length;
    cost->delta_gzip = set.delta.gzip->length;
    playlist_fixture_clear(&set);
}

static Cost measure(unsigned n_seconds) {
    PlaylistFixture fixture;
    Cost cost = {0};
    int64_t next_ns = INT64_MAX, whole_ns = INT64_MAX;
    playlist_fixture_set_up(&fixture, 1);
    playlist_fixture_add(&fixture, (unsigned)(n_seconds * INT64_C(1000000) / MEDIA_PART_US));
    for (unsigned round = 0; round < ROUNDS; round++) {
        playlist_writer_forget(fixture.writer);
        int64_t begin_ns = cpu_ns();
        render(&fixture, &cost);
        int64_t written_ns = cpu_ns();
        for (unsigned i = 0; i < PARTS_PER_ROUND; i++) {
            playlist_fixture_add(&fixture, 1);
            render(&fixture, &cost);
        }
        whole_ns = MIN(whole_ns, written_ns - begin_ns);
        next_ns = MIN(next_ns, (cpu_ns() - written_ns) / PARTS_PER_ROUND);
    }
    playlist_fixture_tear_down(&fixture);
    cost.next_us = (double)next_ns / 1000;
    cost.whole_us = (double)whole_ns / 1000;
    g_test_message("%5u s of meeting: %.0f us a part, %.0f us all of it, full %zu bytes, gzip %zu, "
                   "delta gzip %zu",
                   n_seconds, cost.next_us, cost.whole_us, cost.plain, cost.gzip, cost.delta_gzip);
    return cost;
}

static void test_cost(void) {
    Cost minute = measure(60), long_day = measure(4 * 3600);
    g_assert_cmpuint(long_day.plain, >, 50 * minute.plain);
    g_assert_cmpuint(long_day.delta_gzip, <, minute.delta_gzip + 200);
    g_assert_cmpfloat(5 * long_day.next_us, <, long_day.whole_us);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/playlist-cost/length", test_cost);
    return g_test_run();
}
