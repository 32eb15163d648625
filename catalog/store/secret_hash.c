#include "catalog/store/secret_hash.h"

#include <string.h>

#include <glib.h>
#include <sodium.h>

G_STATIC_ASSERT(SECRET_HASH_BYTES == crypto_hash_sha256_BYTES);

void secret_hash_of(const char *secret, uint8_t ret_hash[SECRET_HASH_BYTES]) {
    crypto_hash_sha256(ret_hash, (const unsigned char *)secret, strlen(secret));
}
