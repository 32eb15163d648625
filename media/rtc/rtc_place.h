/* What one peer is sent: its places for tracks, filled with whoever publishes in the channel. There
 * is no renegotiation (WHEP): a place keeps its SSRC, publishers come and go behind it. Private to
 * media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/flow/nack_answer.h"
#include "media/rtc/rtc_track.h"
#include "media/rtc/wire/rtp_plan.h"

typedef struct RtcViewer RtcViewer;

#define RTC_MAX_PLACES 64u /* sections of a viewer that are used */

/* A place for one track of one kind. */
typedef struct RtcPlace {
    SdpKind kind;
    SdpChoice choice; /* of the answer: which codecs it can carry */
    char mid[SDP_MAX_MID_CHARS + 1];
    uint32_t ssrc, rtx_ssrc;
    int stream, rtx_stream; /* of the SRTP sender */
    RtcTrack *track;        /* NULL: nobody fills it */
    RtcLayer *layer;        /* forwarded now; NULL: a key frame is awaited */
    RtcLayer *wanted;
    const SdpChosenCodec *codec; /* of `choice`, while there is a track */
    RtpPlan plan, rtx_plan;
    uint16_t rtx_sequence;
    Rewrite rewrite;
    RewriteMark marks[REWRITE_VIDEO_MARKS];
    NackAnswer nacks;
    bool has_rewrite;
    uint32_t n_packets, n_bytes; /* RFC 3550 §6.4.1 */
    uint32_t last_timestamp;
} RtcPlace;

/* A publisher and a viewer: which place each track has. */
struct RtcLink {
    RtcPublisher *publisher;
    RtcViewer *viewer;
    RtcLink *next;                    /* of the publisher */
    RtcPlace *places[RTC_MAX_TRACKS]; /* by track; NULL: there is no place for it */
};

struct RtcViewer {
    RtcViewer *next; /* in the channel */
    RtcPeer *peer;
    RtcChannel *channel;
    RtpExtensionMap map;
    unsigned n_places;
    RtcPlace *places; /* owned */
    int64_t reported_us, round_trip_us;
    uint64_t remb_bps; /* 0: never told */
    bool has_begun;
};

/* Free places for tracks of the publisher that have none. */
void rtc_place_bind(RtcViewer *viewer, RtcPublisher *publisher);
void rtc_place_unbind(RtcViewer *viewer, RtcPublisher *publisher);
/* Every 100 ms: the layer to be shown. */
void rtc_place_choose(RtcPlace *place, int64_t now_us);
