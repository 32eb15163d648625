#include "catalog/screen/screen_secrets.h"

#include <sodium.h>
#include <string.h>

#include "base/id.h"

struct ScreenSecrets {
    uint8_t key[crypto_auth_hmacsha256_KEYBYTES];
};

ScreenSecrets *screen_secrets_new(const TokenKeys *keys) {
    ScreenSecrets *secrets = g_new0(ScreenSecrets, 1);
    bool is_derived =
        token_keys_derive(keys, "", "screen secrets", secrets->key, sizeof secrets->key, NULL);
    g_assert(is_derived); /* the newest key always exists */
    return secrets;
}

void screen_secrets_free(ScreenSecrets *secrets) {
    if (!secrets)
        return;
    sodium_memzero(secrets->key, sizeof secrets->key);
    g_free(secrets);
}

static void derive(const ScreenSecrets *secrets, const char *text, const uint8_t *hash,
                   char ret_secret[SCREEN_SECRET_BYTES]) {
    uint8_t digest[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, secrets->key, sizeof secrets->key);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)text, strlen(text));
    crypto_auth_hmacsha256_update(&state, hash, SECRET_HASH_BYTES);
    crypto_auth_hmacsha256_final(&state, digest);
    g_autofree char *body = id_base64url(digest, sizeof digest);
    g_snprintf(ret_secret, SCREEN_SECRET_BYTES, SCREEN_SECRET_PREFIX "%s", body);
}

void screen_secrets_first(const ScreenSecrets *secrets,
                          const uint8_t device_hash[SECRET_HASH_BYTES],
                          char ret_secret[SCREEN_SECRET_BYTES]) {
    derive(secrets, "first", device_hash, ret_secret);
}

void screen_secrets_next(const ScreenSecrets *secrets, const uint8_t hash[SECRET_HASH_BYTES],
                         int64_t rolled_back_at_us, char ret_secret[SCREEN_SECRET_BYTES]) {
    g_autofree char *text = g_strdup_printf("next %" G_GINT64_FORMAT, rolled_back_at_us);
    derive(secrets, text, hash, ret_secret);
}

bool screen_secrets_is_one(const char *text) {
    return g_str_has_prefix(text, SCREEN_SECRET_PREFIX);
}
