/* A running store with a table `item`, a worker that asks, and jobs for both. */
#pragma once

#include <glib.h>

#include "base/token.h"
#include "base/worker.h"
#include "catalog/store/store.h"
#include "waiter.h"

typedef struct StoreFixture {
    char *folder;
    TokenKeys *keys;
    Store *store;
    Worker *asker;
    Waiter entered, release; /* of store_fixture_block() */
} StoreFixture;

#define STORE_FIXTURE_MAX_JOBS 2000

void store_fixture_set_up(StoreFixture *fixture, gconstpointer data);
void store_fixture_tear_down(StoreFixture *fixture, gconstpointer data);

/* Another store on the same folder; the one before must be gone. */
void store_fixture_start(StoreFixture *fixture, unsigned max_jobs);

/* A job's data. `code` tells the end: -1 success, else the error's code. */
typedef struct Item {
    StoreFixture *fixture;
    int64_t id;
    Waiter *done; /* signalled when it has ended, or NULL */
    int *ret_code;
    const char *sql;     /* what else to run */
    unsigned *ret_freed; /* counted when the data are freed; or NULL */
} Item;

/* Posts INSERT of `item->id` (0: none), then `item->sql`; `item` is copied. */
bool store_fixture_write(StoreFixture *fixture, const Item *item, GError **error);

/* Holds the writer inside a transaction until store_fixture_unblock(); returns when it is held. */
void store_fixture_block(StoreFixture *fixture);
void store_fixture_unblock(StoreFixture *fixture);

/* One number through a reader, waiting for it. */
int64_t store_fixture_number(StoreFixture *fixture, const char *sql);

StoreStats store_fixture_stats(StoreFixture *fixture);
