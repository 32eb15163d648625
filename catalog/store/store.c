#include "catalog/store/store.h"

#include <stdatomic.h>

#include "catalog/store/lane.h"
#include "catalog/store/setting_table.h"
#include "catalog/store/store_file.h"

struct Store {
    Lane *writer;                   /* owned */
    Lane *readers[STORE_N_READERS]; /* owned */
    atomic_uint next_reader;
    FieldCrypto *crypto; /* owned; immutable */
    char *node_id;       /* owned; immutable */
};

static bool start_writer(Store *store, const StoreOptions *options, GError **error) {
    g_autoptr(Database) database = store_file_open(options->directory, error);
    if (!database || !setting_table_find(database, SETTING_NODE_ID, &store->node_id, error))
        return false;
    store->crypto = store_file_crypto(database, options->keys, error);
    if (!store->crypto)
        return false;
    unsigned max_jobs = CLAMP(options->max_writes, STORE_MIN_JOBS, STORE_MAX_JOBS);
    store->writer =
        lane_start("db-writer", LANE_WRITER, g_steal_pointer(&database), max_jobs, error);
    return store->writer != NULL;
}

static bool start_reader(Store *store, unsigned index, const StoreOptions *options,
                         GError **error) {
    Database *database = store_file_open_reader(options->directory, error);
    if (!database)
        return false;
    g_autofree char *name = g_strdup_printf("db-reader-%u", index);
    unsigned max_jobs = CLAMP(options->max_reads, STORE_MIN_JOBS, STORE_MAX_JOBS);
    store->readers[index] = lane_start(name, LANE_READER, database, max_jobs, error);
    return store->readers[index] != NULL;
}

Store *store_start(const StoreOptions *options, GError **error) {
    g_autoptr(Store) store = g_new0(Store, 1);
    if (!start_writer(store, options, error))
        return NULL;
    for (unsigned i = 0; i < STORE_N_READERS; i++)
        if (!start_reader(store, i, options, error))
            return NULL;
    return g_steal_pointer(&store);
}

/* The writer closes last: the last connection to close empties the write-ahead log. */
void store_stop(Store *store) {
    if (!store)
        return;
    for (unsigned i = 0; i < STORE_N_READERS; i++)
        lane_stop(store->readers[i]);
    lane_stop(store->writer);
}

void store_free(Store *store) {
    if (!store)
        return;
    store_stop(store);
    for (unsigned i = 0; i < STORE_N_READERS; i++)
        lane_free(store->readers[i]);
    lane_free(store->writer);
    field_crypto_free(store->crypto);
    g_free(store->node_id);
    g_free(store);
}

bool store_write(Store *store, const StoreJob *job, GError **error) {
    return lane_post(store->writer, job, error);
}

bool store_read(Store *store, const StoreJob *job, GError **error) {
    unsigned turn = atomic_fetch_add(&store->next_reader, 1);
    return lane_post(store->readers[turn % STORE_N_READERS], job, error);
}

const FieldCrypto *store_field_crypto(const Store *store) {
    return store->crypto;
}

const char *store_node_id(const Store *store) {
    return store->node_id;
}

void store_get_stats(Store *store, StoreStats *ret_stats) {
    LaneStats writer;
    lane_get_stats(store->writer, &writer);
    StoreStats stats = {
        .writes = writer.jobs,
        .failed_jobs = writer.failed_jobs,
        .refused = writer.refused,
        .commits = writer.commits,
        .failed_commits = writer.failed_commits,
        .batch_max_jobs = writer.batch_max_jobs,
        .last_commit_us = writer.last_commit_us,
        .max_commit_us = writer.max_commit_us,
        .waiting_writes = writer.open,
        .is_failing = writer.is_failing,
    };
    for (unsigned i = 0; i < STORE_N_READERS; i++) {
        LaneStats reader;
        lane_get_stats(store->readers[i], &reader);
        stats.reads += reader.jobs;
        stats.failed_jobs += reader.failed_jobs;
        stats.refused += reader.refused;
        stats.waiting_reads += reader.open;
    }
    *ret_stats = stats;
}
