/* A day that is over is closed: its sum is in the audit before it lies beside the day; later the
 * day is removed, and the audit still says what it was. */
#include "catalog/log_watch.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/catalog/store_fixture.h"
#include "tests/unit/catalog/temp_dir.h"
#include "tests/unit/catalog/test_clock.h"

#define NOON_US         INT64_C(1700049600000000) /* 2023-11-15T12:00:00Z */
#define DAY_US          INT64_C(86400000000)
#define LINE            "v1 ended 1699963200000000 01900000-89ab-7cde-8f01-23456789abcd 7 17b2e363\n"
#define ENTRIES(action) "SELECT count(*) FROM audit WHERE action = 'viewing_log." action "'"

typedef struct Scene {
    StoreFixture store;
    LogWatch watch;
} Scene;

static void set_up(Scene *scene, gconstpointer data) {
    test_clock_install(NOON_US);
    store_fixture_set_up(&scene->store, data);
    log_watch_init(&scene->watch, scene->store.folder, 30);
    scene->watch.store = scene->store.store;
    scene->watch.worker = scene->store.asker;
    g_autofree char *folder = g_build_filename(scene->store.folder, BEAT_LOG_FOLDER, NULL);
    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
}

static void tear_down(Scene *scene, gconstpointer data) {
    log_watch_clear(&scene->watch);
    store_fixture_tear_down(&scene->store, data);
}

static char *write_day(Scene *scene, const char *day, const char *text) {
    char *path = beat_log_file_path(scene->store.folder, day);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

/* Until it rests: each step needs some ticks and an answer of the store. */
static void run(Scene *scene) {
    int64_t give_up_us = g_get_monotonic_time() + 20 * G_USEC_PER_SEC;
    scene->watch.next_at_us = 0;
    while (scene->watch.next_at_us == 0) {
        g_assert_cmpint(g_get_monotonic_time(), <, give_up_us);
        log_watch_tick(&scene->watch);
        g_thread_yield();
    }
}

static bool has(Scene *scene, const char *name) {
    g_autofree char *path = g_build_filename(scene->store.folder, BEAT_LOG_FOLDER, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void test_close_and_remove(Scene *scene, gconstpointer data) {
    g_autofree char *path = write_day(scene, "2023-11-14", LINE "v1 beat torn");
    g_autofree char *today = write_day(scene, "2023-11-15", "");
    run(scene);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, LINE); /* a torn end is cut off before */
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    g_autofree char *beside = log_day_read_sum(scene->store.folder, "2023-11-14");
    g_assert_cmpstr(beside, ==, sum);
    g_assert_false(has(scene, "2023-11-15.log.sha256"));
    g_autofree char *entry =
        g_strdup_printf(ENTRIES("close") " AND target = '2023-11-14' AND outcome = 'ok'"
                                         " AND json_extract(detail, '$.sha256') = '%s'",
                        sum);
    g_assert_cmpint(store_fixture_number(&scene->store, entry), ==, 1);
    run(scene); /* once */
    g_assert_cmpint(store_fixture_number(&scene->store, ENTRIES("close")), ==, 1);

    test_clock_advance(30 * DAY_US);
    run(scene);
    g_assert_false(has(scene, "2023-11-14.log") || has(scene, "2023-11-14.log.sha256"));
    g_assert_true(has(scene, "2023-11-15.log.sha256")); /* closed, kept */
    g_autofree char *gone = g_strdup_printf(
        ENTRIES("remove") " AND target = '2023-11-14' AND json_extract(detail, '$.sha256') = '%s'",
        sum);
    g_assert_cmpint(store_fixture_number(&scene->store, gone), ==, 1);
    g_assert_cmpint(store_fixture_number(&scene->store, ENTRIES("remove")), ==, 1);
}

/* What the audit does not say is not done. */
static void test_no_audit(Scene *scene, gconstpointer data) {
    g_autofree char *path = write_day(scene, "2023-11-14", "");
    store_stop(scene->store.store);
    run(scene);
    g_assert_true(has(scene, "2023-11-14.log"));
    g_assert_false(has(scene, "2023-11-14.log.sha256"));
    g_assert_true(log_day_write_sum(scene->store.folder, "2023-11-14", "x", NULL));
    test_clock_advance(32 * DAY_US);
    run(scene);
    g_assert_true(has(scene, "2023-11-14.log"));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add("/log_watch/close_and_remove", Scene, NULL, set_up, test_close_and_remove,
               tear_down);
    g_test_add("/log_watch/no_audit", Scene, NULL, set_up, test_no_audit, tear_down);
    return g_test_run();
}
