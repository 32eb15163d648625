/* What one peer sends, as data: its tracks, their layers, the rings that all viewers are served
 * from. Private to media/rtc/; on the worker's thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/flow/keyframe_economy.h"
#include "media/rtc/flow/layer_rate.h"
#include "media/rtc/flow/nack_make.h"
#include "media/rtc/flow/packet_ring.h"
#include "media/rtc/flow/receive_stats.h"
#include "media/rtc/flow/rewrite.h"
#include "media/rtc/flow/twcc_make.h"
#include "media/rtc/rtc_delivery.h"
#include "media/rtc/rtc_peer.h"
#include "media/rtc/rtc_wish.h"
#include "media/rtc/wire/sdp_choice.h"

#define RTC_MAX_TRACKS 8u /* of a publisher: more sections are refused in the answer */
#define RTC_MAX_LAYERS 3u /* low, middle, high */
#define RTC_FAN_PACKETS                                                                            \
    32u /* fewer than the smallest ring has: what waits is still in its ring                       \
         */

typedef struct RtcPublisher RtcPublisher;
typedef struct RtcTrack RtcTrack;

typedef struct RtcLayer {
    RtcTrack *track;
    uint8_t index;
    char rid[SDP_MAX_RID_CHARS + 1]; /* "": the only one */
    uint32_t ssrc, rtx_ssrc;         /* 0: not known yet */
    PacketRing ring;
    ReceiveStats stats;
    LayerRate rate;
    uint16_t height_px; /* of the newest key frame; 0: not known */
    NackMake nack;
    KeyframeEconomy keys;
    RewriteClock clock; /* of the newest sender report */
    int64_t clock_us;   /* when it came; 0: none has */
    int64_t heard_us;
} RtcLayer;

struct RtcTrack {
    RtcPublisher *publisher;
    uint8_t index;
    SdpKind kind;
    SdpCodecKind codec;
    uint8_t payload_type, repair_type;
    uint32_t clock_hz;
    char mid[SDP_MAX_MID_CHARS + 1];
    RtcPictureSource source;
    bool is_held;       /* by a host: it is not forwarded */
    bool is_superseded; /* its person sends the same by a newer peer */
    bool is_loud;       /* sound: one of the loudest in its channel */
    int seat;           /* sound: among those that are compared; -1: none */
    int64_t loud_us;    /* when it was loud last; 0: never */
    unsigned n_layers;
    RtcLayer *layers; /* owned; as many as were offered */
};

/* A packet on its way to the viewers. */
typedef struct RtcFanPacket {
    PacketSlot *slot; /* in its ring */
    RtcLayer *layer;
    uint8_t padding; /* added to make packets of a run equal */
} RtcFanPacket;

/* An SSRC that sends: which layer, and whether it repeats. */
typedef struct RtcSource {
    RtcLayer *layer; /* NULL: not known */
    bool is_rtx;
} RtcSource;

typedef struct RtcLink RtcLink;

struct RtcPublisher {
    RtcPublisher *next; /* in the channel */
    RtcPeer *peer;
    RtcChannel *channel;
    RtpExtensionMap map;
    unsigned n_tracks;
    RtcTrack *tracks;                             /* owned; as many as were offered */
    RtcSource sources[SRTP_RECEIVER_MAX_STREAMS]; /* by SrtpIncoming.stream */
    TwccMake twcc;
    bool has_twcc;
    uint32_t ssrc;       /* ours, as a receiver of this peer */
    uint32_t heard_ssrc; /* of its newest packet; 0: none. libwebrtc passes over feedback about
                            arrivals that names none of its streams */
    int64_t reported_us;
    int64_t clock_offset_us; /* our wall clock less the publisher's */
    bool has_clock;
    RtcArrival arrival; /* of rtc_delivered.h */
    RtcLink *links;     /* owned; of its viewers, side by side: each round walks along them */
    unsigned n_links, max_links;
    RtcPublisher *next_to_fan; /* in the channel */
    bool is_to_fan;
    bool is_within_picture; /* its newest packet of one was not the last */
    unsigned n_fan;
    RtcFanPacket fan[RTC_FAN_PACKETS];
};
