/* How SRTCP lies in a packet (RFC 3711 §3.4, RFC 7714 §9). Private to media/rtc/srtp. Pure.
 *
 *   counter mode: head (8) | ciphertext | E ‖ index (4) | tag
 *   GCM:          head (8) | ciphertext | tag | E ‖ index (4)      */
#pragma once

#include <stdbool.h>

#include "media/rtc/srtp/srtp_cipher.h"
#include "media/rtc/srtp/srtp_keys.h"

#define SRTCP_HEAD_BYTES 8u
#define SRTCP_WORD_BYTES 4u

typedef struct SrtcpFrame {
    uint8_t head[SRTCP_HEAD_BYTES + SRTCP_WORD_BYTES]; /* what GCM authenticates: head, E ‖ index */
    uint32_t ssrc;                                     /* of the first packet's sender */
    uint32_t index;
    size_t length;           /* of the RTCP packet */
    size_t protected_length; /* with tag and E ‖ index */
} SrtcpFrame;

/* Long enough, and version 2. */
bool srtp_rtcp_is_sound(const uint8_t *packet, size_t length);

/* Writes E ‖ index where it belongs behind an RTCP packet of `length` bytes. */
void srtp_rtcp_close(SrtcpFrame *ret_frame, const SrtpKeys *keys, uint8_t *packet, size_t length,
                     uint32_t index);

/* Reads what was received: SRTP_OK, SRTP_MALFORMED or SRTP_CLEAR. */
SrtpVerdict srtp_rtcp_read(SrtcpFrame *ret_frame, const SrtpKeys *keys, const uint8_t *packet,
                           size_t protected_length);

/* The work for the cipher, in place; it points into frame and packet. */
void srtp_rtcp_piece(const SrtcpFrame *frame, const SrtpKeys *keys, uint8_t *packet,
                     SrtpPiece *ret_piece);
