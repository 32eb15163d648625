/* Counters of RTP and RTCP that wrap (their bytes: wire_order.h). Pure. */
#pragma once

#include <stdint.h>

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
