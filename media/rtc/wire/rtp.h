/* One RTP packet (RFC 3550 §5.1) with its header extensions (RFC 8285): read, never written to.
 * Pure; nothing is allocated, positions are offsets into the packet and survive its being copied.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RTP_HEADER_BYTES 12u    /* without sources and extensions */
#define RTP_MAX_BYTES    65535u /* a longer datagram is refused */
#define RTP_MAX_PADDING  255u
#define RTP_RTX_BYTES    2u /* the original sequence number (RFC 4588 §4) */
#define RTP_TEXT_MAX_LENGTH                                                                        \
    16u                        /* of mid and rid: what the one-byte form carries (RFC 8285 §4.2)  \
                                */
#define RTP_MAX_EXTENSIONS 32u /* elements looked at in one packet; more: refused */

/* The header extensions that we know. */
typedef enum RtpExtension {
    RTP_EXTENSION_MID,           /* RFC 9143 §15.1: text */
    RTP_EXTENSION_RID,           /* RFC 8852 §3.1: text */
    RTP_EXTENSION_REPAIRED_RID,  /* RFC 8852 §3.2: text, on a stream of retransmissions */
    RTP_EXTENSION_SEND_TIME,     /* abs-send-time: 3 bytes, seconds modulo 64 as 6.18 fixed point */
    RTP_EXTENSION_TRANSPORT,     /* transport-wide sequence number, version 01: 2 bytes */
    RTP_EXTENSION_AUDIO_LEVEL,   /* RFC 6464 §3: 1 byte */
    RTP_EXTENSION_PLAYOUT_DELAY, /* of libwebrtc: 3 bytes, see rtp_playout_delay() */
    RTP_N_EXTENSIONS
} RtpExtension;

/* What was agreed on for a media section (RFC 8285 §5): the id of each extension, 1 to 255; 0:
 * none.
 */
typedef struct RtpExtensionMap {
    uint8_t ids[RTP_N_EXTENSIONS];
} RtpExtensionMap;

typedef struct RtpPiece {
    uint16_t at;    /* from the first byte of the packet */
    uint8_t length; /* 0: it is not there */
} RtpPiece;

typedef struct RtpPacket {
    uint32_t timestamp, ssrc;
    uint16_t sequence;
    uint8_t payload_type; /* 0 to 127 */
    bool has_marker;
    uint16_t payload_at, payload_length; /* without padding */
    uint8_t padding_length;              /* 0 to 255 */
    uint8_t has;                         /* bit (1 << RtpExtension) of each that is there */
    bool has_voice;                      /* RFC 6464: the sender's own opinion */
    uint8_t audio_level;                 /* 0 (loudest) to 127 (silence), -dBov */
    uint16_t transport_sequence;
    uint32_t send_time;     /* 24 bits */
    uint32_t playout_delay; /* 24 bits */
    RtpPiece mid, rid, repaired_rid;
} RtpPacket;

static inline bool rtp_has(const RtpPacket *packet, RtpExtension extension) {
    return packet->has >> extension & 1;
}

/* A datagram whose first byte is 128 to 191 (RFC 7983) is RTCP if its second byte says so (RFC 5761
 * §4), else RTP. */
bool rtp_is_rtcp(const uint8_t *bytes, size_t length);

/* Length of the header with sources and extensions, all that SRTP leaves in the clear (RFC 3711
 * §3.1); 0: not RTP, or cut off. */
size_t rtp_header_length(const uint8_t *bytes, size_t length);

/* False: malformed, nothing is written. `map` may be NULL: no extension is looked at. An element
 * with an unknown id or another length than its definition's is passed over (RFC 8285 §4.1). */
bool rtp_parse(const uint8_t *bytes, size_t length, const RtpExtensionMap *map,
               RtpPacket *ret_packet);

/* Turns the description of a retransmission (RFC 4588 §4) into that of the packet it repeats; the
 * bytes stay. `ssrc` and `payload_type` are the original stream's. False: it carries none (padding
 * that probes the network), nothing is changed. */
bool rtp_unwrap_rtx(RtpPacket *packet, const uint8_t *bytes, uint32_t ssrc, uint8_t payload_type);

/* abs-send-time of a moment: 6.18 fixed point, 24 bits. */
uint32_t rtp_send_time(int64_t now_us);

/* playout-delay: the receiver shows pictures no sooner than `least_ms` after they were taken, and
 * otherwise when it likes, at most RTP_MAX_PLAYOUT_MS after. Steps of 10 ms, 12 bits each. That the
 * greatest delay is not small keeps libwebrtc from its way for games, which smooths nothing. */
#define RTP_MAX_PLAYOUT_MS 10000u
uint32_t rtp_playout_delay(unsigned least_ms);
