/* A signed head of the ledger as text: C2SP tlog-checkpoint in a C2SP signed-note with Ed25519
 * signatures. Four lines that fit in a QR code or under printed minutes:
 *
 *     county.example/tongping
 *     3150000
 *     qINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=
 *
 *     — county.example/tongping Az3grlgt…
 *
 * Others may put their signatures below (cosigners, RFC-like: name and key decide). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "catalog/ledger/merkle.h"

#define CHECKPOINT_NAME_BYTES     128 /* of a key or an origin, with NUL */
#define CHECKPOINT_MAX_BYTES      4096
#define CHECKPOINT_MAX_SIGNATURES 16
#define CHECKPOINT_PUBLIC_BYTES   32
#define CHECKPOINT_SECRET_BYTES   64 /* libsodium's: seed and public key */

typedef struct CheckpointKey {
    char name[CHECKPOINT_NAME_BYTES]; /* no space, no "+" */
    uint8_t public_key[CHECKPOINT_PUBLIC_BYTES];
} CheckpointKey;

typedef struct CheckpointSigner {
    CheckpointKey key;
    uint8_t secret_key[CHECKPOINT_SECRET_BYTES];
} CheckpointSigner;

/* A new random key. ERROR_INVALID: the name cannot be one. */
bool checkpoint_signer_make(const char *name, CheckpointSigner *ret_signer, GError **error);

/* "NAME+HASH+BASE64", as signed-note writes keys for verifying. Caller frees. */
char *checkpoint_key_text(const CheckpointKey *key);
/* ERROR_INVALID, also for an algorithm that is not Ed25519 and for a hash that is not the key's. */
bool checkpoint_key_parse(const char *text, CheckpointKey *ret_key, GError **error);

typedef struct Checkpoint {
    char origin[CHECKPOINT_NAME_BYTES];
    MerkleHead head;
    size_t body_length; /* what is signed: the text's first bytes */
} Checkpoint;

/* The body, then the signer's line. */
void checkpoint_append(GString *out, const char *origin, const MerkleHead *head,
                       const CheckpointSigner *signer);
/* One more line below a checkpoint that was checked before. `text` ends with the new line. */
void checkpoint_cosign(GString *text, const Checkpoint *checkpoint, const CheckpointSigner *signer);

/* Reads the text; says nothing of signatures. ERROR_INVALID. */
bool checkpoint_parse(const char *text, size_t length, Checkpoint *ret_checkpoint, GError **error);
/* Whether this key has signed it: ERROR_UNAUTHENTICATED when there is no signature of the key, or a
 * wrong one. */
bool checkpoint_verify(const char *text, size_t length, const Checkpoint *checkpoint,
                       const CheckpointKey *key, GError **error);
