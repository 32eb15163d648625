/* Files on their way and what becomes of them: folders, the thread for files, bodies that come.
 * Owned by the façade; verbs on the api thread unless they say otherwise. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/store.h"
#include "catalog/upload/file_work.h"
#include "catalog/upload/transfer.h"

#define UPLOADS_FOLDER "courses/uploads" /* below the data folder */
#define UPLOADS_JOBS   "courses/jobs"
#define UPLOADS_ASSETS "courses/assets"

typedef struct UploadsOptions {
    const char *directory; /* data folder; copied */
    Store *store;          /* borrowed */
    int64_t max_bytes;     /* of one file */
    int64_t min_free_bytes;
    int64_t quota_bytes; /* of an office that has no quota of its own; 0: none */
} UploadsOptions;

typedef struct Uploads {
    Store *store;
    Worker *worker; /* the api thread */
    FileWork *files;
    TransferDesk *transfers;
    char *folder, *jobs, *assets; /* owned paths */
    int64_t max_bytes, min_free_bytes, quota_bytes;
    int64_t next_tick_at_us;
    /* An upload has become a job; or NULL. */
    void (*on_job)(void *user);
    void *on_job_user;
} Uploads;

/* Makes the folders. ERROR_IO. */
Uploads *uploads_start(const UploadsOptions *options, GError **error);
/* Before the first request. Uploads that were complete when the server was killed are finished,
 * folders without a row removed. */
void uploads_attach(Uploads *uploads, Worker *worker);
void uploads_stop(Uploads *uploads); /* while the api worker is still there */
void uploads_free(Uploads *uploads); /* after the api thread has stopped */

/* Now and then: removes what has expired. */
void uploads_tick(Uploads *uploads);
