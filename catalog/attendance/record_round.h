/* Closing: registers whose time is over get their records, in batches of one transaction each, and
 * are closed when everybody has one. Killed in between, it begins again; nobody gets two. What is
 * watched later continues records a day after the last beat. Owned by one thread; blocks. */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/record_table.h"
#include "catalog/store/store.h"

#define RECORD_ROUND_BATCH         256 /* records of one transaction */
#define RECORD_ROUND_MAX_BATCHES   2   /* under way */
#define RECORD_ROUND_MAX_REGISTERS 256
#define RECORD_ROUND_AGAIN_US      (INT64_C(600) * 1000000) /* what failed is tried again then */

typedef struct RecordRound {
    Database *database; /* a reader's; borrowed */
    Store *store;
    const char *directory;
    bool (*is_stopping)(void *user);
    void *user;
    atomic_int *open_batches;   /* outlives the store's jobs */
    GHashTable *tried;          /* register ids: waiting for AGAIN */
    int64_t tried_at_us;        /* monotonic */
    int64_t continued_until_us; /* up to this closed day; by wall clock, as the next */
    int64_t continued_from_us;  /* older viewings are not looked for again before a restart */
    GPtrArray *drafts;          /* of the batch that fills up */
    RecordWhen when;
} RecordRound;

void record_round_init(RecordRound *round);
void record_round_clear(RecordRound *round);

/* True: there is more to do at once. Trouble is logged and tried again later. */
bool record_round_run(RecordRound *round);

/* The same computation of one person, or (NULL) of all of a closed register, to be written by
 * record_table_insert() with RECORD_CORRECT. RecordDraft elements; ERROR_NOT_FOUND;
 * ERROR_UNAVAILABLE: the log's days are not closed yet. */
GPtrArray *record_round_renew(RecordRound *round, const char *register_id, const char *member_id,
                              GError **error);
