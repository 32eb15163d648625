#include "media/rtc/srtp/evp_cm.h"

#include <string.h>

/* EVP_MAC and EVP_MD copy a context by allocating one (OpenSSL 3.0), per packet and twice. The old
 * SHA_CTX is plain memory: the states after both pads are kept, and copied by assignment. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <glib.h>

typedef struct CmKey {
    EVP_CIPHER_CTX *stream;
    SHA_CTX inner, outer; /* after the block of ipad, of opad (RFC 2104 §4) */
} CmKey;

/* The state is the fetched cipher. */
static void *start(const SrtpProfile *profile) {
    return profile->is_gcm ? NULL : EVP_CIPHER_fetch(NULL, "AES-128-CTR", NULL);
}

static void stop(void *state) {
    EVP_CIPHER_free(state);
}

static void key_free(void *state, SrtpCipherKey *key) {
    CmKey *cm = (CmKey *)key;
    if (!cm)
        return;
    EVP_CIPHER_CTX_free(cm->stream);
    OPENSSL_cleanse(cm, sizeof *cm);
    g_free(cm);
}

/* Counter mode is the same both ways. */
static SrtpCipherKey *key_new(void *state, SrtpDirection direction) {
    CmKey *cm = g_new0(CmKey, 1);
    cm->stream = EVP_CIPHER_CTX_new();
    if (cm->stream && EVP_EncryptInit_ex2(cm->stream, state, NULL, NULL, NULL) == 1)
        return (SrtpCipherKey *)cm;
    key_free(state, (SrtpCipherKey *)cm);
    return NULL;
}

static bool pad(SHA_CTX *sha, const uint8_t key[SRTP_AUTH_KEY_BYTES], uint8_t with) {
    uint8_t block[SHA_CBLOCK];
    memset(block, with, sizeof block);
    for (unsigned i = 0; i < SRTP_AUTH_KEY_BYTES; i++)
        block[i] ^= key[i];
    bool is_done = SHA1_Init(sha) == 1 && SHA1_Update(sha, block, sizeof block) == 1;
    OPENSSL_cleanse(block, sizeof block);
    return is_done;
}

static bool key_set(void *state, SrtpCipherKey *key, const SrtpKeySet *set) {
    CmKey *cm = (CmKey *)key;
    return EVP_EncryptInit_ex2(cm->stream, NULL, set->cipher, NULL, NULL) == 1 &&
           pad(&cm->inner, set->auth, 0x36) && pad(&cm->outer, set->auth, 0x5c);
}

static bool run_stream(CmKey *cm, const SrtpPiece *piece) {
    int n;
    return EVP_EncryptInit_ex2(cm->stream, NULL, NULL, piece->iv, NULL) == 1 &&
           EVP_EncryptUpdate(cm->stream, piece->out, &n, piece->in, (int)piece->length) == 1;
}

/* HMAC-SHA1 over head, ciphertext and trailer. `text` is where the ciphertext lies: behind the
 * head. */
static bool sign(const CmKey *cm, const SrtpPiece *piece, uint8_t ret_mac[SHA_DIGEST_LENGTH]) {
    SHA_CTX sha = cm->inner;
    uint32_t trailer = piece->trailer;
    if (SHA1_Update(&sha, piece->head, piece->head_length + piece->length) != 1 ||
        SHA1_Update(&sha, &trailer, sizeof trailer) != 1 || SHA1_Final(ret_mac, &sha) != 1)
        return false;
    sha = cm->outer;
    return SHA1_Update(&sha, ret_mac, SHA_DIGEST_LENGTH) == 1 && SHA1_Final(ret_mac, &sha) == 1;
}

static bool seal(void *state, SrtpCipherKey *key, const SrtpPiece *pieces, unsigned n) {
    uint8_t mac[SHA_DIGEST_LENGTH];
    for (unsigned i = 0; i < n; i++) {
        if (!run_stream((CmKey *)key, &pieces[i]) || !sign((CmKey *)key, &pieces[i], mac))
            return false;
        memcpy(pieces[i].tag, mac, pieces[i].tag_length);
    }
    return true;
}

static SrtpVerdict open_one(void *state, SrtpCipherKey *key, const SrtpPiece *piece) {
    uint8_t mac[SHA_DIGEST_LENGTH];
    if (!sign((CmKey *)key, piece, mac))
        return SRTP_FAILED;
    if (CRYPTO_memcmp(mac, piece->tag, piece->tag_length) != 0)
        return SRTP_FORGED;
    return run_stream((CmKey *)key, piece) ? SRTP_OK : SRTP_FAILED;
}

const SrtpCipher EVP_CM = {
    .name = "OpenSSL",
    .start = start,
    .stop = stop,
    .key_new = key_new,
    .key_set = key_set,
    .key_free = key_free,
    .seal = seal,
    .open = open_one,
};
