#include "media/rtc/srtp/srtp_keys.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#define BLOCK_BYTES    16u
#define LABEL_POSITION 7u /* in the 14 bytes of the salt, with an index of 48 bits behind it */

/* RFC 3711 §4.3.1 and §4.3.2. */
enum {
    LABEL_RTP_CIPHER,
    LABEL_RTP_AUTH,
    LABEL_RTP_SALT,
    LABEL_RTCP_CIPHER,
    LABEL_RTCP_AUTH,
    LABEL_RTCP_SALT
};

typedef struct Master {
    const EVP_CIPHER *prf;
    const uint8_t *key;
    uint8_t salt[SRTP_SALT_MAX_BYTES];
} Master;

/* The key stream of counter mode that begins at (label ⊕ salt) ‖ 0. */
static bool expand(const Master *master, uint8_t label, uint8_t *ret_bytes, size_t length) {
    uint8_t counter[BLOCK_BYTES] = {0};
    int n_written;
    memcpy(counter, master->salt, sizeof master->salt);
    counter[LABEL_POSITION] ^= label;
    memset(ret_bytes, 0, length);
    EVP_CIPHER_CTX *stream = EVP_CIPHER_CTX_new();
    bool is_done = stream &&
                   EVP_EncryptInit_ex(stream, master->prf, NULL, master->key, counter) == 1 &&
                   EVP_EncryptUpdate(stream, ret_bytes, &n_written, ret_bytes, (int)length) == 1;
    EVP_CIPHER_CTX_free(stream);
    return is_done;
}

static bool expand_set(const Master *master, const SrtpProfile *profile, uint8_t first_label,
                       SrtpKeySet *ret_set) {
    uint8_t label = first_label;
    return expand(master, label, ret_set->cipher, profile->key_bytes) &&
           expand(master, ++label, ret_set->auth, sizeof ret_set->auth) &&
           expand(master, ++label, ret_set->salt, profile->salt_bytes);
}

bool srtp_keys_derive(const SrtpProfile *profile, const uint8_t *master_key,
                      const uint8_t *master_salt, SrtpKeys *ret_keys) {
    Master master = {
        profile->key_bytes == 32 ? EVP_aes_256_ctr() : EVP_aes_128_ctr(), master_key, {0}};
    *ret_keys = (SrtpKeys){.profile = profile};
    memcpy(master.salt, master_salt, profile->salt_bytes);
    bool is_done = expand_set(&master, profile, LABEL_RTP_CIPHER, &ret_keys->rtp) &&
                   expand_set(&master, profile, LABEL_RTCP_CIPHER, &ret_keys->rtcp);
    OPENSSL_cleanse(&master, sizeof master);
    if (!is_done)
        srtp_keys_wipe(ret_keys);
    return is_done;
}

size_t srtp_keys_export_bytes(const SrtpProfile *profile) {
    return 2u * ((size_t)profile->key_bytes + profile->salt_bytes);
}

bool srtp_keys_from_export(const SrtpProfile *profile, const uint8_t *block, size_t length,
                           SrtpKeys *ret_client, SrtpKeys *ret_server) {
    const uint8_t *salts = block + 2u * profile->key_bytes;
    if (length == srtp_keys_export_bytes(profile) &&
        srtp_keys_derive(profile, block, salts, ret_client) &&
        srtp_keys_derive(profile, block + profile->key_bytes, salts + profile->salt_bytes,
                         ret_server))
        return true;
    srtp_keys_wipe(ret_client);
    srtp_keys_wipe(ret_server);
    return false;
}

void srtp_keys_wipe(SrtpKeys *keys) {
    OPENSSL_cleanse(keys, sizeof *keys);
}
