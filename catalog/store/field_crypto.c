#include "catalog/store/field_crypto.h"

#include <string.h>

#include <sodium.h>

#include "base/error.h"
#include "catalog/store/field_text.h"

#define SEAL_VERSION 1
#define KEY_ID_CHARS (FIELD_KEY_ID_BYTES - 1)
#define NONCE_AT     (1 + KEY_ID_CHARS)
#define TEXT_AT      (NONCE_AT + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
#define TAG_BYTES    crypto_aead_xchacha20poly1305_ietf_ABYTES
#define KEY_BYTES    crypto_aead_xchacha20poly1305_ietf_KEYBYTES

G_STATIC_ASSERT(FIELD_SEAL_EXTRA_BYTES == TEXT_AT + TAG_BYTES);
G_STATIC_ASSERT(FIELD_LOOKUP_BYTES == crypto_auth_hmacsha256_BYTES);

struct FieldCrypto {
    const TokenKeys *keys; /* borrowed */
    uint8_t seal_key[KEY_BYTES];
    char seal_key_id[FIELD_KEY_ID_BYTES];
    uint8_t lookup_key[crypto_auth_hmacsha256_KEYBYTES];
    char lookup_key_id[FIELD_KEY_ID_BYTES];
};

FieldCrypto *field_crypto_new(const TokenKeys *keys, const char *lookup_key_id, GError **error) {
    g_autoptr(FieldCrypto) crypto = g_new0(FieldCrypto, 1);
    crypto->keys = keys;
    g_assert(sodium_init() >= 0); /* repeated calls do nothing */
    if (!token_keys_derive(keys, "", "field", crypto->seal_key, KEY_BYTES, crypto->seal_key_id) ||
        !token_keys_derive(keys, lookup_key_id, "lookup", crypto->lookup_key,
                           sizeof crypto->lookup_key, crypto->lookup_key_id)) {
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT,
                    "cannot read encrypted fields: key '%s' of this database is missing; put the "
                    "keys folder of its backup back",
                    lookup_key_id);
        return NULL;
    }
    return g_steal_pointer(&crypto);
}

void field_crypto_free(FieldCrypto *crypto) {
    if (!crypto)
        return;
    sodium_memzero(crypto, sizeof *crypto);
    g_free(crypto);
}

const char *field_crypto_lookup_key_id(const FieldCrypto *crypto) {
    return crypto->lookup_key_id;
}

/* Column NUL row: neither holds a NUL, so that two places never give the same bytes. */
static GByteArray *associated_data(const FieldPlace *place) {
    GByteArray *data = g_byte_array_new();
    g_byte_array_append(data, (const guint8 *)place->column, (guint)strlen(place->column) + 1);
    g_byte_array_append(data, (const guint8 *)place->row_id, (guint)strlen(place->row_id));
    return data;
}

GBytes *field_crypto_seal(const FieldCrypto *crypto, const FieldPlace *place, const char *text,
                          GError **error) {
    size_t length = strlen(text);
    if (length > FIELD_MAX_BYTES) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "cannot encrypt a value of %s: it is longer than %d bytes", place->column,
                    FIELD_MAX_BYTES);
        return NULL;
    }
    g_autoptr(GByteArray) data = associated_data(place);
    size_t sealed_length = length + FIELD_SEAL_EXTRA_BYTES;
    uint8_t *sealed = g_malloc(sealed_length);
    sealed[0] = SEAL_VERSION;
    memcpy(sealed + 1, crypto->seal_key_id, KEY_ID_CHARS);
    randombytes_buf(sealed + NONCE_AT, TEXT_AT - NONCE_AT);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + TEXT_AT, NULL, (const uint8_t *)text,
                                               length, data->data, data->len, NULL,
                                               sealed + NONCE_AT, crypto->seal_key);
    return g_bytes_new_take(sealed, sealed_length);
}

