/* What survives: kill -9 loses no announced row, a power cut none that was synced, a full disk
 * none that was written before. */
#include "media/record/recording.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "record_fixture.h"

#define KILLS         20u
#define CUTS          25u
#define NO_ROW        UINT64_MAX
#define MAX_DELAY_US  20000
#define MEDIA_FILE(t) FIXTURE_TRACK_LIST[t].name

/* Appends rows and says each one's number through the pipe, until it is killed. */
static void run_child(const char *folder, uint64_t first, int out) {
    GridSpan spans[MEDIA_MAX_TRACKS];
    Recording *recording = recording_open(folder, NULL);
    for (uint64_t n = first; recording; n++) {
        if (!record_fixture_append(recording, n, spans, NULL) ||
            write(out, &n, sizeof n) != sizeof n)
            break;
        if (n % 10 == 9)
            recording_sync(recording, NULL);
    }
    _exit(1);
}

/* The last number that the child announced. */
static uint64_t kill_a_child(const char *folder, uint64_t first) {
    int ends[2];
    g_assert_cmpint(pipe(ends), ==, 0);
    pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0)
        run_child(folder, first, ends[1]);
    close(ends[1]);
    uint64_t announced = NO_ROW, n;
    uint64_t wanted = (uint64_t)g_random_int_range(0, 60);
    bool was_killed = false;
    while (read(ends[0], &n, sizeof n) == sizeof n) {
        announced = n;
        if (!was_killed && n >= first + wanted)
            was_killed = kill(child, SIGKILL) == 0;
    }
    int status;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFSIGNALED(status));
    close(ends[0]);
    return announced;
}

static void test_kill_9(void) {
    char *folder = record_fixture_folder();
    GError *error = NULL;
    recording_close(recording_create(folder, FIXTURE_TRACK_LIST, FIXTURE_TRACKS, &error));
    g_assert_no_error(error);
    uint64_t n_rows = 0;
    for (unsigned i = 0; i < KILLS; i++) {
        uint64_t announced = kill_a_child(folder, n_rows);
        g_autoptr(Recording) recording = recording_open(folder, &error);
        g_assert_no_error(error);
        n_rows = record_fixture_check(recording, 0, -1);
        if (announced != NO_ROW)
            g_assert_cmpuint(n_rows, >, announced);
    }
    g_assert_cmpuint(n_rows, >, KILLS);
    record_fixture_remove(folder);
}

/* A power cut: of what was not synced, each file keeps a beginning of its own, some of it zeros. */
static void cut_file(const char *folder, const char *name, off_t synced) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    struct stat info;
    g_assert_cmpint(stat(path, &info), ==, 0);
    off_t size = synced + g_random_int_range(0, (gint32)(info.st_size - synced) + 1);
    g_assert_cmpint(truncate(path, size), ==, 0);
    if (g_random_boolean())
        g_assert_cmpint(truncate(path, info.st_size), ==, 0);
}

static off_t file_size(const char *folder, const char *name) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    struct stat info;
    g_assert_cmpint(stat(path, &info), ==, 0);
    return info.st_size;
}

