#include "catalog/ledger/checkpoint.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/error.h"

#define ALGORITHM_ED25519 0x01
#define KEY_HASH_BYTES    4
#define SIGNATURE_BYTES   (KEY_HASH_BYTES + crypto_sign_BYTES)
#define SIGNATURE_START   "\xe2\x80\x94 " /* an em dash and a space */

G_STATIC_ASSERT(crypto_sign_PUBLICKEYBYTES == CHECKPOINT_PUBLIC_BYTES);
G_STATIC_ASSERT(crypto_sign_SECRETKEYBYTES == CHECKPOINT_SECRET_BYTES);

/* ---- keys ---- */

static bool is_name(const char *name) {
    size_t length = strlen(name);
    if (length == 0 || length >= CHECKPOINT_NAME_BYTES || !g_utf8_validate(name, -1, NULL))
        return false;
    for (const char *at = name; *at; at = g_utf8_next_char(at))
        if (*at == '+' || g_unichar_isspace(g_utf8_get_char(at)) ||
            g_unichar_iscntrl(g_utf8_get_char(at)))
            return false;
    return true;
}

/* signed-note, "Key ID": the first bytes of SHA-256(name ‖ "\n" ‖ algorithm ‖ key). */
static void hash_key(const CheckpointKey *key, uint8_t ret_hash[KEY_HASH_BYTES]) {
    static const uint8_t MIDDLE[] = {'\n', ALGORITHM_ED25519};
    crypto_hash_sha256_state state;
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)key->name, strlen(key->name));
    crypto_hash_sha256_update(&state, MIDDLE, sizeof MIDDLE);
    crypto_hash_sha256_update(&state, key->public_key, sizeof key->public_key);
    crypto_hash_sha256_final(&state, hash);
    memcpy(ret_hash, hash, KEY_HASH_BYTES);
}

bool checkpoint_signer_make(const char *name, CheckpointSigner *ret_signer, GError **error) {
    if (!is_name(name)) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot name a key '%s': no spaces, no '+', at most %d bytes", name,
                    CHECKPOINT_NAME_BYTES - 1);
        return false;
    }
    g_strlcpy(ret_signer->key.name, name, sizeof ret_signer->key.name);
    crypto_sign_keypair(ret_signer->key.public_key, ret_signer->secret_key);
    return true;
}

char *checkpoint_key_text(const CheckpointKey *key) {
    uint8_t hash[KEY_HASH_BYTES], bytes[1 + CHECKPOINT_PUBLIC_BYTES] = {ALGORITHM_ED25519};
    memcpy(bytes + 1, key->public_key, CHECKPOINT_PUBLIC_BYTES);
    hash_key(key, hash);
    g_autofree char *base64 = g_base64_encode(bytes, sizeof bytes);
    return g_strdup_printf("%s+%02x%02x%02x%02x+%s", key->name, hash[0], hash[1], hash[2], hash[3],
                           base64);
}

/* Exactly `size` bytes in the one form of base64 that there is for them. */
static bool read_base64(const char *text, void *ret_bytes, size_t size) {
    size_t length;
    return sodium_base642bin(ret_bytes, size, text, strlen(text), NULL, &length, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           length == size;
}

static bool read_key(char **parts, CheckpointKey *ret_key) {
    uint8_t bytes[1 + CHECKPOINT_PUBLIC_BYTES], hash[KEY_HASH_BYTES];
    if (g_strv_length(parts) != 3 || !is_name(parts[0]) ||
        !read_base64(parts[2], bytes, sizeof bytes) || bytes[0] != ALGORITHM_ED25519)
        return false;
    g_strlcpy(ret_key->name, parts[0], sizeof ret_key->name);
    memcpy(ret_key->public_key, bytes + 1, CHECKPOINT_PUBLIC_BYTES);
    hash_key(ret_key, hash);
    g_autofree char *wanted =
        g_strdup_printf("%02x%02x%02x%02x", hash[0], hash[1], hash[2], hash[3]);
    return strcmp(parts[1], wanted) == 0;
}

bool checkpoint_key_parse(const char *text, CheckpointKey *ret_key, GError **error) {
    g_auto(GStrv) parts = g_strsplit(text, "+", 3);
    if (read_key(parts, ret_key))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "cannot read the key: it is not a name, a hash and an Ed25519 key");
    return false;
}

/* ---- writing ---- */

