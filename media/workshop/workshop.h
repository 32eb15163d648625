/* Where lessons are made: starts tongping-course (docs/courses.md), one process for each task,
 * reads what it says, watches over it. A thread of its own; nobody waits for it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"

#define WORKSHOP_MAX_TASKS    8
#define WORKSHOP_STEP_BYTES   32
#define WORKSHOP_LINE_BYTES   8192   /* a longer one is passed over */
#define WORKSHOP_ANSWER_BYTES 262144 /* of a probe, in all */

typedef struct Workshop Workshop;

typedef enum WorkshopVerb { WORKSHOP_MAKE, WORKSHOP_PROBE, WORKSHOP_PREPARE } WorkshopVerb;

typedef enum WorkshopOutcome {
    WORKSHOP_DONE,
    WORKSHOP_FAILED, /* for good; `text` says why */
    WORKSHOP_AGAIN,  /* interrupted: killed, silent, no room, cancelled */
} WorkshopOutcome;

typedef struct WorkshopProgress {
    char id[ID_TEXT_BYTES];
    char step[WORKSHOP_STEP_BYTES];
    int permille;
    int64_t left_s; /* -1: not known */
} WorkshopProgress;

typedef struct WorkshopEnd {
    char id[ID_TEXT_BYTES];
    WorkshopOutcome outcome;
    const char *text; /* borrowed: of a probe the JSON, of a failure one sentence; or NULL */
} WorkshopEnd;

/* On the workshop's thread; must not block. */
typedef struct WorkshopEvents {
    void (*on_progress)(const WorkshopProgress *progress, void *user);
    void (*on_end)(const WorkshopEnd *end, void *user);
} WorkshopEvents;

typedef struct WorkshopOptions {
    const char *tool; /* path; copied */
    WorkshopEvents events;
    void *user;
    int64_t
        silence_us; /* a tool that says nothing for so long is killed; 0: the usual 10 minutes */
} WorkshopOptions;

Workshop *workshop_start(const WorkshopOptions *options, GError **error);
/* Kills what runs, tells nothing more, joins the thread. NULL is allowed. */
void workshop_stop(Workshop *workshop);
void workshop_free(Workshop *workshop);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Workshop, workshop_free)

/* Any thread. `id` names the task and is told back; `folder` is that of the job. on_end comes once
 * for each that was accepted, also when the tool cannot be started. ERROR_OVERLOADED. */
bool workshop_run(Workshop *workshop, const char *id, const char *folder, WorkshopVerb verb,
                  GError **error);
/* Any thread. SIGTERM, SIGKILL five seconds later; its end is told as WORKSHOP_AGAIN. */
void workshop_cancel(Workshop *workshop, const char *id);

/* Any thread. */
typedef struct WorkshopStats {
    uint64_t started, failed_starts, bad_lines, silenced;
    unsigned running;
} WorkshopStats;
void workshop_get_stats(const Workshop *workshop, WorkshopStats *ret_stats);
