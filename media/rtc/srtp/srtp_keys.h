/* Session keys of one direction, derived from what the DTLS handshake exported. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/rtc/srtp/srtp_profile.h"

/* Key and salt of both sides. */
#define SRTP_EXPORT_MAX_BYTES (2 * (SRTP_KEY_MAX_BYTES + SRTP_SALT_MAX_BYTES))

typedef struct SrtpKeySet {
    uint8_t cipher[SRTP_KEY_MAX_BYTES];
    uint8_t auth[SRTP_AUTH_KEY_BYTES]; /* counter mode only */
    uint8_t salt[SRTP_SALT_MAX_BYTES];
} SrtpKeySet;

/* Whoever holds one wipes it with srtp_keys_wipe(). */
typedef struct SrtpKeys {
    const SrtpProfile *profile;
    SrtpKeySet rtp, rtcp;
} SrtpKeys;

/* How many bytes the exporter "EXTRACTOR-dtls_srtp" has to give (RFC 5764 §4.2). */
size_t srtp_keys_export_bytes(const SrtpProfile *profile);

/* Splits the exporter's block (RFC 5764 §4.2: client's key, server's key, client's salt, server's
 * salt) and derives the keys of what the client writes and of what the server writes. false: the
 * block has another length, or OpenSSL failed; both are then wiped. */
bool srtp_keys_from_export(const SrtpProfile *profile, const uint8_t *block, size_t length,
                           SrtpKeys *ret_client, SrtpKeys *ret_server);

/* RFC 3711 §4.3 with a key derivation rate of 0; RFC 6188 §3 for 256 bits; a salt of 12 bytes is
 * padded with zeros (RFC 7714 §11). false: OpenSSL failed. */
bool srtp_keys_derive(const SrtpProfile *profile, const uint8_t *master_key,
                      const uint8_t *master_salt, SrtpKeys *ret_keys);

void srtp_keys_wipe(SrtpKeys *keys);
