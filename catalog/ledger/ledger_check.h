/* Walks the whole ledger and says which leaf is the first that is not as it was signed. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/checkpoint.h"
#include "catalog/store/database.h"

typedef struct LedgerCheck {
    int64_t size; /* leaves */
    int64_t n_checkpoints, n_erased;
    int64_t bad_index; /* -1: all is as it was signed */
    char *problem;     /* owned: one sentence about the first failure, or NULL */
} LedgerCheck;

void ledger_check_clear(LedgerCheck *check);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LedgerCheck, ledger_check_clear)

/* Every leaf against its text and salt, every tile, every stored checkpoint (root and signature by
 * a key that a leaf names), erasures against their leaves; then heads that others remember:
 * `known`, `n_known` of them, e.g. that beside the key. In a read transaction on a database thread;
 * takes 4 s for each million. False only when the database cannot be read. */
bool ledger_check_run(Database *database, const Checkpoint *known, unsigned n_known,
                      LedgerCheck *ret_check, GError **error);
