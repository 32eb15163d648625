/* How much room there is for recordings: looked at on the disk thread, judged every few seconds by
 * the package thread (media/record/space_guard.h), said to the log once when it changes. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"
#include "media/record/space_guard.h"

#define STORAGE_WATCH_EVERY_TICKS 2u

typedef struct StorageWatch StorageWatch;

/* What is known; any thread. */
typedef struct StorageState {
    uint64_t free_bytes; /* 0 before the first look */
    int64_t full_in_us;  /* until live.min_free is reached; INT64_MAX: never at this rate */
    unsigned action;     /* SpaceAction */
} StorageState;

/* `disk` and `folder` are borrowed. Below `min_free_bytes` recordings are stopped. */
StorageWatch *storage_watch_new(Worker *disk, const char *folder, int64_t min_free_bytes);
/* After the disk thread has ended. NULL is allowed. */
void storage_watch_free(StorageWatch *watch);

/* ---- the package thread ---- */

/* Begins a list of what is being written, the candidates of the next judgement. */
void storage_watch_begin(StorageWatch *watch);
/* `candidate` is borrowed until the judgement. */
void storage_watch_add(StorageWatch *watch, void *candidate, const SpaceRecording *recording);
/* Judges, and asks the disk thread to look again. `hold` is called for each that is to be stopped,
 * or, with false, for each that may be kept again: there is room once more. */
typedef void (*StorageHoldFn)(void *candidate, bool is_held);
void storage_watch_judge(StorageWatch *watch, StorageHoldFn hold);

void storage_watch_get(StorageWatch *watch, StorageState *ret_state);
