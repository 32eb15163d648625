/* The thread for the files of courses: work is posted to it and answered on the api thread, in the
 * order of the posts. It may wait for the disk; nobody else does. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/worker.h"

typedef struct FileWork FileWork;

typedef struct FileWorkJob {
    bool (*run)(void *data, GError **error);       /* on the thread for files; may block */
    void (*done)(const GError *error, void *data); /* on the api thread; or NULL */
    void *data;                                    /* the thread's once accepted */
    GDestroyNotify free_data;                      /* after `done`; on any thread when stopping */
} FileWorkJob;

FileWork *file_work_start(GError **error);
/* Before the first post: the api thread. */
void file_work_attach(FileWork *work, Worker *reply_to);
/* Runs no more; while the api thread's worker is still there. */
void file_work_stop(FileWork *work);
void file_work_free(FileWork *work);

/* Any thread. ERROR_OVERLOADED, ERROR_UNAVAILABLE: the caller keeps the data. */
bool file_work_post(FileWork *work, const FileWorkJob *job, GError **error);

/* For /metrics. */
void file_work_get_stats(FileWork *work, WorkerStats *ret_stats);
