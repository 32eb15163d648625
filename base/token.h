/* Signed, expiring bearer tokens with audience and key id.
 *
 * Form: base64url("v1" fields) "." base64url(HMAC-SHA256). The signing key of a token is
 * HKDF-SHA256(root key, audience ‖ context), so that tokens of one meeting say nothing about
 * another. Root keys live in DATA/keys/ (mode 0600); the newest signs, all verify (rotation). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"

#define TOKEN_SUBJECT_MAX_BYTES 64
#define TOKEN_NAME_MAX_BYTES    256
#define TOKEN_TEXT_MAX_BYTES    256
#define TOKEN_KEY_BYTES         32
#define TOKEN_MAX_ROOT_KEYS     8

typedef struct TokenKeys TokenKeys; /* root keys of a data directory; immutable once open */
typedef struct TokenSigner
    TokenSigner; /* derived for one audience + context, one thread at a time */

typedef struct TokenClaims {
    char subject[TOKEN_SUBJECT_MAX_BYTES + 1]; /* what the token stands for, e.g. a viewing id */
    int64_t expires_at_us;                     /* wall clock, µs, stored in whole seconds */
} TokenClaims;

/* `directory` is the data directory. Opens its keys/, making the folder (0700) and a first key
 * (0600) when there is none. Refuses files that others may read. ERROR_IO, ERROR_CORRUPT. */
TokenKeys *token_keys_open(const char *directory, GError **error);
/* Adds a new signing key; verification of older tokens goes on. Who has opened the keys before must
 * open them again to see it. ERROR_CONFLICT at TOKEN_MAX_ROOT_KEYS: files of old keys are removed
 * by hand, since what was derived from them may still be needed. */
bool token_keys_rotate(const char *directory, GError **error);
void token_keys_free(TokenKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TokenKeys, token_keys_free)

/* Names for token_keys_derive(); key 0 is the newest, there is always one. */
unsigned token_keys_count(const TokenKeys *keys);
const char *token_keys_id(const TokenKeys *keys, unsigned index);

/* HKDF-SHA256 (RFC 5869) of the newest root key, for other uses (field encryption, lookup HMAC):
 * `ret_key` gets `length` bytes, at most 64. With `key_id` "" the newest key, else that key (false
 * when there is none). `ret_key_id` (9 bytes, may be NULL) gets its name. */
bool token_keys_derive(const TokenKeys *keys, const char *key_id, const char *purpose,
                       uint8_t *ret_key, size_t length, char ret_key_id[9]);

/* Derives once; signing and verifying then cost one HMAC. Needs the keys no longer. Audience and
 * context have up to TOKEN_NAME_MAX_BYTES each, else NULL. */
TokenSigner *token_signer_new(const TokenKeys *keys, const char *audience, const char *context);
void token_signer_free(TokenSigner *signer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TokenSigner, token_signer_free)

/* Writes a NUL-terminated token to `ret_text`. Subject: 1 to 64 bytes of [A-Za-z0-9_.:-]. */
bool token_sign(TokenSigner *signer, const TokenClaims *claims,
                char ret_text[TOKEN_TEXT_MAX_BYTES]);

/* ERROR_UNAUTHENTICATED for anything malformed, forged, of another audience, of an unknown key or
 * expired at `now_us`; the message does not tell which to a client. Comparison in constant time. */
bool token_verify(TokenSigner *signer, const char *text, size_t length, int64_t now_us,
                  TokenClaims *ret_claims, GError **error);