static void append_signature(GString *out, const char *body, size_t length,
                             const CheckpointSigner *signer) {
    uint8_t bytes[SIGNATURE_BYTES];
    hash_key(&signer->key, bytes);
    crypto_sign_detached(bytes + KEY_HASH_BYTES, NULL, (const uint8_t *)body, length,
                         signer->secret_key);
    g_autofree char *base64 = g_base64_encode(bytes, sizeof bytes);
    g_string_append_printf(out, SIGNATURE_START "%s %s\n", signer->key.name, base64);
}

void checkpoint_append(GString *out, const char *origin, const MerkleHead *head,
                       const CheckpointSigner *signer) {
    g_autofree char *root = g_base64_encode(head->root.bytes, MERKLE_HASH_BYTES);
    g_autofree char *body = g_strdup_printf("%s\n%" PRId64 "\n%s\n", origin, head->size, root);
    g_string_append_printf(out, "%s\n", body);
    append_signature(out, body, strlen(body), signer);
}

void checkpoint_cosign(GString *text, const Checkpoint *checkpoint,
                       const CheckpointSigner *signer) {
    g_autofree char *body = g_strndup(text->str, checkpoint->body_length);
    append_signature(text, body, checkpoint->body_length, signer);
}

/* ---- reading ---- */

/* One text for each size. */
static bool read_size(const char *text, int64_t *ret_size) {
    guint64 size;
    if (!g_ascii_string_to_unsigned(text, 10, 0, MERKLE_MAX_SIZE, &size, NULL) ||
        (text[0] == '0' && text[1] != '\0') || !g_ascii_isdigit(text[0]))
        return false;
    *ret_size = (int64_t)size;
    return true;
}

static bool read_body(char **lines, Checkpoint *ret_checkpoint) {
    unsigned n = g_strv_length(lines);
    if (n < 3 || !is_name(lines[0]))
        return false;
    g_strlcpy(ret_checkpoint->origin, lines[0], sizeof ret_checkpoint->origin);
    return read_size(lines[1], &ret_checkpoint->head.size) &&
           read_base64(lines[2], ret_checkpoint->head.root.bytes, MERKLE_HASH_BYTES);
}

static bool read_checkpoint(const char *text, size_t length, Checkpoint *ret_checkpoint) {
    if (length > CHECKPOINT_MAX_BYTES || memchr(text, '\0', length) || text[length - 1] != '\n')
        return false;
    g_autofree char *copy = g_strndup(text, length);
    char *end = strstr(copy, "\n\n");
    if (!end || !g_utf8_validate(copy, -1, NULL))
        return false;
    ret_checkpoint->body_length = (size_t)(end - copy) + 1;
    *end = '\0';
    g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
    return read_body(lines, ret_checkpoint);
}

bool checkpoint_parse(const char *text, size_t length, Checkpoint *ret_checkpoint, GError **error) {
    if (length > 0 && read_checkpoint(text, length, ret_checkpoint))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "cannot read the checkpoint: it is not an origin, a size and a root with "
                        "signatures below");
    return false;
}

/* True when the line is this key's signature of the body. */
static bool is_signed_by(const char *line, const char *body, size_t length,
                         const CheckpointKey *key) {
    uint8_t bytes[SIGNATURE_BYTES], hash[KEY_HASH_BYTES];
    if (!g_str_has_prefix(line, SIGNATURE_START))
        return false;
    g_auto(GStrv) parts = g_strsplit(line + strlen(SIGNATURE_START), " ", 2);
    hash_key(key, hash);
    return parts[0] && parts[1] && strcmp(parts[0], key->name) == 0 &&
           read_base64(parts[1], bytes, sizeof bytes) && memcmp(bytes, hash, sizeof hash) == 0 &&
           crypto_sign_verify_detached(bytes + KEY_HASH_BYTES, (const uint8_t *)body, length,
                                       key->public_key) == 0;
}

bool checkpoint_verify(const char *text, size_t length, const Checkpoint *checkpoint,
                       const CheckpointKey *key, GError **error) {
    g_autofree char *below =
        g_strndup(text + checkpoint->body_length + 1, length - checkpoint->body_length - 1);
    g_auto(GStrv) lines = g_strsplit(below, "\n", CHECKPOINT_MAX_SIGNATURES + 1);
    for (unsigned i = 0; lines[i] && i < CHECKPOINT_MAX_SIGNATURES; i++)
        if (is_signed_by(lines[i], text, checkpoint->body_length, key))
            return true;
    g_set_error(error, BASE_ERROR, ERROR_UNAUTHENTICATED,
                "the checkpoint has no good signature of '%s'", key->name);
    return false;
}
