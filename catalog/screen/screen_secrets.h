/* The secrets of screens. Each is derived with a key of the server from what it follows: whoever
 * lost an answer asks again and is told the same. Only hashes are stored. Immutable: any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/token.h"
#include "catalog/store/secret_hash.h"

#define SCREEN_SECRET_PREFIX "tps_"
#define SCREEN_SECRET_BYTES  48 /* prefix, 32 bytes in base64url, NUL */

typedef struct ScreenSecrets ScreenSecrets;

/* `keys` is read here only. */
ScreenSecrets *screen_secrets_new(const TokenKeys *keys);
void screen_secrets_free(ScreenSecrets *secrets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScreenSecrets, screen_secrets_free)

/* Of a pairing, by the hash of its device code. */
void screen_secrets_first(const ScreenSecrets *secrets,
                          const uint8_t device_hash[SECRET_HASH_BYTES],
                          char ret_secret[SCREEN_SECRET_BYTES]);

/* What follows the secret with this hash. After each roll-back (its moment) another one. */
void screen_secrets_next(const ScreenSecrets *secrets, const uint8_t hash[SECRET_HASH_BYTES],
                         int64_t rolled_back_at_us, char ret_secret[SCREEN_SECRET_BYTES]);

/* Whether a text looks like a screen's secret. */
bool screen_secrets_is_one(const char *text);
