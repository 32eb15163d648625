/* Proofs of entries, made from the database. On a database thread, in a read transaction. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/ledger_receipt.h"
#include "catalog/store/database.h"

/* Nodes that many proofs share, remembered between them; for one read transaction. */
typedef struct LedgerProver LedgerProver;
LedgerProver *ledger_prove_begin(Database *database);
void ledger_prove_end(LedgerProver *prover);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LedgerProver, ledger_prove_end)

/* Everything but the key, against a checkpoint over `size` entries (its text is copied).
 * ERROR_NOT_FOUND; ERROR_GONE for an entry that was erased. */
bool ledger_prove_entry(LedgerProver *prover, int64_t index, int64_t size,
                        const char *checkpoint_text, LedgerReceipt *ret_receipt, GError **error);

/* The receipt of an entry against the newest checkpoint over it. ERROR_NOT_FOUND (also while there
 * is no such checkpoint), ERROR_GONE. Caller frees. */
char *ledger_prove_receipt(Database *database, int64_t index, GError **error);

/* A proof for anybody, as C2SP tlog-proof writes it: without salt and text, also of an entry that
 * was erased. ERROR_NOT_FOUND. Caller frees. */
char *ledger_prove_inclusion(Database *database, int64_t index, int64_t size,
                             const char *checkpoint_text, GError **error);

/* The public key that has signed a checkpoint, as leaves name it. ERROR_NOT_FOUND. */
bool ledger_prove_key(Database *database, const char *checkpoint_text,
                      char ret_key[LEDGER_KEY_TEXT_BYTES], GError **error);
