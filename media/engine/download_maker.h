/* The thread `mp4`: makes recordings into files that are taken home (media/record/mp4_export.h),
 * one at a time, at low priority, in the recording's folder.
 *
 * A file is named by what it holds and kept for a day, so that whoever lost the line goes on where
 * he stopped. Room for recordings goes first: a file is made only when live.min_free stays free,
 * and all go when that becomes short. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_buffer.h"
#include "base/worker.h"
#include "media/deliver/shelf.h"
#include "media/record/mp4_export.h"

#define DOWNLOAD_MAKER_MAX_WAITING 64u /* jobs; then ERROR_OVERLOADED */
#define DOWNLOAD_MAKER_KEEP_S      (24 * 3600)
#define DOWNLOAD_MAKER_NO_ROOM     "There is no room on the server's disk for this file now."

typedef enum DownloadNewsKind {
    DOWNLOAD_NEWS_PROGRESS, /* percent */
    DOWNLOAD_NEWS_MADE,     /* file, digest */
    DOWNLOAD_NEWS_FAILED,   /* error */
    DOWNLOAD_NEWS_GONE,     /* files of this meeting were removed; no job's */
} DownloadNewsKind;

typedef struct DownloadNews {
    DownloadNewsKind kind;
    char meeting[SHELF_ID_BYTES];
    uint64_t job;
    unsigned percent;
    GateFile *file; /* the maker's: take a reference */
    char digest[MP4_EXPORT_DIGEST_CHARS + 1];
    GError *error;
} DownloadNews;

typedef struct DownloadMaker DownloadMaker;

typedef struct DownloadMakerOptions {
    const char *folder; /* of all recordings; borrowed */
    int64_t min_free_bytes;
    Worker *owner; /* on_news runs on its thread; borrowed */
    void (*on_news)(const DownloadNews *news, void *user);
    void *user;
} DownloadMakerOptions;

DownloadMaker *download_maker_start(const DownloadMakerOptions *options, GError **error);
void download_maker_stop(DownloadMaker *maker); /* what is being made is given up */
void download_maker_free(DownloadMaker *maker); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DownloadMaker, download_maker_free)

/* Somebody's interest in a job; freeing it cancels the job. */
typedef struct DownloadJob DownloadJob;
/* NULL: ERROR_OVERLOADED, ERROR_UNAVAILABLE. News name the job's number. */
DownloadJob *download_maker_make(DownloadMaker *maker, const char *meeting, Mp4Export *take_export,
                                 GError **error);
uint64_t download_maker_job_number(const DownloadJob *job);
bool download_maker_job_is_over(const DownloadJob *job); /* its news were sent, or lost */
void download_maker_job_free(DownloadJob *job);          /* NULL is allowed */

/* Any thread. What was made of a meeting holds what may no longer be seen: also who fetches it at
 * this moment gets no more of it. */
bool download_maker_forget(DownloadMaker *maker, const char *meeting, GError **error);
/* Any thread. Removes what is older than a day. */
void download_maker_sweep(DownloadMaker *maker);
/* Any thread. While room is short nothing is made; what there is goes. */
void download_maker_hold(DownloadMaker *maker, bool is_held);

Worker *download_maker_worker(const DownloadMaker *maker);
