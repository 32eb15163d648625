/* A bundle: a ZIP with entries of the ledger and everything that is needed to check them without
 * the server: records/N.txt and records/N.proof for each index N, `checkpoint`, `keys`,
 * `consistency`, 核验说明.txt and the page verify.html. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "catalog/ledger/ledger_bundle_text.h"
#include "catalog/store/database.h"

#define LEDGER_BUNDLE_MAX_ENTRIES 100000

typedef struct LedgerBundle {
    const char *path;       /* a new file, 0600 */
    const int64_t *indexes; /* ascending; erased ones are left out */
    unsigned n_indexes;     /* 1…LEDGER_BUNDLE_MAX_ENTRIES */
    const char *title;      /* what it is, for the explanation; or NULL */
    GBytes *page;           /* the verifying page; NULL: without it */
} LedgerBundle;

/* Against the newest checkpoint, on a database thread in a read transaction; entries are made while
 * they are written, 0.3 ms for each. *ret_n_erased were left out. ERROR_NOT_FOUND (also for entries
 * that are not signed yet), ERROR_INVALID, ERROR_IO. */
bool ledger_bundle_write(Database *database, const LedgerBundle *bundle, unsigned *ret_n_erased,
                         GError **error);
