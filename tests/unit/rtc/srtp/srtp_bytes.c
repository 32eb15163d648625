#include "srtp_bytes.h"

#include <glib.h>

size_t srtp_bytes_read(const char *hex, uint8_t *ret_bytes) {
    size_t n = 0;
    while (*hex) {
        if (*hex == ' ') {
            hex++;
            continue;
        }
        int high = g_ascii_xdigit_value(hex[0]), low = g_ascii_xdigit_value(hex[1]);
        g_assert_cmpint(high, >=, 0);
        g_assert_cmpint(low, >=, 0);
        ret_bytes[n++] = (uint8_t)(high << 4 | low);
        hex += 2;
    }
    return n;
}

unsigned srtp_bytes_engines(SrtpEngine *ret_engines[2]) {
    ret_engines[0] = srtp_engine_new(SRTP_BACK_END_OPENSSL);
    ret_engines[1] = srtp_engine_new(SRTP_BACK_END_MB);
    g_assert_nonnull(ret_engines[0]);
    return ret_engines[1] ? 2 : 1;
}

static uint32_t next(SrtpRandom *random) {
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return (uint32_t)(random->state >> 16);
}

uint32_t srtp_random_below(SrtpRandom *random, uint32_t limit) {
    return next(random) % limit;
}

void srtp_random_fill(SrtpRandom *random, uint8_t *ret_bytes, size_t length) {
    for (size_t i = 0; i < length; i++)
        ret_bytes[i] = (uint8_t)next(random);
}

size_t srtp_random_head(SrtpRandom *random, uint32_t ssrc, uint16_t sequence, uint8_t *ret_head) {
    unsigned n_csrcs = srtp_random_below(random, 2) ? srtp_random_below(random, 16) : 0;
    bool has_extension = srtp_random_below(random, 2);
    unsigned n_words = has_extension ? srtp_random_below(random, 17) : 0;
    size_t length = 12 + 4 * n_csrcs + (has_extension ? 4 + 4 * n_words : 0);
    srtp_random_fill(random, ret_head, length);
    ret_head[0] = (uint8_t)(0x80 | (has_extension ? 0x10 : 0) | n_csrcs);
    ret_head[2] = (uint8_t)(sequence >> 8);
    ret_head[3] = (uint8_t)sequence;
    for (unsigned i = 0; i < 4; i++)
        ret_head[8 + i] = (uint8_t)(ssrc >> (24 - 8 * i));
    if (has_extension) {
        uint8_t *extension = ret_head + 12 + 4 * n_csrcs;
        extension[0] = 0xbe;
        extension[1] = 0xde;
        extension[2] = 0;
        extension[3] = (uint8_t)n_words;
    }
    return length;
}
