#include "media/rtc/dtls/dtls_keys.h"

#include <string.h>

#include <glib.h>
#include <openssl/crypto.h>
#include <openssl/srtp.h>
#include <openssl/ssl.h>

#define EXPORTER_LABEL "EXTRACTOR-dtls_srtp"

/* In the order in which we like them: GCM costs a seventh of CM with SHA-1 here, 256 bits a little
 * more than 128. RFC 8827 §6.5 makes the last one mandatory. */
static const struct {
    DtlsProfile profile;
    uint8_t key_bytes, salt_bytes; /* RFC 7714 §12, RFC 5764 §4.1.2 */
} PROFILES[] = {
    {DTLS_PROFILE_AEAD_AES_128_GCM, 16, 12},
    {DTLS_PROFILE_AEAD_AES_256_GCM, 32, 12},
    {DTLS_PROFILE_AES128_CM_SHA1_80, 16, 14},
};

const char *dtls_keys_profile_names(void) {
    return "SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80";
}

static int find_profile(unsigned long number) {
    for (unsigned i = 0; i < G_N_ELEMENTS(PROFILES); i++)
        if ((unsigned long)PROFILES[i].profile == number)
            return (int)i;
    return -1;
}

bool dtls_keys_can_use(const uint8_t *extension, size_t n_bytes) {
    if (n_bytes < 2)
        return false;
    size_t n_list = (size_t)extension[0] << 8 | extension[1];
    if (n_list % 2 != 0 || 2 + n_list > n_bytes)
        return false;
    for (size_t i = 2; i < 2 + n_list; i += 2)
        if (find_profile((unsigned long)extension[i] << 8 | extension[i + 1]) >= 0)
            return true;
    return false;
}

bool dtls_keys_export(SSL *ssl, DtlsKeys *ret_keys) {
    const SRTP_PROTECTION_PROFILE *chosen = SSL_get_selected_srtp_profile(ssl);
    int row = chosen ? find_profile(chosen->id) : -1;
    if (row < 0)
        return false;
    size_t n_key = PROFILES[row].key_bytes, n_salt = PROFILES[row].salt_bytes;
    uint8_t material[2 * (DTLS_KEYS_MAX_KEY_BYTES + DTLS_KEYS_MAX_SALT_BYTES)];
    if (SSL_export_keying_material(ssl, material, 2 * (n_key + n_salt), EXPORTER_LABEL,
                                   strlen(EXPORTER_LABEL), NULL, 0, 0) != 1)
        return false;
    DtlsKeys keys = {.profile = PROFILES[row].profile,
                     .key_bytes = (uint8_t)n_key,
                     .salt_bytes = (uint8_t)n_salt};
    memcpy(keys.client.key, material, n_key);
    memcpy(keys.server.key, material + n_key, n_key);
    memcpy(keys.client.salt, material + 2 * n_key, n_salt);
    memcpy(keys.server.salt, material + 2 * n_key + n_salt, n_salt);
    *ret_keys = keys;
    dtls_keys_clear(&keys);
    OPENSSL_cleanse(material, sizeof material);
    return true;
}

void dtls_keys_clear(DtlsKeys *keys) {
    OPENSSL_cleanse(keys, sizeof *keys);
}
