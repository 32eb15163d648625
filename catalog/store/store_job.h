/* A piece of work for a database thread, and the way its answer comes back. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/worker.h"
#include "catalog/store/database.h"

/* On a database thread, inside a transaction that the store begins and ends. Results go into
 * `data`. False with an error: the job's changes are undone. */
typedef bool (*StoreRunFn)(Database *database, void *data, GError **error);

/* On the worker that asked. `error` is NULL when the job succeeded (for a write: is committed). */
typedef void (*StoreDoneFn)(const GError *error, void *data);

typedef struct StoreJob {
    StoreRunFn run;
    StoreDoneFn done; /* NULL: nobody waits; failures are logged */
    Worker *reply_to; /* where `done` runs; freed only after store_stop(); NULL without `done` */
    void *data;       /* the store's once accepted */
    GDestroyNotify free_data; /* after `done`, on its worker; on any thread when that has stopped */
} StoreJob;