static void test_power_cut(void) {
    for (unsigned i = 0; i < CUTS; i++) {
        char *folder = record_fixture_folder();
        GError *error = NULL;
        uint64_t n_synced = (uint64_t)g_random_int_range(0, 30);
        uint64_t n_rows = n_synced + (uint64_t)g_random_int_range(1, 8);
        const char *names[FIXTURE_TRACKS + 1] = {"rows.idx"};
        off_t synced[FIXTURE_TRACKS + 1];
        char files[FIXTURE_TRACKS][32];
        Recording *recording = recording_create(folder, FIXTURE_TRACK_LIST, FIXTURE_TRACKS, &error);
        g_assert_no_error(error);
        record_fixture_append_many(recording, 0, n_synced);
        recording_sync(recording, &error);
        g_assert_no_error(error);
        for (unsigned track = 0; track < FIXTURE_TRACKS; track++) {
            g_snprintf(files[track], sizeof files[track], "%s.m4s", MEDIA_FILE(track));
            names[track + 1] = files[track];
        }
        for (unsigned file = 0; file < G_N_ELEMENTS(names); file++)
            synced[file] = file_size(folder, names[file]);
        record_fixture_append_many(recording, n_synced, n_rows);
        recording_close(recording);
        for (unsigned file = 0; file < G_N_ELEMENTS(names); file++)
            cut_file(folder, names[file], synced[file]);
        recording = recording_open(folder, &error);
        g_assert_no_error(error);
        uint64_t found = record_fixture_check(recording, 0, -1);
        g_assert_cmpuint(found, >=, n_synced);
        g_assert_cmpuint(found, <=, n_rows);
        record_fixture_append_many(recording, found, found + 5);
        recording_close(recording);
        recording = recording_open(folder, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(record_fixture_check(recording, 0, -1), ==, found + 5);
        recording_close(recording);
        record_fixture_remove(folder);
    }
}

/* The limit on file size stands for a full disk: writes fail in the middle of a part or a row. */
static void test_disk_full(void) {
    char *folder = record_fixture_folder();
    GridSpan spans[MEDIA_MAX_TRACKS];
    g_autoptr(GError) error = NULL;
    struct rlimit before, limit;
    signal(SIGXFSZ, SIG_IGN);
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
    Recording *recording = recording_create(folder, FIXTURE_TRACK_LIST, FIXTURE_TRACKS, &error);
    g_assert_no_error(error);
    uint64_t n = 0, n_failed = 0;
    for (rlim_t size = 1000; size < 60000; size += 700) {
        limit = (struct rlimit){size, before.rlim_max};
        g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
        while (record_fixture_append(recording, n, spans, &error))
            n++;
        g_assert_error(error, BASE_ERROR, ERROR_IO);
        g_clear_error(&error);
        n_failed++;
        g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
        g_assert_cmpuint(record_fixture_check(recording, 0, -1), ==, n);
        if (n_failed % 8 == 0) {
            recording_close(recording);
            recording = recording_open(folder, &error);
            g_assert_no_error(error);
            g_assert_cmpuint(record_fixture_check(recording, 0, -1), ==, n);
        }
    }
    g_assert_cmpuint(n, >, 10);
    record_fixture_append_many(recording, n, n + 100);
    recording_close(recording);
    recording = recording_open(folder, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(record_fixture_check(recording, 0, -1), ==, n + 100);
    recording_close(recording);
    record_fixture_remove(folder);
}

/* What was announced without room is known afterwards, for which there is room always. */
static void test_shown(void) {
    char *folder = record_fixture_folder();
    g_autoptr(GError) error = NULL;
    struct rlimit before, limit;
    uint64_t msn;
    unsigned generation;
    signal(SIGXFSZ, SIG_IGN);
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
    Recording *recording = recording_create(folder, FIXTURE_TRACK_LIST, FIXTURE_TRACKS, &error);
    g_assert_no_error(error);
    record_fixture_append_many(recording, 0, 5);
    g_assert_false(recording_get_shown(recording, &msn, &generation));
    limit = (struct rlimit){(rlim_t)file_size(folder, "rows.idx"), before.rlim_max};
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
    bool is_noted = true;
    for (uint64_t number = 70; number < 80; number++)
        is_noted &=
            recording_note_shown(recording, &(GridRow){.msn = number, .generation = 3}, &error);
    is_noted &= recording_sync(recording, &error);
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
    g_assert_no_error(error);
    g_assert_true(is_noted);
    recording_close(recording);
    recording = recording_open(folder, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(record_fixture_check(recording, 0, -1), ==, 5);
    g_assert_true(recording_get_shown(recording, &msn, &generation));
    g_assert_cmpuint(msn, ==, 79);
    g_assert_cmpuint(generation, ==, 3);
    record_fixture_append_many(recording, 5, 500); /* later ones are there */
    g_assert_false(recording_get_shown(recording, &msn, &generation));
    recording_close(recording);
    record_fixture_remove(folder);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/recording_crash/kill_9", test_kill_9);
    g_test_add_func("/recording_crash/power_cut", test_power_cut);
    g_test_add_func("/recording_crash/disk_full", test_disk_full);
    g_test_add_func("/recording_crash/shown", test_shown);
    return g_test_run();
}
