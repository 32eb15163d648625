#include "base/token.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/error.h"
#include "base/token_keys.h"

#define VERSION           "v1"
#define VERSION_BYTES     2
#define KEY_ID_CHARS      8
#define EXPIRY_BYTES      8 /* seconds since 1970, big-endian */
#define HEAD_BYTES        (VERSION_BYTES + KEY_ID_CHARS + EXPIRY_BYTES) /* the subject follows */
#define PAYLOAD_MAX_BYTES (HEAD_BYTES + TOKEN_SUBJECT_MAX_BYTES)
#define MAC_BYTES         32
#define MAC_CHARS         43 /* of base64url */
#define US_PER_S          INT64_C(1000000)

typedef struct SignerKey {
    char id[KEY_ID_CHARS + 1];
    EVP_MAC_CTX *mac; /* owned; keyed once and started anew for each token, 4 times faster */
} SignerKey;

struct TokenSigner {
    unsigned n_keys;
    SignerKey keys[TOKEN_MAX_ROOT_KEYS]; /* newest first: keys[0] signs */
};

static EVP_MAC_CTX *new_mac(const uint8_t key[TOKEN_KEY_BYTES]) {
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *context = hmac ? EVP_MAC_CTX_new(hmac) : NULL;
    EVP_MAC_free(hmac);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };
    if (context && EVP_MAC_init(context, key, TOKEN_KEY_BYTES, params) == 1)
        return context;
    EVP_MAC_CTX_free(context);
    return NULL;
}

/* "token" separates from other uses of a root key, the NUL audience from context. */
static GString *derivation_info(const char *audience, const char *context) {
    GString *info = g_string_new("token ");
    g_string_append(info, audience);
    g_string_append_c(info, '\0');
    g_string_append(info, context);
    return info;
}

static bool add_key(TokenSigner *signer, const TokenKeys *keys, const GString *info) {
    unsigned index = signer->n_keys;
    SignerKey *key = &signer->keys[index];
    uint8_t derived[TOKEN_KEY_BYTES];
    if (!token_keys_expand(keys, index, info->str, info->len, derived, sizeof derived))
        return false;
    memcpy(key->id, token_keys_id(keys, index), KEY_ID_CHARS + 1);
    key->mac = new_mac(derived);
    OPENSSL_cleanse(derived, sizeof derived);
    signer->n_keys++;
    return key->mac != NULL;
}

TokenSigner *token_signer_new(const TokenKeys *keys, const char *audience, const char *context) {
    if (strlen(audience) > TOKEN_NAME_MAX_BYTES || strlen(context) > TOKEN_NAME_MAX_BYTES)
        return NULL;
    g_autoptr(GString) info = derivation_info(audience, context);
    g_autoptr(TokenSigner) signer = g_new0(TokenSigner, 1);
    while (signer->n_keys < token_keys_count(keys))
        if (!add_key(signer, keys, info))
            return NULL;
    return g_steal_pointer(&signer);
}

void token_signer_free(TokenSigner *signer) {
    if (!signer)
        return;
    for (unsigned i = 0; i < signer->n_keys; i++)
        EVP_MAC_CTX_free(signer->keys[i].mac);
    g_free(signer);
}

/* The signature covers the text, not the bytes in it: one token has one text only. */
static bool compute_mac(const SignerKey *key, const char *text, size_t length,
                        char ret_text[MAC_CHARS + 3]) {
    uint8_t mac[MAC_BYTES];
    size_t n = 0;
    if (EVP_MAC_init(key->mac, NULL, 0, NULL) != 1 ||
        EVP_MAC_update(key->mac, (const uint8_t *)text, length) != 1 ||
        EVP_MAC_final(key->mac, mac, &n, sizeof mac) != 1)
        return false;
    id_base64url_put(ret_text, mac, sizeof mac);
    return true;
}

