#include "catalog/ledger/cosignature.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/error.h"

#define ALGORITHM_COSIGNATURE_V1 0x04
#define HASH_BYTES               4
#define TIME_BYTES               8
#define SIGNATURE_BYTES          (HASH_BYTES + TIME_BYTES + crypto_sign_BYTES)
#define LINE_START               "\xe2\x80\x94 "

/* SHA-256(name ‖ "\n" ‖ 0x04 ‖ key), its first bytes. */
static void hash_key(const CheckpointKey *key, uint8_t ret_hash[HASH_BYTES]) {
    static const uint8_t MIDDLE[] = {'\n', ALGORITHM_COSIGNATURE_V1};
    crypto_hash_sha256_state state;
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)key->name, strlen(key->name));
    crypto_hash_sha256_update(&state, MIDDLE, sizeof MIDDLE);
    crypto_hash_sha256_update(&state, key->public_key, sizeof key->public_key);
    crypto_hash_sha256_final(&state, hash);
    memcpy(ret_hash, hash, HASH_BYTES);
}

char *cosignature_key_text(const CheckpointKey *key) {
    uint8_t hash[HASH_BYTES], bytes[1 + CHECKPOINT_PUBLIC_BYTES] = {ALGORITHM_COSIGNATURE_V1};
    memcpy(bytes + 1, key->public_key, CHECKPOINT_PUBLIC_BYTES);
    hash_key(key, hash);
    g_autofree char *base64 = g_base64_encode(bytes, sizeof bytes);
    return g_strdup_printf("%s+%02x%02x%02x%02x+%s", key->name, hash[0], hash[1], hash[2], hash[3],
                           base64);
}

static bool read_base64(const char *text, void *ret_bytes, size_t size) {
    size_t length;
    return sodium_base642bin(ret_bytes, size, text, strlen(text), NULL, &length, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           length == size;
}

static bool read_key(char **parts, const char *text, CheckpointKey *ret_key) {
    uint8_t bytes[1 + CHECKPOINT_PUBLIC_BYTES];
    if (g_strv_length(parts) != 3 || !g_utf8_validate(text, -1, NULL) || parts[0][0] == '\0' ||
        strlen(parts[0]) >= CHECKPOINT_NAME_BYTES || strpbrk(parts[0], " \t\r\n") ||
        !read_base64(parts[2], bytes, sizeof bytes) || bytes[0] != ALGORITHM_COSIGNATURE_V1)
        return false;
    g_strlcpy(ret_key->name, parts[0], sizeof ret_key->name);
    memcpy(ret_key->public_key, bytes + 1, CHECKPOINT_PUBLIC_BYTES);
    g_autofree char *wanted = cosignature_key_text(ret_key);
    return strcmp(text, wanted) == 0;
}

bool cosignature_key_parse(const char *text, CheckpointKey *ret_key, GError **error) {
    g_auto(GStrv) parts = g_strsplit(text, "+", 3);
    if (read_key(parts, text, ret_key))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "cannot read the cosigner's key: it is not a name, a hash and a key for "
                        "cosignature/v1");
    return false;
}

static char *signed_text(const char *text, const Checkpoint *checkpoint, int64_t time_s) {
    return g_strdup_printf("cosignature/v1\ntime %" PRId64 "\n%.*s", time_s,
                           (int)checkpoint->body_length, text);
}

void cosignature_append(GString *text, const Checkpoint *checkpoint, int64_t time_s,
                        const CheckpointSigner *signer) {
    uint8_t bytes[SIGNATURE_BYTES];
    g_autofree char *message = signed_text(text->str, checkpoint, time_s);
    hash_key(&signer->key, bytes);
    for (unsigned i = 0; i < TIME_BYTES; i++)
        bytes[HASH_BYTES + i] = (uint8_t)((uint64_t)time_s >> (8 * (TIME_BYTES - 1 - i)));
    crypto_sign_detached(bytes + HASH_BYTES + TIME_BYTES, NULL, (const uint8_t *)message,
                         strlen(message), signer->secret_key);
    g_autofree char *base64 = g_base64_encode(bytes, sizeof bytes);
    g_string_append_printf(text, LINE_START "%s %s\n", signer->key.name, base64);
}

/* Whether the line is a good one of this key. */
static bool read_line(const char *line, const char *text, const Checkpoint *checkpoint,
                      const CheckpointKey *key, int64_t *ret_time_s) {
    uint8_t bytes[SIGNATURE_BYTES], hash[HASH_BYTES];
    uint64_t time_s = 0;
    if (!g_str_has_prefix(line, LINE_START) || strlen(line) >= COSIGNATURE_LINE_BYTES)
        return false;
    g_auto(GStrv) parts = g_strsplit(line + strlen(LINE_START), " ", 2);
    hash_key(key, hash);
    if (!parts[0] || !parts[1] || strcmp(parts[0], key->name) != 0 ||
        !read_base64(parts[1], bytes, sizeof bytes) || memcmp(bytes, hash, HASH_BYTES) != 0)
        return false;
    for (unsigned i = 0; i < TIME_BYTES; i++)
        time_s = time_s << 8 | bytes[HASH_BYTES + i];
    if (time_s > INT64_MAX)
        return false;
    *ret_time_s = (int64_t)time_s;
    g_autofree char *message = signed_text(text, checkpoint, *ret_time_s);
    return crypto_sign_verify_detached(bytes + HASH_BYTES + TIME_BYTES, (const uint8_t *)message,
                                       strlen(message), key->public_key) == 0;
}

bool cosignature_find(const char *text, size_t length, const Checkpoint *checkpoint,
                      const CheckpointKey *key, char ret_line[COSIGNATURE_LINE_BYTES],
                      int64_t *ret_time_s, GError **error) {
    g_autofree char *below =
        g_strndup(text + checkpoint->body_length + 1, length - checkpoint->body_length - 1);
    g_auto(GStrv) lines = g_strsplit(below, "\n", CHECKPOINT_MAX_SIGNATURES + 1);
    for (unsigned i = 0; lines[i] && i < CHECKPOINT_MAX_SIGNATURES; i++)
        if (read_line(lines[i], text, checkpoint, key, ret_time_s)) {
            g_strlcpy(ret_line, lines[i], COSIGNATURE_LINE_BYTES);
            return true;
        }
    g_set_error(error, BASE_ERROR, ERROR_UNAUTHENTICATED,
                "the checkpoint has no good cosignature of '%s'", key->name);
    return false;
}
