/* How much lies before and behind the queue of preparation, for health and metrics: read from the
 * database every few seconds. Verbs on the api thread unless they say otherwise. */
#pragma once

#include <stdint.h>

#include "catalog/upload/uploads.h"

#define JOB_COUNTS_EVERY_US  (5 * CLOCK_US_PER_S)
#define JOB_COUNTS_LATELY_US (86400 * CLOCK_US_PER_S)

typedef struct JobCountsNow {
    int64_t waiting;
    int64_t interrupted;   /* of those that wait: begun at least once */
    int64_t failed_lately; /* ended in the last JOB_COUNTS_LATELY_US */
    int64_t unfinished;    /* uploads whose time is not over */
    int64_t asset_bytes;   /* of all assets, withdrawn ones too */
} JobCountsNow;

typedef struct JobCounts JobCounts;

JobCounts *job_counts_new(Uploads *uploads); /* borrowed */
/* After the api thread and the store have stopped. */
void job_counts_free(JobCounts *counts);
void job_counts_tick(JobCounts *counts);
/* Any thread. */
void job_counts_get(const JobCounts *counts, JobCountsNow *ret_now);
