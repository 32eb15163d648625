#include "media/engine/storage_watch.h"

#include <stdatomic.h>
#include <sys/statvfs.h>

#include "base/clock.h"
#include "base/log.h"

#define UNKNOWN      INT64_C(-1)
#define HOUR_US      (3600 * CLOCK_US_PER_S)
#define BACK_QUARTER 4 /* kept again with a quarter more than the least */

struct StorageWatch {
    Worker *disk;
    const char *folder;
    int64_t min_free_bytes;
    atomic_bool is_looking;
    atomic_int_fast64_t free_bytes; /* written by the disk thread */
    atomic_int_fast64_t full_in_us;
    atomic_uint action;
    GArray *recordings;    /* SpaceRecording */
    GPtrArray *candidates; /* of the same order */
};

StorageWatch *storage_watch_new(Worker *disk, const char *folder, int64_t min_free_bytes) {
    StorageWatch *watch = g_new0(StorageWatch, 1);
    watch->disk = disk;
    watch->folder = folder;
    watch->min_free_bytes = min_free_bytes;
    atomic_store(&watch->free_bytes, UNKNOWN);
    atomic_store(&watch->full_in_us, INT64_MAX);
    watch->recordings = g_array_new(FALSE, FALSE, sizeof(SpaceRecording));
    watch->candidates = g_ptr_array_new();
    return watch;
}

void storage_watch_free(StorageWatch *watch) {
    if (!watch)
        return;
    g_array_unref(watch->recordings);
    g_ptr_array_unref(watch->candidates);
    g_free(watch);
}

/* ---- the disk thread ---- */

static void look(void *data) {
    StorageWatch *watch = data;
    struct statvfs disk;
    if (statvfs(watch->folder, &disk) == 0)
        atomic_store(&watch->free_bytes, (int64_t)disk.f_bavail * (int64_t)disk.f_frsize);
    atomic_store(&watch->is_looking, false);
}

static void ask_to_look(StorageWatch *watch) {
    if (!atomic_exchange(&watch->is_looking, true) &&
        !worker_post(watch->disk, look, watch, NULL, NULL))
        atomic_store(&watch->is_looking, false);
}

/* ---- judging ---- */

void storage_watch_begin(StorageWatch *watch) {
    g_array_set_size(watch->recordings, 0);
    g_ptr_array_set_size(watch->candidates, 0);
}

void storage_watch_add(StorageWatch *watch, void *candidate, const SpaceRecording *recording) {
    g_array_append_val(watch->recordings, *recording);
    g_ptr_array_add(watch->candidates, candidate);
}

static const SpaceRecording *recording_at(const StorageWatch *watch, unsigned i) {
    return &g_array_index(watch->recordings, SpaceRecording, i);
}

static void let_go_on(StorageWatch *watch, StorageHoldFn hold) {
    for (guint i = 0; i < watch->recordings->len; i++)
        if (recording_at(watch, i)->is_stopped)
            hold(watch->candidates->pdata[i], false);
}

static void stop_all(StorageWatch *watch, StorageHoldFn hold) {
    for (guint i = 0; i < watch->recordings->len; i++)
        if (!recording_at(watch, i)->is_stopped)
            hold(watch->candidates->pdata[i], true);
}

static void act(StorageWatch *watch, const SpaceDecision *decision, int64_t free_bytes,
                StorageHoldFn hold) {
    if (decision->action == SPACE_STOP_OLDEST)
        hold(watch->candidates->pdata[decision->oldest], true);
    else if (decision->action == SPACE_STOP_ALL)
        stop_all(watch, hold);
    else if (free_bytes >= watch->min_free_bytes + watch->min_free_bytes / BACK_QUARTER)
        let_go_on(watch, hold);
}

/* Once for each change. */
static void say(StorageWatch *watch, const SpaceDecision *decision, int64_t free_bytes) {
    static const struct {
        LogLevel level;
        const char *sentence;
    } WORDS[] = {
        [SPACE_OK] = {LOG_INFO, "there is room for recordings again"},
        [SPACE_WARN] = {LOG_WARNING, "the disk will soon be full of recordings"},
        [SPACE_STOP_OLDEST] = {LOG_ERROR, "the disk is nearly full: recordings are stopped"},
        [SPACE_STOP_ALL] = {LOG_ERROR, "the disk is full: all recordings are stopped"},
    };
    if (atomic_exchange(&watch->action, (unsigned)decision->action) == (unsigned)decision->action)
        return;
    log_event(WORDS[decision->action].level, "media", WORDS[decision->action].sentence,
              LOG_FIELDS({"free_mib", NULL, free_bytes >> 20},
                         {"full_in_hours", NULL, decision->full_in_us / HOUR_US}));
}

void storage_watch_judge(StorageWatch *watch, StorageHoldFn hold) {
    int64_t free_bytes = atomic_load(&watch->free_bytes);
    ask_to_look(watch);
    if (free_bytes == UNKNOWN)
        return;
    SpaceState state = {.free_bytes = free_bytes,
                        .reserve_bytes = watch->min_free_bytes,
                        .recordings = (const SpaceRecording *)(const void *)watch->recordings->data,
                        .n_recordings = watch->recordings->len};
    SpaceDecision decision = space_guard_decide(&state);
    act(watch, &decision, free_bytes, hold);
    say(watch, &decision, free_bytes);
    atomic_store(&watch->full_in_us, decision.full_in_us);
}

void storage_watch_get(StorageWatch *watch, StorageState *ret_state) {
    *ret_state = (StorageState){.free_bytes = (uint64_t)MAX(atomic_load(&watch->free_bytes), 0),
                                .full_in_us = atomic_load(&watch->full_in_us),
                                .action = atomic_load(&watch->action)};
}
