#include "server/process_stats.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <glib.h>

static void test_empty(void) {
    ProcessStats stats;
    process_stats_get(&stats);
    g_assert_cmpint(stats.rss_bytes, ==, 0);
    g_assert_cmpint(stats.n_names, ==, 0);
}

static void test_sample(void) {
    ProcessStats before, after;
    process_stats_sample();
    process_stats_get(&before);
    int fds[8];
    for (unsigned i = 0; i < G_N_ELEMENTS(fds); i++)
        fds[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    process_stats_sample();
    process_stats_get(&after);
    for (unsigned i = 0; i < G_N_ELEMENTS(fds); i++)
        close(fds[i]);
    g_assert_cmpint(after.open_fds - before.open_fds, ==, G_N_ELEMENTS(fds));
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    g_assert_cmpint(after.max_fds, ==, (gint64)limit.rlim_cur);
    g_assert_cmpint(after.rss_bytes, >, 1 << 20);
}

typedef struct Crowd {
    atomic_uint n_running;
    atomic_bool is_over;
} Crowd;

static gpointer wait_for_end(gpointer user) {
    Crowd *crowd = user;
    atomic_fetch_add(&crowd->n_running, 1); /* the thread has its name by now */
    while (!atomic_load(&crowd->is_over))
        g_thread_yield();
    return NULL;
}

/* Threads of one name are one label: a label may stand only once in a family. */
static void test_names_are_summed(void) {
    Crowd crowd = {0};
    GThread *threads[3];
    for (unsigned i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("same-name", wait_for_end, &crowd);
    while (atomic_load(&crowd.n_running) < G_N_ELEMENTS(threads))
        g_thread_yield();
    process_stats_sample();
    ProcessStats stats;
    process_stats_get(&stats);
    atomic_store(&crowd.is_over, true);
    for (unsigned i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
    int n_found = 0;
    for (int64_t i = 0; i < stats.n_names; i++)
        n_found += strcmp(stats.threads[i].name, "same-name") == 0;
    g_assert_cmpint(n_found, ==, 1);
    g_assert_cmpint(stats.n_threads, >=, 4);
    g_assert_cmpint(stats.n_names, <, stats.n_threads);
}

static gpointer read_many(gpointer user) {
    ProcessStats stats;
    while (!atomic_load((atomic_bool *)user)) {
        process_stats_get(&stats);
        for (int64_t i = 0; i < stats.n_names; i++)
            g_assert_true(memchr(stats.threads[i].name, '\0', PROCESS_STATS_NAME_BYTES));
    }
    return NULL;
}

static void test_readers_see_whole_samples(void) {
    atomic_bool is_over = false;
    GThread *reader = g_thread_new("reader", read_many, &is_over);
    for (unsigned i = 0; i < 200; i++)
        process_stats_sample();
    atomic_store(&is_over, true);
    g_thread_join(reader);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/process-stats/empty", test_empty);
    g_test_add_func("/process-stats/sample", test_sample);
    g_test_add_func("/process-stats/names-are-summed", test_names_are_summed);
    g_test_add_func("/process-stats/whole-samples", test_readers_see_whole_samples);
    return g_test_run();
}
