/* One job while it runs: its row, its plan, and the steps on other threads that return to it.
 * Private to catalog/upload/job_*.c. On the api thread. */
#pragma once

#include "catalog/upload/job_assets.h"
#include "catalog/upload/job_files.h"
#include "catalog/upload/job_port.h"
#include "catalog/upload/uploads.h"

typedef struct JobRun {
    struct JobRunner *runner;
    Uploads *uploads; /* borrowed */
    JobRow *row;      /* owned */
    JobPlan *plan;    /* owned, or NULL: not planned yet */
    JobTask task;     /* what the tool does, or did last */
    bool is_at_tool;  /* its end is waited for */
    bool is_to_make;  /* the source is not there: the tool makes it */
    bool is_cancelled;
    bool gives_way;   /* of JOB_KIND_LOW: it waits again, somebody needs its place */
    unsigned n_steps; /* posted and not answered */
    int64_t told_at_us;

    /* Between threads, of one step at a time. */
    char *probe, *order; /* owned, or NULL */
    JobLesson lesson;
} JobRun;

/* Its row is of JOB_KIND_LOW: nobody waits for it, it takes nobody's place. */
bool job_run_is_low(const JobRun *run);
/* Of a table id → JobRun: how many are not so; all ids (char *). */
unsigned job_run_count_brought(GHashTable *runs);
GPtrArray *job_run_list(GHashTable *runs);

typedef void (*JobRunNextFn)(JobRun *run, const GError *error);

/* `run` on the thread for files or in a write job, then `next` on the api thread. When it cannot be
 * posted `next` gets the error at once. */
void job_run_files(JobRun *run, bool (*work)(JobRun *run, GError **error), JobRunNextFn next);
void job_run_write(JobRun *run, bool (*work)(Database *database, JobRun *run, GError **error),
                   JobRunNextFn next);
