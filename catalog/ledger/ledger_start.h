/* What is looked at before the ledger is used: whether the database has all that was signed. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/ledger/ledger_key_leaf.h"
#include "catalog/store/database.h"

typedef struct LedgerStart {
    LedgerKey key;
    LedgerKeyNews key_news;
    char *waits; /* owned: one sentence why nothing is written; NULL: all is well */
} LedgerStart;

void ledger_start_clear(LedgerStart *start);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LedgerStart, ledger_start_clear)

/* On the writer's thread, outside of a transaction. Makes the key when there is none, remembers
 * whether the ledger waits. A database that is behind its newest head is no error: all but the
 * ledger works. ERROR_IO, ERROR_CORRUPT. */
bool ledger_start_run(Database *database, const char *directory, LedgerStart *ret_start,
                      GError **error);

/* One sentence why the ledger must wait, or NULL with *ret_ok; looks at the file beside the key.
 * Caller frees. On a database thread. */
char *ledger_start_find_problem(Database *database, const char *directory, bool *ret_ok,
                                GError **error);
