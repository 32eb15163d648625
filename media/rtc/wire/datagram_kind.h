/* Which protocol a datagram on a media port speaks, by its first bytes (RFC 7983 §7, RFC 5761 §4).
 * Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef enum DatagramKind {
    DATAGRAM_UNKNOWN, /* too short for its kind, ZRTP, TURN channels, QUIC: dropped */
    DATAGRAM_STUN,
    DATAGRAM_DTLS,
    DATAGRAM_RTP,
    DATAGRAM_RTCP, /* packet types 192 to 223 */
} DatagramKind;

DatagramKind datagram_kind(const uint8_t *bytes, size_t length);
