#include "catalog/ledger/ledger_key.h"

#include <sodium.h>
#include <string.h>

#include "base/error.h"
#include "catalog/ledger/ledger_file.h"

#define FILE_FORMAT    "tongping-ledger-key 1\nalgorithm " LEDGER_KEY_ALGORITHM "\nseed "
#define FILE_MAX_BYTES 256
#define ED25519        0x01 /* signed-note */

static void set_public_text(LedgerKey *key) {
    uint8_t bytes[1 + CHECKPOINT_PUBLIC_BYTES] = {ED25519};
    memcpy(bytes + 1, key->public_key, CHECKPOINT_PUBLIC_BYTES);
    sodium_bin2base64(key->text, sizeof key->text, bytes, sizeof bytes,
                      sodium_base64_VARIANT_ORIGINAL);
}

static bool parse(const char *text, LedgerKey *ret_key) {
    uint8_t seed[crypto_sign_SEEDBYTES];
    size_t length, start = strlen(FILE_FORMAT), all = strlen(text);
    if (!g_str_has_prefix(text, FILE_FORMAT) || text[all - 1] != '\n')
        return false;
    bool ok = sodium_base642bin(seed, sizeof seed, text + start, all - 1 - start, NULL, &length,
                                NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
              length == sizeof seed;
    if (ok)
        crypto_sign_seed_keypair(ret_key->public_key, ret_key->secret_key, seed);
    sodium_memzero(seed, sizeof seed);
    return ok;
}

static bool write_new(const char *directory, LedgerKey *ret_key, GError **error) {
    uint8_t seed[crypto_sign_SEEDBYTES];
    char base64[sodium_base64_ENCODED_LEN(sizeof seed, sodium_base64_VARIANT_ORIGINAL)];
    randombytes_buf(seed, sizeof seed);
    crypto_sign_seed_keypair(ret_key->public_key, ret_key->secret_key, seed);
    sodium_bin2base64(base64, sizeof base64, seed, sizeof seed, sodium_base64_VARIANT_ORIGINAL);
    char *text = g_strconcat(FILE_FORMAT, base64, "\n", NULL);
    bool ok = ledger_file_write(directory, LEDGER_KEY_FILE_NAME, text, error);
    sodium_memzero(text, strlen(text));
    sodium_memzero(base64, sizeof base64);
    sodium_memzero(seed, sizeof seed);
    g_free(text);
    return ok;
}

bool ledger_key_open(const char *directory, LedgerKey *ret_key, GError **error) {
    char *text = NULL;
    if (!ledger_file_read(directory, LEDGER_KEY_FILE_NAME, FILE_MAX_BYTES, &text, error))
        return false;
    bool ok = text ? parse(text, ret_key) : write_new(directory, ret_key, error);
    if (text && !ok)
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT,
                    "cannot use '%s/" LEDGER_KEY_FILE_NAME "': it is not the key of a ledger",
                    directory);
    if (text)
        sodium_memzero(text, strlen(text));
    g_free(text);
    if (ok)
        set_public_text(ret_key);
    return ok;
}

void ledger_key_clear(LedgerKey *key) {
    sodium_memzero(key, sizeof *key);
}

void ledger_key_signer(const LedgerKey *key, const char *origin, CheckpointSigner *ret_signer) {
    g_strlcpy(ret_signer->key.name, origin, sizeof ret_signer->key.name);
    memcpy(ret_signer->key.public_key, key->public_key, sizeof key->public_key);
    memcpy(ret_signer->secret_key, key->secret_key, sizeof key->secret_key);
}

bool ledger_key_parse(const char *text, const char *origin, CheckpointKey *ret_key,
                      GError **error) {
    uint8_t bytes[1 + CHECKPOINT_PUBLIC_BYTES];
    size_t length;
    if (strlen(text) >= LEDGER_KEY_TEXT_BYTES || strlen(origin) >= CHECKPOINT_NAME_BYTES ||
        sodium_base642bin(bytes, sizeof bytes, text, strlen(text), NULL, &length, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        length != sizeof bytes || bytes[0] != ED25519) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "cannot read the key: it is not an Ed25519 key");
        return false;
    }
    g_strlcpy(ret_key->name, origin, sizeof ret_key->name);
    memcpy(ret_key->public_key, bytes + 1, CHECKPOINT_PUBLIC_BYTES);
    return true;
}