static bool is_subject(const char *text, size_t length) {
    static const char ALLOWED[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:-";
    return length > 0 && length <= TOKEN_SUBJECT_MAX_BYTES && strspn(text, ALLOWED) == length;
}

bool token_sign(TokenSigner *signer, const TokenClaims *claims,
                char ret_text[TOKEN_TEXT_MAX_BYTES]) {
    const SignerKey *key = &signer->keys[0];
    size_t subject_bytes = strnlen(claims->subject, sizeof claims->subject);
    if (claims->expires_at_us < 0 || subject_bytes == sizeof claims->subject ||
        !is_subject(claims->subject, subject_bytes))
        return false;
    uint8_t payload[PAYLOAD_MAX_BYTES];
    uint64_t expiry = GUINT64_TO_BE((uint64_t)(claims->expires_at_us / US_PER_S));
    memcpy(payload, VERSION, VERSION_BYTES);
    memcpy(payload + VERSION_BYTES, key->id, KEY_ID_CHARS);
    memcpy(payload + VERSION_BYTES + KEY_ID_CHARS, &expiry, EXPIRY_BYTES);
    memcpy(payload + HEAD_BYTES, claims->subject, subject_bytes);

    size_t n = id_base64url_put(ret_text, payload, HEAD_BYTES + subject_bytes);
    ret_text[n] = '.';
    return compute_mac(key, ret_text, n, ret_text + n + 1);
}

static const SignerKey *find_key(const TokenSigner *signer, const uint8_t *id) {
    for (unsigned i = 0; i < signer->n_keys; i++)
        if (memcmp(signer->keys[i].id, id, KEY_ID_CHARS) == 0)
            return &signer->keys[i];
    return NULL;
}

static bool parse_claims(const uint8_t *payload, size_t length, TokenClaims *ret_claims) {
    uint64_t expiry;
    memcpy(&expiry, payload + VERSION_BYTES + KEY_ID_CHARS, EXPIRY_BYTES);
    expiry = GUINT64_FROM_BE(expiry);
    if (expiry > (uint64_t)(G_MAXINT64 / US_PER_S))
        return false;
    size_t subject_bytes = length - HEAD_BYTES;
    memset(ret_claims, 0, sizeof *ret_claims);
    memcpy(ret_claims->subject, payload + HEAD_BYTES, subject_bytes);
    ret_claims->expires_at_us = (int64_t)expiry * US_PER_S;
    return is_subject(ret_claims->subject, subject_bytes);
}

static bool check(TokenSigner *signer, const char *text, size_t length, TokenClaims *ret_claims) {
    uint8_t payload[TOKEN_TEXT_MAX_BYTES];
    char expected[MAC_CHARS + 3];
    size_t n = 0;
    if (length >= TOKEN_TEXT_MAX_BYTES || length < MAC_CHARS + 1)
        return false;
    size_t signed_chars = length - MAC_CHARS - 1;
    if (text[signed_chars] != '.' || !id_base64url_get(payload, text, signed_chars, &n) ||
        n <= HEAD_BYTES || n > PAYLOAD_MAX_BYTES || memcmp(payload, VERSION, VERSION_BYTES) != 0)
        return false;
    const SignerKey *key = find_key(signer, payload + VERSION_BYTES);
    return key && compute_mac(key, text, signed_chars, expected) &&
           CRYPTO_memcmp(text + signed_chars + 1, expected, MAC_CHARS) == 0 &&
           parse_claims(payload, n, ret_claims);
}

bool token_verify(TokenSigner *signer, const char *text, size_t length, int64_t now_us,
                  TokenClaims *ret_claims, GError **error) {
    TokenClaims claims;
    if (check(signer, text, length, &claims) && now_us < claims.expires_at_us) {
        *ret_claims = claims;
        return true;
    }
    g_set_error_literal(error, BASE_ERROR, ERROR_UNAUTHENTICATED,
                        "cannot accept the token: it is not valid or has expired");
    return false;
}
