/* HMAC-SHA1 and CRC-32 of STUN messages (RFC 8489 §14.5, §14.7). Nothing is allocated. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define STUN_MAC_BYTES        20u
#define STUN_HASH_STATE_WORDS 24u /* of a started SHA-1 */

/* A password made ready: SHA-1 that has read the inner and the outer pad (RFC 2104 §4). Plain data,
 * may be copied; secret. */
typedef struct StunKey {
    uint32_t inner[STUN_HASH_STATE_WORDS], outer[STUN_HASH_STATE_WORDS];
} StunKey;

/* Bytes to be hashed, one span after the other. */
typedef struct StunSpan {
    const void *bytes;
    size_t length;
} StunSpan;

/* `password` of ICE (RFC 8489 §9.1.1: used as it is) or the 16 bytes of a long-term key. */
void stun_hash_key(const void *password, size_t length, StunKey *ret_key);

void stun_hash_mac(const StunKey *key, const StunSpan *spans, unsigned n_spans,
                   uint8_t ret_mac[STUN_MAC_BYTES]);

/* The value of FINGERPRINT: CRC-32 of the spans, with "STUN" laid over it. */
uint32_t stun_hash_fingerprint(const StunSpan *spans, unsigned n_spans);
