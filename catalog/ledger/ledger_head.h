/* Signed heads: made of what is committed, kept outside of the database first, then in it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/ledger_key.h"
#include "catalog/store/database.h"

typedef struct LedgerHead {
    int64_t epoch, size;
    char *text; /* owned: a checkpoint */
} LedgerHead;

void ledger_head_free(LedgerHead *head);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LedgerHead, ledger_head_free)

/* Over all leaves, with DATA/ledger.checkpoint written: on a database thread that sees only what is
 * committed. NULL without an error: there is nothing new. ERROR_CONFLICT: what lies beside the key
 * is newer, the ledger must wait. */
LedgerHead *ledger_head_make(Database *database, const char *directory, const LedgerKey *key,
                             GError **error);
/* In a write job. */
bool ledger_head_store(Database *database, const LedgerHead *head, GError **error);

/* The newest one, with the cosignatures that came for it; ERROR_NOT_FOUND. */
LedgerHead *ledger_head_newest(Database *database, GError **error);
/* The same without cosignatures, of `size` leaves at least. */
LedgerHead *ledger_head_over(Database *database, int64_t size, GError **error);
