/* Encryption of single fields and lookup by keyed HMAC. A column with personal data holds a sealed
 * value; beside it, where it must be found again, a lookup value. Immutable: any thread.
 *
 * Sealed: version (1 byte), key id (8), nonce (24), XChaCha20-Poly1305 text and tag. The associated
 * data are column and row, so that a value moved to another place does not open. New values use the
 * newest root key; older keys open what they sealed. Lookups stay with one root key, which the
 * database names, because they carry unique indexes. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/token.h"

#define FIELD_SEAL_EXTRA_BYTES 49 /* how much longer than the plain text a sealed value is */
#define FIELD_MAX_BYTES        65536
#define FIELD_LOOKUP_BYTES     32
#define FIELD_KEY_ID_BYTES     9 /* with NUL */

typedef struct FieldCrypto FieldCrypto;

/* Where a value lives. */
typedef struct FieldPlace {
    const char *column; /* "member.phone" */
    const char *row_id;
} FieldPlace;

/* What counts as the same when a value is looked up. */
typedef enum FieldLookup {
    FIELD_LOOKUP_TEXT,   /* NFKC, case folded, runs of space as one, ends trimmed */
    FIELD_LOOKUP_NUMBER, /* NFKC, upper case, only ASCII letters and digits: numbers of documents
                            and telephones however they were typed */
} FieldLookup;

/* `keys` is borrowed until the end. `lookup_key_id` "" takes the newest. ERROR_CORRUPT when that
 * key is missing from DATA/keys. */
FieldCrypto *field_crypto_new(const TokenKeys *keys, const char *lookup_key_id, GError **error);
void field_crypto_free(FieldCrypto *crypto);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FieldCrypto, field_crypto_free)

/* The root key of lookups, to be remembered. Borrowed. */
const char *field_crypto_lookup_key_id(const FieldCrypto *crypto);

/* ERROR_TOO_LARGE beyond FIELD_MAX_BYTES. */
GBytes *field_crypto_seal(const FieldCrypto *crypto, const FieldPlace *place, const char *text,
                          GError **error);

/* ERROR_CORRUPT for a changed, moved or cut value and for an unknown key. Caller frees. */
char *field_crypto_open(const FieldCrypto *crypto, const FieldPlace *place, const void *sealed,
                        size_t length, GError **error);

/* False when the value was sealed by an older key and is due to be sealed again. */
bool field_crypto_is_current(const FieldCrypto *crypto, const void *sealed, size_t length);

/* ERROR_INVALID when nothing is left of `text` after normalising, or it is not UTF-8. */
bool field_crypto_lookup(const FieldCrypto *crypto, const char *column, FieldLookup kind,
                         const char *text, uint8_t ret_lookup[FIELD_LOOKUP_BYTES], GError **error);
