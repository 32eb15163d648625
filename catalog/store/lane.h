/* One database thread with its connection: takes jobs, runs them in transactions, sends the
 * answers. The writer runs all jobs that wait in one transaction; a reader runs each in its own. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"
#include "catalog/store/store_job.h"

#define LANE_BATCH_MAX_JOBS 512 /* bounds how long the first job of a transaction waits */

typedef struct Lane Lane;

typedef enum LaneKind { LANE_WRITER, LANE_READER } LaneKind;

/* `take_database` moves to the new thread; it is closed on failure too. `name`: of the thread. */
Lane *lane_start(const char *name, LaneKind kind, Database *take_database, unsigned max_jobs,
                 GError **error);
/* Refuses new jobs, runs the accepted ones, ends the thread, closes the database. */
void lane_stop(Lane *lane);
void lane_free(Lane *lane);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lane, lane_free)

/* See store_write(). Any thread. */
bool lane_post(Lane *lane, const StoreJob *job, GError **error);

/* Counters, any thread. */
typedef struct LaneStats {
    uint64_t jobs, failed_jobs, refused; /* run; of those failed; not accepted */
    uint64_t commits, failed_commits;    /* writer: transactions */
    uint64_t batch_max_jobs;             /* writer: jobs of the largest transaction */
    int64_t last_commit_us, max_commit_us;
    unsigned open; /* accepted, not yet answered */
    bool is_failing;
} LaneStats;
void lane_get_stats(Lane *lane, LaneStats *ret_stats);
