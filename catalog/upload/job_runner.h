/* The queue of preparation at work: takes rows of course_job, lets the port's tool probe and
 * prepare, puts what it made among the assets. A job that is interrupted, with the server or
 * without, is begun again; the tool goes on where it was. All verbs on the api thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/course/job_table.h"
#include "catalog/upload/job_counts.h"
#include "catalog/upload/job_port.h"
#include "catalog/upload/uploads.h"

#define JOB_RUNNER_MAX 8 /* at once */

typedef struct JobRunner JobRunner;

typedef struct JobRunnerOptions {
    Uploads *uploads;  /* borrowed */
    unsigned max;      /* at once */
    JobPort port;      /* members may be NULL: then jobs wait */
    JobNewsFn on_news; /* or NULL */
    void *on_news_user;
    /* The assets of a lesson have changed; or NULL. */
    void (*on_lesson)(const char *lesson_id, void *user);
    void *on_lesson_user;
} JobRunnerOptions;

JobRunner *job_runner_new(const JobRunnerOptions *options);
/* After the api thread and the store have stopped. */
void job_runner_free(JobRunner *runner);
/* Once, after uploads_attach(): what ran when the server ended waits again. */
void job_runner_start(JobRunner *runner);

/* Perhaps something waits. */
void job_runner_wake(JobRunner *runner);
/* Every few seconds. */
void job_runner_tick(JobRunner *runner);
/* What the tool says; of jobs that are not running nothing is taken. */
void job_runner_take_event(JobRunner *runner, const JobEvent *event);
/* After job_table_end() with JOB_CANCELLED: stops the tool, removes the files. */
void job_runner_cancelled(JobRunner *runner, const JobRow *row);
/* A job has come to wait again, or has ended, in the database. */
void job_runner_tell(JobRunner *runner, const JobRow *row);

/* Where a running one is by now: overwrites step, permille and left_s of its row. */
void job_runner_look(const JobRunner *runner, JobRow *row);

/* Counters for /metrics, any thread. */
typedef struct JobRunnerStats {
    uint64_t done, failed, interrupted;
    unsigned running;
    JobCountsNow counts;
} JobRunnerStats;
void job_runner_get_stats(const JobRunner *runner, JobRunnerStats *ret_stats);
