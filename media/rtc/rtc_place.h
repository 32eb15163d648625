/* What one peer is sent: its places for tracks, filled with whoever publishes in the channel. There
 * is no renegotiation (WHEP): a place keeps its SSRC, publishers come and go behind it. Private to
 * media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/flow/nack_answer.h"
#include "media/rtc/rtc_delivery.h"
#include "media/rtc/rtc_line.h"
#include "media/rtc/rtc_pace.h"
#include "media/rtc/rtc_track.h"
#include "media/rtc/wire/rtp_plan.h"

typedef struct RtcViewer RtcViewer;

#define RTC_MAX_PLACES       64u        /* sections of a viewer that are used */
#define RTC_PLACE_TALL       UINT16_MAX /* a place without a wished height: the best there is */
#define RTC_PLACE_SOURCES    256u
#define RTC_LAYER_SILENCE_US INT64_C(1000000) /* so long without a packet: it has stopped */

/* A place for one track of one kind. */
typedef struct RtcPlace {
    SdpKind kind;
    SdpChoice choice; /* of the answer: which codecs it can carry */
    char mid[SDP_MAX_MID_CHARS + 1];
    uint32_t ssrc, rtx_ssrc;
    int stream, rtx_stream;            /* of the SRTP sender */
    RtcTrack *track;                   /* NULL: nobody fills it */
    RtcLayer *layer;                   /* forwarded now; NULL: a key frame is awaited */
    RtcLayer *wanted;                  /* NULL: nothing, for the line's sake */
    RtcLayer *coming;                  /* whose key frame waits in the pacer; NULL: none */
    uint8_t temporal, wanted_temporal; /* the highest temporal layer that is sent, and is to be */
    uint8_t filling;                   /* how often it was filled: which track a tag means */
    int64_t asked_us;                  /* when a key frame of `wanted` was asked for */
    const RtcTrack *shared;            /* whose share of the line was seen last */
    uint8_t first_source;   /* RewriteIn.source of the track's first layer: others than those of
                               the tracks before it, whose marks are still there */
    uint16_t max_height_px; /* a better layer would not be seen; RTC_PLACE_TALL: any */
    uint8_t priority;       /* among the viewer's pictures: higher is served first */
    const SdpChosenCodec *codec; /* of `choice`, while there is a track */
    bool has_rewrite;
    uint32_t n_packets, n_bytes; /* RFC 3550 §6.4.1 */
    Rewrite rewrite;
    RtpPlan plan;
    RewriteMark marks[REWRITE_VIDEO_MARKS];
    RtpPlan rtx_plan; /* of sound: with what was sent before (RED) */
    uint16_t rtx_sequence;
    NackAnswer nacks;
    uint32_t last_timestamp;
    uint32_t told_highest, told_lost; /* of the viewer's newest report */
    uint32_t large_number; /* of the newest large packet that was sent: what probes repeat … */
    uint8_t large_layer;
    bool has_large;
    uint32_t heard_highest; /* of the viewer's reports */
} RtcPlace;

/* What a place of a chosen viewer is to show. */
typedef struct RtcShow {
    char *name; /* owned; NULL: nothing */
    unsigned name_hash;
    RtcPictureSource source;
    uint16_t max_height_px;
    uint8_t priority;
} RtcShow;

/* A publisher and a viewer: which place each track has. It moves when links are made or go. */
struct RtcLink {
    RtcPublisher *publisher;
    RtcViewer *viewer;
    RtcLink *next_in_round;           /* of the viewer */
    RtcPlace *places[RTC_MAX_TRACKS]; /* by track; NULL: there is no place for it */
};

/* What a round looks at stands first, within one line of the cache or two. */
struct RtcViewer {
    RtcViewer *next_in_round;
    RtcLink *round, *round_last; /* whose packets it is to be sent now */
    RtcPeer *peer;
    RtcPlace *places; /* owned */
    RtcLine *line;    /* owned */
    unsigned n_places;
    uint32_t playout_delay; /* rtp_playout_delay() of pictures */
    bool has_begun;
    RtcDelivery delivery;
    RtcViewer *next; /* in the channel */
    RtcChannel *channel;
    RtcShow *shows; /* owned, one for each place; NULL: whoever publishes fills the places */
    int64_t reported_us, round_trip_us;
    uint64_t remb_bps; /* 0: never told */
    RtcPaced paced;
    uint64_t shared_bps; /* the estimate that was shared out last */
};

/* Into the cache: what a packet that is forwarded looks at. */
static inline void rtc_place_fetch(const RtcPlace *place) {
    const char *end = (const char *)&place->marks[1];
    for (const char *at = (const char *)&place->stream; at < end; at += RTC_CACHE_LINE_BYTES)
        __builtin_prefetch(at);
}

/* Fills a free place; the track has none yet. False: it cannot carry the track's codec. */
bool rtc_place_put(RtcViewer *viewer, RtcPlace *place, RtcTrack *track);
void rtc_place_empty(RtcViewer *viewer, RtcPlace *place);
/* All places of the track go on with its next key frame. */
void rtc_place_restart(RtcTrack *track);

/* Free places for tracks of the publisher that have none. */
void rtc_place_bind(RtcViewer *viewer, RtcPublisher *publisher);
/* Whether it had any. */
bool rtc_place_unbind(RtcViewer *viewer, RtcPublisher *publisher);
/* Every 100 ms: a place of sound sends what comes (of pictures: rtc_allot.h). */
void rtc_place_choose(RtcPlace *place, int64_t now_us);
