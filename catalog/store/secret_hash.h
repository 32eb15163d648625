/* What the database keeps of a secret that a client carries: its SHA-256. The secrets are 32 random
 * bytes, so that no slow hash is needed. */
#pragma once

#include <stdint.h>

#define SECRET_HASH_BYTES 32

/* Of the text as the client sends it (base64url). */
void secret_hash_of(const char *secret, uint8_t ret_hash[SECRET_HASH_BYTES]);
