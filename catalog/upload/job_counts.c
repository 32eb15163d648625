#include "catalog/upload/job_counts.h"

#include <stdatomic.h>

#include "base/clock.h"
#include "catalog/course/job_table.h"

struct JobCounts {
    Uploads *uploads;
    int64_t next_at_us;
    bool is_reading;
    atomic_int_fast64_t waiting, interrupted, failed_lately, unfinished, asset_bytes;
};

JobCounts *job_counts_new(Uploads *uploads) {
    JobCounts *counts = g_new0(JobCounts, 1);
    counts->uploads = uploads;
    return counts;
}

void job_counts_free(JobCounts *counts) {
    g_free(counts);
}

void job_counts_get(const JobCounts *counts, JobCountsNow *ret_now) {
    *ret_now = (JobCountsNow){
        .waiting = atomic_load_explicit(&counts->waiting, memory_order_relaxed),
        .interrupted = atomic_load_explicit(&counts->interrupted, memory_order_relaxed),
        .failed_lately = atomic_load_explicit(&counts->failed_lately, memory_order_relaxed),
        .unfinished = atomic_load_explicit(&counts->unfinished, memory_order_relaxed),
        .asset_bytes = atomic_load_explicit(&counts->asset_bytes, memory_order_relaxed),
    };
}

/* ---- reading ---- */

typedef struct Reading {
    JobCounts *counts;
    JobCountsNow now;
} Reading;

static bool run_read(Database *database, void *data, GError **error) {
    Reading *reading = data;
    JobCountsNow *now = &reading->now;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT ifnull(sum(state = 'waiting' AND " JOB_AWAKE "), 0),"
        " ifnull(sum(state = 'waiting' AND attempts > 0), 0),"
        " ifnull(sum(state = 'failed' AND ended_at_us > ?1), 0),"
        " (SELECT count(*) FROM upload WHERE finished_at_us IS NULL AND expires_at_us > ?2),"
        " (SELECT ifnull(sum(bytes), 0) FROM asset)"
        " FROM course_job WHERE state IN ('waiting', 'failed')",
        error);
    if (!statement)
        return false;
    int64_t now_us = clock_wall_us();
    statement_bind_int64(statement, 1, now_us - JOB_COUNTS_LATELY_US);
    statement_bind_int64(statement, 2, now_us);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    now->waiting = statement_int64(statement, 0);
    now->interrupted = statement_int64(statement, 1);
    now->failed_lately = statement_int64(statement, 2);
    now->unfinished = statement_int64(statement, 3);
    now->asset_bytes = statement_int64(statement, 4);
    return true;
}

static void on_read(const GError *error, void *data) {
    const Reading *reading = data;
    JobCounts *counts = reading->counts;
    const JobCountsNow *now = &reading->now;
    counts->is_reading = false;
    if (error)
        return;
    atomic_store_explicit(&counts->waiting, now->waiting, memory_order_relaxed);
    atomic_store_explicit(&counts->interrupted, now->interrupted, memory_order_relaxed);
    atomic_store_explicit(&counts->failed_lately, now->failed_lately, memory_order_relaxed);
    atomic_store_explicit(&counts->unfinished, now->unfinished, memory_order_relaxed);
    atomic_store_explicit(&counts->asset_bytes, now->asset_bytes, memory_order_relaxed);
}

void job_counts_tick(JobCounts *counts) {
    int64_t now_us = clock_monotonic_us();
    if (counts->is_reading || now_us < counts->next_at_us)
        return;
    counts->next_at_us = now_us + JOB_COUNTS_EVERY_US;
    Reading *reading = g_new0(Reading, 1);
    reading->counts = counts;
    StoreJob job = {run_read, on_read, counts->uploads->worker, reading, g_free};
    counts->is_reading = store_read(counts->uploads->store, &job, NULL);
    if (!counts->is_reading)
        g_free(reading);
}