/* The key a value names: the newest at once, older ones derived anew (about 2 µs). */
static bool find_key(const FieldCrypto *crypto, const char *key_id, uint8_t ret_key[KEY_BYTES]) {
    if (g_str_equal(key_id, crypto->seal_key_id)) {
        memcpy(ret_key, crypto->seal_key, KEY_BYTES);
        return true;
    }
    return key_id[0] && token_keys_derive(crypto->keys, key_id, "field", ret_key, KEY_BYTES, NULL);
}

static bool set_unreadable(GError **error, const FieldPlace *place, const char *why) {
    g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "cannot decrypt %s of row '%s': %s",
                place->column, place->row_id, why);
    return false;
}

static bool decrypt(const FieldPlace *place, const uint8_t *sealed, size_t length,
                    const uint8_t key[KEY_BYTES], char *ret_text) {
    g_autoptr(GByteArray) data = associated_data(place);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(
               (uint8_t *)ret_text, NULL, NULL, sealed + TEXT_AT, length - TEXT_AT, data->data,
               data->len, sealed + NONCE_AT, key) == 0;
}

char *field_crypto_open(const FieldCrypto *crypto, const FieldPlace *place, const void *sealed,
                        size_t length, GError **error) {
    const uint8_t *bytes = sealed;
    if (length < FIELD_SEAL_EXTRA_BYTES || bytes[0] != SEAL_VERSION) {
        set_unreadable(error, place, "it is not a sealed value");
        return NULL;
    }
    char key_id[FIELD_KEY_ID_BYTES] = {0};
    memcpy(key_id, bytes + 1, KEY_ID_CHARS);
    uint8_t key[KEY_BYTES];
    if (!find_key(crypto, key_id, key)) {
        set_unreadable(error, place, "its key is missing from the keys folder");
        return NULL;
    }
    char *text = g_malloc0(length - FIELD_SEAL_EXTRA_BYTES + 1);
    bool is_open = decrypt(place, bytes, length, key, text);
    sodium_memzero(key, sizeof key);
    if (is_open)
        return text;
    g_free(text);
    set_unreadable(error, place, "it was changed or moved");
    return NULL;
}

bool field_crypto_is_current(const FieldCrypto *crypto, const void *sealed, size_t length) {
    const uint8_t *bytes = sealed;
    return length >= FIELD_SEAL_EXTRA_BYTES && bytes[0] == SEAL_VERSION &&
           memcmp(bytes + 1, crypto->seal_key_id, KEY_ID_CHARS) == 0;
}

/* ---- lookup ---- */

static char *normalise_text(const char *text) {
    g_autofree char *folded = field_text_fold(text);
    GString *out = g_string_new(NULL);
    bool is_after_space = false;
    for (const char *p = folded; p && *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c)) {
            is_after_space = true;
            continue;
        }
        if (is_after_space && out->len > 0)
            g_string_append_c(out, ' ');
        is_after_space = false;
        g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

static char *normalise_number(const char *text) {
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    GString *out = g_string_new(NULL);
    for (const char *p = composed; p && *p; p++)
        if (g_ascii_isalnum(*p))
            g_string_append_c(out, g_ascii_toupper(*p));
    return g_string_free(out, FALSE);
}

bool field_crypto_lookup(const FieldCrypto *crypto, const char *column, FieldLookup kind,
                         const char *text, uint8_t ret_lookup[FIELD_LOOKUP_BYTES], GError **error) {
    bool is_valid = g_utf8_validate(text, -1, NULL);
    g_autofree char *plain = NULL;
    if (is_valid)
        plain = kind == FIELD_LOOKUP_NUMBER ? normalise_number(text) : normalise_text(text);
    if (!plain || !plain[0]) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot look up %s: the value is %s", column,
                    is_valid ? "empty" : "not UTF-8 text");
        return false;
    }
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, crypto->lookup_key, sizeof crypto->lookup_key);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)column, strlen(column) + 1);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)plain, strlen(plain));
    crypto_auth_hmacsha256_final(&state, ret_lookup);
    sodium_memzero(&state, sizeof state);
    sodium_memzero(plain, strlen(plain));
    return true;
}
