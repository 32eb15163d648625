#include "media/rtc/srtp/evp_gcm.h"

#include <openssl/evp.h>

/* The state is the fetched cipher, a key is a context; both are OpenSSL's own. */

static void *start(const SrtpProfile *profile) {
    if (!profile->is_gcm)
        return NULL;
    return EVP_CIPHER_fetch(NULL, profile->key_bytes == 32 ? "AES-256-GCM" : "AES-128-GCM", NULL);
}

static void stop(void *state) {
    EVP_CIPHER_free(state);
}

static SrtpCipherKey *key_new(void *state, SrtpDirection direction) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    if (context &&
        EVP_CipherInit_ex2(context, state, NULL, NULL, direction == SRTP_SEAL, NULL) == 1)
        return (SrtpCipherKey *)context;
    EVP_CIPHER_CTX_free(context);
    return NULL;
}

static void key_free(void *state, SrtpCipherKey *key) {
    EVP_CIPHER_CTX_free((EVP_CIPHER_CTX *)key);
}

static bool key_set(void *state, SrtpCipherKey *key, const SrtpKeySet *set) {
    return EVP_CipherInit_ex2((EVP_CIPHER_CTX *)key, NULL, set->cipher, NULL, -1, NULL) == 1;
}

/* Nonce, head and text: what both directions have in common. */
static bool run(EVP_CIPHER_CTX *context, const SrtpPiece *piece) {
    int n;
    return EVP_CipherInit_ex2(context, NULL, NULL, piece->iv, -1, NULL) == 1 &&
           EVP_CipherUpdate(context, NULL, &n, piece->head, (int)piece->head_length) == 1 &&
           EVP_CipherUpdate(context, piece->out, &n, piece->in, (int)piece->length) == 1;
}

static bool seal_one(EVP_CIPHER_CTX *context, const SrtpPiece *piece) {
    int n;
    return run(context, piece) && EVP_CipherFinal_ex(context, piece->tag, &n) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, (int)piece->tag_length,
                               piece->tag) == 1;
}

static bool seal(void *state, SrtpCipherKey *key, const SrtpPiece *pieces, unsigned n) {
    for (unsigned i = 0; i < n; i++)
        if (!seal_one((EVP_CIPHER_CTX *)key, &pieces[i]))
            return false;
    return true;
}

static SrtpVerdict open_one(void *state, SrtpCipherKey *key, const SrtpPiece *piece) {
    EVP_CIPHER_CTX *context = (EVP_CIPHER_CTX *)key;
    int n;
    if (!run(context, piece) || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG,
                                                    (int)piece->tag_length, piece->tag) != 1)
        return SRTP_FAILED;
    return EVP_CipherFinal_ex(context, piece->tag, &n) == 1 ? SRTP_OK : SRTP_FORGED;
}

const SrtpCipher EVP_GCM = {
    .name = "OpenSSL",
    .start = start,
    .stop = stop,
    .key_new = key_new,
    .key_set = key_set,
    .key_free = key_free,
    .seal = seal,
    .open = open_one,
};
