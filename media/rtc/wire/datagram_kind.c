#include "media/rtc/wire/datagram_kind.h"

/* The shortest of each kind: a header of STUN (RFC 8489 §5), a DTLS record (RFC 6347 §4.1), an RTP
 * header (RFC 3550 §5.1), an RTCP header with its SSRC (§6.4). */
enum {
    STUN_MIN_BYTES = 20,
    DTLS_MIN_BYTES = 13,
    RTP_MIN_BYTES = 12,
    RTCP_MIN_BYTES = 8,
};

DatagramKind datagram_kind(const uint8_t *bytes, size_t length) {
    if (length < RTCP_MIN_BYTES)
        return DATAGRAM_UNKNOWN;
    uint8_t first = bytes[0];
    if (first >= 128 && first <= 191) {
        if (bytes[1] >= 192 && bytes[1] <= 223)
            return DATAGRAM_RTCP;
        return length >= RTP_MIN_BYTES ? DATAGRAM_RTP : DATAGRAM_UNKNOWN;
    }
    if (first <= 3)
        return length >= STUN_MIN_BYTES ? DATAGRAM_STUN : DATAGRAM_UNKNOWN;
    if (first >= 20 && first <= 63)
        return length >= DTLS_MIN_BYTES ? DATAGRAM_DTLS : DATAGRAM_UNKNOWN;
    return DATAGRAM_UNKNOWN;
}
