/* One packet to one viewer: header, number of the transport, encryption, into the worker's batch,
 * which is not flushed. What has no room or is not sealed is lost on the way, as any packet may be.
 * Private to media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/rtc_place.h"

/* Of payload: a packet that is worth being repeated as a probe. */
#define RTC_SEND_LARGE_BYTES 500u

typedef struct RtcOutgoing {
    const PacketSlot *slot;
    RewriteOut numbers;
    uint16_t probe;  /* BweProbe.number that it is part of; 0: none */
    uint8_t padding; /* bytes, behind the payload in the slot */
} RtcOutgoing;

/* For the first time; of sound, on a line that loses, with the packet before it (RFC 2198). The
 * place has a layer and a stream. */
void rtc_send_packet(RtcViewer *viewer, RtcPlace *place, const RtcOutgoing *out);
/* By RTX (RFC 4588), without the padding; the place has a stream for it. Returns the bytes of RTP.
 */
size_t rtc_send_again(RtcViewer *viewer, RtcPlace *place, const RtcOutgoing *out);
/* A packet of RTX that repeats nothing (RFC 4588 §4 knows none, receivers pass over it). Returns
 * the bytes of RTP. */
size_t rtc_send_padding(RtcViewer *viewer, RtcPlace *place, uint16_t probe);
