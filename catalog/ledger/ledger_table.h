/* The leaves of the ledger: what is written once and can be proved later. A leaf is written in the
 * transaction of what it proves; the tree is kept with it. All verbs run on a database thread,
 * those that write inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/ledger_leaf.h"
#include "catalog/store/database.h"

/* What the server remembers when its ledger is older than what it has signed (one sentence). */
#define LEDGER_SETTING_WAITS "ledger_waits"

/* The text is lines that each end with \n, UTF-8, none empty, LEDGER_TEXT_MAX_BYTES at most;
 * (ledger_leaf_is_text()); `subject_id` is "" for nothing that has an id. ERROR_INVALID;
 * ERROR_UNAVAILABLE while the ledger waits for a new epoch. */
bool ledger_table_append(Database *database, LedgerKind kind, const char *subject_id,
                         const char *text, int64_t *ret_index, GError **error);
/* The same while it waits: the first leaf of the new epoch. */
bool ledger_table_append_first(Database *database, const char *text, int64_t *ret_index,
                               GError **error);

/* ERROR_NOT_FOUND; ERROR_CORRUPT for a row that no server writes. */
LedgerLeaf *ledger_table_get(Database *database, int64_t index, GError **error);
/* The newest leaf of the kind about this subject; ERROR_NOT_FOUND. */
bool ledger_table_find(Database *database, LedgerKind kind, const char *subject_id,
                       int64_t *ret_index, GError **error);
/* Leaves. */
bool ledger_table_size(Database *database, int64_t *ret_size, GError **error);

/* A duty of deletion: salt and text go, the tree stays as it is, and a leaf says that it was done.
 * What was erased before is no error and leaves no leaf. ERROR_NOT_FOUND. */
bool ledger_table_erase(Database *database, int64_t index, GError **error);
