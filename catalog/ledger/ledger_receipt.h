/* A receipt: everything that is needed to prove one entry of the ledger, in one text of at most
 * LEDGER_RECEIPT_MAX_BYTES (2 kB for a record of a usual length, at three million entries):
 *
 *     tongping-receipt 1
 *     key AQAC…                 the algorithm's byte and the public key
 *     salt KjQ…
 *     index 3149999
 *     proof 6kLd…               the hashes of RFC 9162 §2.1.3 one behind the other; base64
 *
 *     tongping-record 1         the text, as it is
 *     …
 *
 *     NODE/EPOCH                the checkpoint, as it is
 *     …
 *
 * Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "catalog/ledger/checkpoint.h"
#include "catalog/ledger/ledger_key.h"
#include "catalog/ledger/ledger_leaf.h"

#define LEDGER_RECEIPT_MAX_BYTES (LEDGER_TEXT_MAX_BYTES + CHECKPOINT_MAX_BYTES + 4096)
#define LEDGER_PROOF_MAX_BYTES   (CHECKPOINT_MAX_BYTES + 4096)

typedef struct LedgerReceipt {
    char key[LEDGER_KEY_TEXT_BYTES]; /* "" in a proof of a bundle */
    int64_t index;
    uint8_t salt[LEDGER_SALT_BYTES];
    MerkleProof proof;
    char *text;            /* owned */
    char *checkpoint_text; /* owned */
} LedgerReceipt;

void ledger_receipt_clear(LedgerReceipt *receipt);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LedgerReceipt, ledger_receipt_clear)

/* Caller frees. */
char *ledger_receipt_write(const LedgerReceipt *receipt);
/* ERROR_INVALID, ERROR_TOO_LARGE. Nothing is proved by that. */
bool ledger_receipt_parse(const char *text, size_t length, LedgerReceipt *ret_receipt,
                          GError **error);

/* The same without the text and the key, as C2SP tlog-proof writes it; the salt is its "extra", and
 * is left out when there is no text. */
char *ledger_receipt_write_proof(const LedgerReceipt *receipt);
bool ledger_receipt_parse_proof(const char *text, size_t length, LedgerReceipt *ret_receipt,
                                GError **error);

/* Whether the text is the entry at `index` of the tree that the key has signed. ERROR_INVALID for
 * what cannot be read; ERROR_UNAUTHENTICATED for a checkpoint that is not of the key;
 * ERROR_CHECKSUM: the text, the salt, the index or the proof is not what was signed. */
bool ledger_receipt_verify(const LedgerReceipt *receipt, const CheckpointKey *key,
                           Checkpoint *ret_checkpoint, GError **error);
