/* The thread `lesson-file`: makes lessons into files to take home, one at a time, at low priority,
 * and keeps them in a folder of limited size, the least recently taken go first. A file's name is
 * what it holds: assets are immutable, so it is good for ever. Whoever asks looks with
 * lesson_files_find(); ABSENT: posts a wish and holds for a key of its choice. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"
#include "media/library/lesson_export.h"
#include "media/ts/ts_cache.h"

#define LESSON_FILES_MAX_WAITING 64u /* wishes; then ERROR_OVERLOADED */

typedef struct LessonFiles LessonFiles;

typedef struct LessonFilesOptions {
    const char *assets, *folder; /* borrowed; the second is made */
    uint64_t max_bytes;          /* of the folder */
    int64_t min_free_bytes;      /* of its disk: a file is made only when so much stays */
    void (*on_made)(uint64_t hold_key, void *user); /* on the thread; also when it failed */
    void *user;
} LessonFilesOptions;

LessonFiles *lesson_files_start(const LessonFilesOptions *options, GError **error);
void lesson_files_stop(LessonFiles *files); /* what is being made is given up */
void lesson_files_free(LessonFiles *files); /* when no reader runs any more; NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LessonFiles, lesson_files_free)

/* What names a file. Pure. */
TsKey lesson_files_key(const LessonExport *wish);

/* Any thread, within an epoch. */
TsCacheState lesson_files_find(LessonFiles *files, const TsKey *key, GateFile **ret_file);

/* Any thread: how far the file of this wish's `hold_key` is; 0: it waits, or is not made. */
unsigned lesson_files_percent(const LessonFiles *files, uint64_t hold_key);

typedef struct LessonFilesWish {
    LessonExport export;
    uint64_t bytes; /* about */
    uint64_t hold_key;
} LessonFilesWish;

/* Any thread. ERROR_OVERLOADED, ERROR_UNAVAILABLE. */
bool lesson_files_post(LessonFiles *files, const LessonFilesWish *wish, GError **error);

/* Any thread: the asset is gone, and what was made of it. */
bool lesson_files_forget(LessonFiles *files, const char *asset_id, GError **error);

Worker *lesson_files_worker(const LessonFiles *files);
