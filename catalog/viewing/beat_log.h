/* The raw viewing log: who appends gets his answer when the lines are on the disk. One thread,
 * `beat-log`; what waits while it writes is written next, together: one write, one fdatasync. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"
#include "catalog/viewing/beat_record.h"

#define BEAT_LOG_MAX_POSTS 65536              /* accepted and not yet answered */
#define BEAT_LOG_MAX_BYTES (64 * 1024 * 1024) /* of their lines */

typedef struct BeatLog BeatLog;

/* `directory`: the data directory; its file of today is opened, so that trouble shows at the start.
 * ERROR_IO, ERROR_INTERNAL. */
BeatLog *beat_log_start(const char *directory, GError **error);
/* Writes what was accepted and sends the answers, while the workers that asked still run; later
 * posts get ERROR_UNAVAILABLE. NULL and repeated calls are allowed. */
void beat_log_stop(BeatLog *log);
void beat_log_free(BeatLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BeatLog, beat_log_free)

/* On the worker that asked. `error` is NULL when the lines are on the disk. */
typedef void (*BeatLogDoneFn)(const GError *error, void *data);

typedef struct BeatLogPost {
    GString *lines;     /* of beat_record_append() */
    int64_t at_us;      /* wall clock: decides the day's file */
    BeatLogDoneFn done; /* NULL: nobody waits; a failure is logged */
    Worker *reply_to;   /* freed only after beat_log_stop(); NULL without `done` */
    void *data;
    GDestroyNotify free_data; /* after `done`, on its worker; on any thread when that has stopped */
} BeatLogPost;

/* Any thread. On success the log owns the post's lines and data. On failure the caller keeps them:
 * ERROR_OVERLOADED at the limits, ERROR_UNAVAILABLE when stopping. Posts of one thread keep their
 * order. */
bool beat_log_append(BeatLog *log, const BeatLogPost *post, GError **error);

/* Any thread. */
typedef struct BeatLogStats {
    uint64_t posts, refused, failed;
    uint64_t bytes;   /* on the disk since the start */
    uint64_t commits; /* writes with their fdatasync */
    int64_t last_commit_us, max_commit_us;
    unsigned waiting_posts;
    int64_t waiting_bytes;
    bool is_failing; /* the last write failed */
} BeatLogStats;
void beat_log_get_stats(BeatLog *log, BeatLogStats *ret_stats);
