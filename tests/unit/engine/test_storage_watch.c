/* Who is held when the disk fills, and that all go on when there is room again. */
#include "media/engine/storage_watch.h"

#include <stdatomic.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/worker.h"

#define HUGE_BYTES (INT64_C(1) << 60)

typedef struct Meeting {
    bool is_held;
    unsigned n_told;
} Meeting;

static void hold(void *candidate, bool is_held) {
    Meeting *meeting = candidate;
    meeting->is_held = is_held;
    meeting->n_told++;
}

static Worker *start_disk(void) {
    GError *error = NULL;
    WorkerOptions options = {.name = "disk", .mailbox_posts = 16, .loop = &WORKER_LOOP_QUEUE};
    Worker *disk = worker_start(&options, &error);
    g_assert_no_error(error);
    return disk;
}

static void judge(StorageWatch *watch, Meeting *meetings, unsigned n) {
    storage_watch_begin(watch);
    for (unsigned i = 0; i < n; i++) {
        SpaceRecording recording = {
            .began_us = 100 - i, .bytes_a_second = 1, .is_stopped = meetings[i].is_held};
        storage_watch_add(watch, &meetings[i], &recording);
    }
    storage_watch_judge(watch, hold);
}

static StorageState look(StorageWatch *watch) {
    StorageState state = {0};
    while (state.free_bytes == 0) {
        judge(watch, NULL, 0);
        g_usleep(1000);
        storage_watch_get(watch, &state);
    }
    return state;
}

static void run(int64_t min_free_bytes, bool was_held, bool is_held) {
    Worker *disk = start_disk();
    StorageWatch *watch = storage_watch_new(disk, "/", min_free_bytes);
    Meeting meetings[2] = {{was_held, 0}, {was_held, 0}};
    look(watch);
    judge(watch, meetings, 2);
    for (unsigned i = 0; i < 2; i++) {
        g_assert_cmpint(meetings[i].is_held, ==, is_held);
        g_assert_cmpuint(meetings[i].n_told, ==, was_held != is_held);
    }
    worker_stop(disk);
    worker_free(disk);
    storage_watch_free(watch);
}

static void test_no_room(void) {
    run(HUGE_BYTES, false, true);
}

static void test_still_no_room(void) {
    run(HUGE_BYTES, true, true);
}

static void test_room(void) {
    run(0, false, false);
}

static void test_room_again(void) {
    run(0, true, false);
}

/* Below the least, far above an eighth of it: only the one that began first. */
static void test_oldest_first(void) {
    struct statvfs disk_state;
    g_assert_cmpint(statvfs("/", &disk_state), ==, 0);
    int64_t free_bytes = (int64_t)disk_state.f_bavail * (int64_t)disk_state.f_frsize;
    Worker *disk = start_disk();
    StorageWatch *watch = storage_watch_new(disk, "/", 2 * free_bytes);
    Meeting meetings[2] = {{false, 0}, {false, 0}};
    look(watch);
    judge(watch, meetings, 2);
    g_assert_false(meetings[0].is_held);
    g_assert_true(meetings[1].is_held);
    StorageState state;
    storage_watch_get(watch, &state);
    g_assert_cmpuint(state.action, ==, SPACE_STOP_OLDEST);
    g_assert_cmpint(state.full_in_us, ==, 0);
    worker_stop(disk);
    worker_free(disk);
    storage_watch_free(watch);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/storage_watch/no_room", test_no_room);
    g_test_add_func("/storage_watch/still_no_room", test_still_no_room);
    g_test_add_func("/storage_watch/room", test_room);
    g_test_add_func("/storage_watch/room_again", test_room_again);
    g_test_add_func("/storage_watch/oldest_first", test_oldest_first);
    return g_test_run();
}
