/* SRTP keys out of a handshake (RFC 5764). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

/* Numbers of the IANA registry (RFC 5764 §4.1.2, RFC 7714 §14.2). */
typedef enum DtlsProfile {
    DTLS_PROFILE_AES128_CM_SHA1_80 = 0x0001,
    DTLS_PROFILE_AEAD_AES_128_GCM = 0x0007,
    DTLS_PROFILE_AEAD_AES_256_GCM = 0x0008,
} DtlsProfile;

#define DTLS_KEYS_MAX_KEY_BYTES  32
#define DTLS_KEYS_MAX_SALT_BYTES 14

typedef struct DtlsMasterKey {
    uint8_t key[DTLS_KEYS_MAX_KEY_BYTES];   /* key_bytes of them */
    uint8_t salt[DTLS_KEYS_MAX_SALT_BYTES]; /* salt_bytes of them */
} DtlsMasterKey;

typedef struct DtlsKeys {
    DtlsProfile profile;
    uint8_t key_bytes, salt_bytes;
    DtlsMasterKey client; /* what the DTLS client sends: for a server, what it receives */
    DtlsMasterKey server; /* what the DTLS server sends */
} DtlsKeys;

/* Our profiles for SSL_CTX_set_tlsext_use_srtp(), the cheapest for us first. Static. */
const char *dtls_keys_profile_names(void);

/* Whether a use_srtp extension (RFC 5764 §4.1.1: list of profiles, MKI) is well-formed and has one
 * of our profiles. */
bool dtls_keys_can_use(const uint8_t *extension, size_t n_bytes);

/* RFC 5764 §4.2, with the negotiated profile; after the handshake, either side. False when there is
 * none or OpenSSL fails. The caller wipes the keys with dtls_keys_clear(). */
bool dtls_keys_export(SSL *ssl, DtlsKeys *ret_keys);

/* Overwrites. */
void dtls_keys_clear(DtlsKeys *keys);
