/* What protection has to know of an RTP header (RFC 3550 §5.1, §5.3.1). Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SRTP_HEAD_BYTES 12u /* without CSRCs and extension */

static inline uint16_t srtp_rtp_read16(const uint8_t *bytes) {
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static inline uint32_t srtp_rtp_read32(const uint8_t *bytes) {
    return (uint32_t)srtp_rtp_read16(bytes) << 16 | srtp_rtp_read16(bytes + 2);
}

static inline uint16_t srtp_rtp_sequence(const uint8_t *packet) {
    return srtp_rtp_read16(packet + 2);
}

static inline uint32_t srtp_rtp_ssrc(const uint8_t *packet) {
    return srtp_rtp_read32(packet + 8);
}

/* Fixed header, CSRCs and extension: what is authenticated but not encrypted (RFC 3711 §3.1).
 * 0: not version 2, or they would end behind `length`. */
size_t srtp_rtp_head_length(const uint8_t *packet, size_t length);
