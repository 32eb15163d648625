/* The key that signs the ledger's heads: DATA/ledger.key, outside of the database and its backup,
 * so that whoever has only those cannot sign another past. Blocks. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/checkpoint.h"

#define LEDGER_KEY_FILE_NAME  "ledger.key"
#define LEDGER_KEY_ALGORITHM  "ed25519" /* the only one so far; a field of the file and the leaf */
#define LEDGER_KEY_TEXT_BYTES 64        /* base64 of the algorithm's byte and the public key, NUL */

typedef struct LedgerKey {
    uint8_t public_key[CHECKPOINT_PUBLIC_BYTES];
    uint8_t secret_key[CHECKPOINT_SECRET_BYTES];
    char text[LEDGER_KEY_TEXT_BYTES];
} LedgerKey;

/* Reads the key, or makes one (0600, on the disk before it is used) when there is none. ERROR_IO;
 * ERROR_CORRUPT for a file that is no key: it is not replaced. */
bool ledger_key_open(const char *directory, LedgerKey *ret_key, GError **error);
/* Wipes it. */
void ledger_key_clear(LedgerKey *key);

/* The key's names are the origins that it signs for. Wipe the secret after use. */
void ledger_key_signer(const LedgerKey *key, const char *origin, CheckpointSigner *ret_signer);

/* The public part from its text. ERROR_INVALID. */
bool ledger_key_parse(const char *text, const char *origin, CheckpointKey *ret_key, GError **error);
