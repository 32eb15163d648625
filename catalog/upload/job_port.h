/* The port to what makes lessons out of files: values only, the catalogue knows no media. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"

#define JOB_STEP_MAX_BYTES  32
#define JOB_PROBE_MAX_BYTES 262144 /* what the tool may say of a file */

typedef enum JobTask {
    JOB_TASK_MAKE,    /* JOB/demo says which: JOB/source is made by the tool itself */
    JOB_TASK_PROBE,   /* what is in JOB/source: one JSON object */
    JOB_TASK_PREPARE, /* JOB/order.json → JOB/out/ */
} JobTask;

/* What does the work. On the api thread; none may block. */
typedef struct JobPort {
    /* Tells catalog_job_event() until JOB_EVENT_ENDED. `folder` is absolute; borrowed. False: try
     * again later. */
    bool (*start)(const char *job_id, const char *folder, JobTask task, void *user);
    /* Its end comes as JOB_EVENT_ENDED. */
    void (*cancel)(const char *job_id, void *user);
    void *user;
} JobPort;

typedef enum JobEventKind { JOB_EVENT_PROGRESS, JOB_EVENT_ENDED } JobEventKind;

typedef enum JobOutcome {
    JOB_OUTCOME_DONE,
    JOB_OUTCOME_FAILED, /* for good: `text` says why */
    JOB_OUTCOME_AGAIN,  /* interrupted: it may go on */
} JobOutcome;

typedef struct JobEvent {
    char job_id[ID_TEXT_BYTES];
    JobEventKind kind;
    char step[JOB_STEP_MAX_BYTES]; /* progress */
    int permille;
    int64_t left_s; /* -1: not known */
    JobOutcome outcome;
    char *text; /* owned: of a probe its JSON, of a failure one sentence; or NULL */
} JobEvent;

/* A job has moved: for who edits courses. On the api thread. */
typedef struct JobNews {
    const char *id, *lesson_id, *state, *step; /* words of docs/protocol.md; borrowed */
    int64_t permille, left_s;                  /* left_s -1: not known */
} JobNews;
typedef void (*JobNewsFn)(const JobNews *news, void *user);
