/* Numbers of RTP and RTCP: big-endian bytes, and counters that wrap. Pure. */
#pragma once

#include <stdint.h>

static inline uint16_t rtp_get16(const uint8_t *bytes) {
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static inline uint32_t rtp_get24(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 | bytes[2];
}

static inline uint32_t rtp_get32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | rtp_get24(bytes + 1);
}

static inline void rtp_put16(uint8_t *ret_bytes, uint16_t value) {
    ret_bytes[0] = (uint8_t)(value >> 8);
    ret_bytes[1] = (uint8_t)value;
}

static inline void rtp_put24(uint8_t *ret_bytes, uint32_t value) {
    ret_bytes[0] = (uint8_t)(value >> 16);
    rtp_put16(ret_bytes + 1, (uint16_t)value);
}

static inline void rtp_put32(uint8_t *ret_bytes, uint32_t value) {
    rtp_put16(ret_bytes, (uint16_t)(value >> 16));
    rtp_put16(ret_bytes + 2, (uint16_t)value);
}

/* How far `to` lies after `from`; negative: before. Right for distances below half the circle. */
static inline int rtp_distance16(uint16_t from, uint16_t to) {
    return (int16_t)(uint16_t)(to - from);
}

static inline int32_t rtp_distance32(uint32_t from, uint32_t to) {
    return (int32_t)(to - from);
}

/* The number near `reference` whose low 16 bits are `value`: what wraps on the wire, unwrapped. */
static inline uint32_t rtp_unwrap16(uint32_t reference, uint16_t value) {
    return reference + (uint32_t)rtp_distance16((uint16_t)reference, value);
}
