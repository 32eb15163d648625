/* The newest head of another server's ledger that this one has seen: DATA/witness.checkpoint,
 * outside of the database and its backup. What is smaller or of another past is not taken. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/checkpoint.h"

#define LEDGER_MEMORY_FILE_NAME "witness.checkpoint"

typedef struct LedgerMemory {
    char *key_text; /* owned: of signed-note; NULL: nothing was seen yet */
    char *text;     /* owned: the checkpoint */
    Checkpoint checkpoint;
} LedgerMemory;

void ledger_memory_clear(LedgerMemory *memory);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LedgerMemory, ledger_memory_clear)

/* Blocks. ERROR_IO, ERROR_CORRUPT. */
bool ledger_memory_read(const char *directory, LedgerMemory *ret_memory, GError **error);
bool ledger_memory_write(const char *directory, const LedgerMemory *memory, GError **error);

typedef enum LedgerSight {
    LEDGER_SIGHT_SAME,
    LEDGER_SIGHT_GREW,    /* the memory is the new head now */
    LEDGER_SIGHT_SMALLER, /* fewer entries than were seen */
    LEDGER_SIGHT_OTHER,   /* another past */
    LEDGER_SIGHT_EPOCH,   /* another epoch, key or server: somebody must look */
    LEDGER_SIGHT_GARBAGE, /* not what a ledger answers */
} LedgerSight;

/* Judges an answer of GET ledger/consistency ("old N", hashes, an empty line, the checkpoint).
 * `key_text`: the key of a first sight, else that of the memory counts. Pure. */
LedgerSight ledger_memory_judge(LedgerMemory *memory, const char *answer, const char *key_text);

/* The head that is remembered with the line of its own signature and one of ours. Caller frees. */
char *ledger_memory_cosign(const LedgerMemory *memory, int64_t time_s,
                           const CheckpointSigner *signer);
