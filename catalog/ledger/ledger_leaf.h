/* A leaf of the ledger: a text, and the salt without which nobody can guess it from its hash. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/merkle.h"

#define LEDGER_SALT_BYTES     32
#define LEDGER_TEXT_MAX_BYTES 65536
#define LEDGER_SUBJECT_BYTES  64 /* with NUL */

typedef enum LedgerKind {
    LEDGER_RECORD,
    LEDGER_READ,
    LEDGER_EXPORT,
    LEDGER_LOG_DAY,
    LEDGER_POLICY,
    LEDGER_KEY,
    LEDGER_EPOCH,
    LEDGER_CLOSE,     /* a register was closed: a checkpoint follows within seconds */
    LEDGER_ERASURE,   /* by ledger_table_erase() only */
    LEDGER_SAMPLE,    /* a random sample of records was drawn */
    LEDGER_INDICATOR, /* a figure from elsewhere was published, or withdrawn */
    LEDGER_N_KINDS
} LedgerKind;

/* The word in the table, e.g. "log_day". */
const char *ledger_leaf_kind_word(LedgerKind kind);

/* False: no such word. */
bool ledger_leaf_read_kind(const char *word, LedgerKind *ret_kind);

/* Lines that each end with \n, none of them empty, UTF-8 without NUL, at most
 * LEDGER_TEXT_MAX_BYTES. */
bool ledger_leaf_is_text(const char *text, size_t length);

/* SHA-256(0x00 ‖ salt ‖ text). Pure. */
MerkleHash ledger_leaf_hash(const uint8_t salt[LEDGER_SALT_BYTES], const char *text, size_t length);

typedef struct LedgerLeaf {
    int64_t index;
    LedgerKind kind;
    char subject_id[LEDGER_SUBJECT_BYTES];
    MerkleHash hash;
    int64_t appended_at_us;
    uint8_t salt[LEDGER_SALT_BYTES]; /* valid with `text` */
    char *text;                      /* owned; NULL: erased */
} LedgerLeaf;

void ledger_leaf_free(LedgerLeaf *leaf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LedgerLeaf, ledger_leaf_free)
