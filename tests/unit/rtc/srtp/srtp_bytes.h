/* Bytes for the tests of SRTP: vectors in hexadecimal, random packets that can be made again. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "media/rtc/srtp/srtp_engine.h"

/* Spaces are skipped. Returns how many bytes were written. */
size_t srtp_bytes_read(const char *hex, uint8_t *ret_bytes);
#define srtp_bytes_assert(bytes, length, hex)                                                      \
    do {                                                                                           \
        uint8_t expected_[512];                                                                    \
        size_t n_ = srtp_bytes_read((hex), expected_);                                             \
        g_assert_cmpmem((bytes), (length), expected_, n_);                                         \
    } while (0)

/* The engines of this machine: OpenSSL's, and ipsec-mb's when it is there. Free each. */
unsigned srtp_bytes_engines(SrtpEngine *ret_engines[2]);

/* A small generator (xorshift) with a seed of its own. */
typedef struct SrtpRandom {
    uint64_t state;
} SrtpRandom;

uint32_t srtp_random_below(SrtpRandom *random, uint32_t limit);
void srtp_random_fill(SrtpRandom *random, uint8_t *ret_bytes, size_t length);

/* Writes an RTP header with up to 15 CSRCs and an extension of up to 64 bytes, chosen at random.
 * Returns its length. */
size_t srtp_random_head(SrtpRandom *random, uint32_t ssrc, uint16_t sequence, uint8_t *ret_head);
