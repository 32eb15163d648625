/* The database threads: one writer and two readers. Work is posted as jobs; the answer comes back
 * as a post to the worker that asked.
 *
 * Jobs that wait at the writer share one transaction, each in a savepoint of its own: a failing job
 * is undone alone, a job sees what earlier ones wrote. `done` is posted only after the commit is on
 * the disk; when the commit fails, every job of that transaction gets its error. Read jobs run in a
 * read transaction each and see everything that was acknowledged before they were posted. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/token.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"
#include "catalog/store/store_job.h"

#define STORE_N_READERS 2
#define STORE_MIN_JOBS  16
#define STORE_MAX_JOBS  65536

typedef struct Store Store;

typedef struct StoreOptions {
    const char *directory; /* data directory; the caller holds its lock */
    const TokenKeys *keys; /* for field encryption; borrowed until the end */
    unsigned max_writes;   /* accepted and not yet answered; STORE_MIN_JOBS to _MAX_JOBS */
    unsigned max_reads;    /* the same for each reader */
} StoreOptions;

/* Opens the database (see store_file.h) and starts the threads. ERROR_CORRUPT, ERROR_NEWER,
 * ERROR_IO. */
Store *store_start(const StoreOptions *options, GError **error);
/* Runs what was accepted, then stops the threads; later jobs get ERROR_UNAVAILABLE. Call it while
 * the workers that jobs reply to still run, and not from one of them. */
void store_stop(Store *store);
void store_free(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_free)

/* Any thread. On success the store owns `job->data` and `done` runs exactly once, unless its worker
 * stops. On failure the caller keeps it: ERROR_OVERLOADED at the limit, ERROR_UNAVAILABLE when
 * stopping. Jobs of one thread keep their order at the writer. */
bool store_write(Store *store, const StoreJob *job, GError **error);
bool store_read(Store *store, const StoreJob *job, GError **error);

/* Any thread; immutable. */
const FieldCrypto *store_field_crypto(const Store *store);
const char *store_node_id(const Store *store);

/* Counters for /metrics and /health, any thread. */
typedef struct StoreStats {
    uint64_t writes, reads;  /* jobs run */
    uint64_t failed_jobs;    /* of both kinds, for any reason */
    uint64_t refused;        /* at the limits */
    uint64_t commits;        /* transactions on the disk */
    uint64_t failed_commits; /* transactions lost whole */
    uint64_t batch_max_jobs; /* largest transaction so far */
    int64_t last_commit_us;  /* how long the last commit took */
    int64_t max_commit_us;
    unsigned waiting_writes, waiting_reads; /* accepted, not yet answered */
    bool is_failing;                        /* the last commit failed */
} StoreStats;
void store_get_stats(Store *store, StoreStats *ret_stats);
