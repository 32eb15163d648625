/* The thread `bundle`: makes bundles with a reader's connection of its own, so that no other answer
 * waits for one of forty thousand records. What it makes lies in DATA/bundle until it is given, and
 * has no name any more then. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/worker.h"

#define BUNDLE_DESK_DIRECTORY "bundle"

typedef struct BundleDesk BundleDesk;

/* `directory`: the data directory, with a database. `page`: path of the verifying page, or NULL.
 * Both are copied. Removes what an earlier server left. */
BundleDesk *bundle_desk_start(const char *directory, const char *page, GError **error);
/* Answers go to this worker: the api thread. */
void bundle_desk_attach(BundleDesk *desk, Worker *api);
void bundle_desk_stop(BundleDesk *desk);
void bundle_desk_free(BundleDesk *desk);

/* `file` is NULL with an error; `n_erased` entries were left out of it. */
typedef void (*BundleFn)(const GError *error, GBytes *file, unsigned n_erased, void *data);

/* On the api thread; `leaves` (int64_t, ascending) is referenced, `title` copied. `fn` runs there
 * once, later, then free_data(data); only the latter when the server stops. On failure
 * (ERROR_OVERLOADED) the caller keeps `data`. */
typedef struct BundleWish {
    GArray *leaves;
    const char *title; /* or NULL */
    BundleFn fn;
    void *data;
    GDestroyNotify free_data;
} BundleWish;
bool bundle_desk_make(BundleDesk *desk, const BundleWish *wish, GError **error);
