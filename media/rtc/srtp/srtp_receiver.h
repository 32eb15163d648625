/* Opens what one peer sends, in place: one key, a bounded number of SSRCs, each with its ROC and
 * its window against replays (RFC 3711 §3.3, RFC 7714 §8). Belongs to one thread. No allocation per
 * packet: only an SSRC's first authentic packet may need memory, the first of all also the key's
 * tables. With up to four SSRCs it is as large as a sender; of a peer that sends only RTCP, 0.4
 * KiB.
 *
 * A packet that is refused is counted and changes nothing but its own bytes. */
#pragma once

#include <glib.h>
#include <stddef.h>

#include "media/rtc/srtp/srtp_engine.h"
#include "media/rtc/srtp/srtp_keys.h"

#define SRTP_RECEIVER_MAX_STREAMS 64u /* for RTP, and again for RTCP; simulcast with RTX is 7 */

typedef struct SrtpReceiver SrtpReceiver;

typedef struct SrtpIncoming {
    uint64_t index;       /* ROC ‖ sequence number: the extended sequence number */
    uint32_t ssrc;        /* in host order */
    uint16_t head_length; /* fixed header, CSRCs, extension */
    uint16_t length;      /* of the RTP packet without its tag */
    uint16_t stream;      /* 0, 1, …: one per SSRC, kept as long as the receiver lives */
} SrtpIncoming;

/* Copies the keys. */
SrtpReceiver *srtp_receiver_new(SrtpEngine *engine, const SrtpKeys *keys);
void srtp_receiver_free(SrtpReceiver *receiver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SrtpReceiver, srtp_receiver_free)

/* `length` is at most 65,535. Writes `ret_incoming` when SRTP_OK; else the packet's bytes are worth
 * nothing. */
SrtpVerdict srtp_receiver_open(SrtpReceiver *receiver, uint8_t *packet, size_t length,
                               SrtpIncoming *ret_incoming);

/* A compound RTCP packet (RFC 3711 §3.4, RFC 7714 §9). SRTCP that is not encrypted is refused:
 * nobody may negotiate that here. `ret_length` is the RTCP packet's, 0 unless SRTP_OK. */
SrtpVerdict srtp_receiver_open_rtcp(SrtpReceiver *receiver, uint8_t *packet, size_t length,
                                    size_t *ret_length);

const SrtpCounts *srtp_receiver_counts(const SrtpReceiver *receiver);
