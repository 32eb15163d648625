/* Protects what one peer is sent: one key, many SSRCs (RFC 3711 §3.3, RFC 7714 §8). Belongs to one
 * thread. No allocation per packet: only a new SSRC may need memory, the first one also the key's
 * tables. With up to four SSRCs it is 1.4 KiB, of which 1,024 bytes are the table of ipsec-mb (with
 * OpenSSL 3.0: 1.5, of which 1,144 are its context); without any, 0.3.
 *
 * An index is used once, whatever the caller does: a repeated one would use a nonce twice, and with
 * GCM that gives the key of the authentication away (RFC 7714 §8.3). So what is sent again goes by
 * RTX (RFC 4588), with SSRC and sequence numbers of its own. */
#pragma once

#include <glib.h>
#include <stddef.h>

#include "media/rtc/srtp/srtp_engine.h"
#include "media/rtc/srtp/srtp_keys.h"

#define SRTP_SENDER_MAX_STREAMS                                                                    \
    1024u /* a room of 50 has about 150; more means SSRCs are not reused */

typedef struct SrtpSender SrtpSender;

/* One packet to protect. Its header and, if there is a prefix, the first bytes of its payload are
 * at `packet` already; behind them there is room for `payload_length` and SRTP_OVERHEAD_MAX bytes.
 * The shared payload is only read. */
typedef struct SrtpOutgoing {
    uint8_t *packet;
    const uint8_t *payload;  /* may be where it will be: packet + head_length + prefix_length */
    uint16_t payload_length; /* bytes at `payload`, RTP padding included */
    uint16_t head_length;    /* fixed header, CSRCs, extension */
    uint16_t prefix_length;  /* the sequence number of RTX, a changed payload descriptor; else 0 */
    uint16_t stream;         /* of srtp_sender_add() */
    uint16_t ret_length;     /* of the protected packet; 0 unless SRTP_OK */
    uint8_t ret_verdict;     /* SrtpVerdict */
} SrtpOutgoing;

/* Copies the keys. */
SrtpSender *srtp_sender_new(SrtpEngine *engine, const SrtpKeys *keys);
void srtp_sender_free(SrtpSender *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SrtpSender, srtp_sender_free)

/* The number by which packets name this SSRC; the same one again when it is known, with all it has
 * sent. -1: SRTP_SENDER_MAX_STREAMS are there, or OpenSSL failed. */
int srtp_sender_add(SrtpSender *sender, uint32_t ssrc);

/* Into the cache: what sealing a packet looks at first; then, when that has come, the rest. */
void srtp_sender_fetch(const SrtpSender *sender);
void srtp_sender_fetch_key(const SrtpSender *sender);

/* Protects packets in order and returns how many are SRTP_OK. Of each SSRC the sequence numbers
 * rise, or come late by less than SRTP_WINDOW_PACKETS. Others are SRTP_REPLAYED or SRTP_TOO_OLD,
 * a header with another SSRC and a packet of 64 KiB are SRTP_MALFORMED: such must not be sent. */
unsigned srtp_sender_seal(SrtpSender *sender, SrtpOutgoing *packets, unsigned n);

/* Protects a compound RTCP packet in place (RFC 3711 §3.4, RFC 7714 §9). There are `capacity` bytes
 * at `packet`: SRTCP_OVERHEAD_MAX more than `length`. */
SrtpVerdict srtp_sender_seal_rtcp(SrtpSender *sender, uint8_t *packet, size_t length,
                                  size_t capacity, size_t *ret_length);

const SrtpCounts *srtp_sender_counts(const SrtpSender *sender);
