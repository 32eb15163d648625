/* What of a peer's section we use, by what we wish: codecs, their feedback, extensions, layers.
 * Pure. */
#pragma once

#include "media/rtc/wire/sdp_types.h"

#define SDP_MAX_CHOSEN 4u

/* What Opus is to be sent for, RFC 7587 §6.1: silence unsent and one channel, or stereo that never
 * pauses. */
typedef enum SdpSound { SDP_SPEECH, SDP_MUSIC } SdpSound;

/* What one section shall carry. */
typedef struct SdpWish {
    SdpCodecKind kinds[SDP_MAX_CHOSEN]; /* OPUS, or VP8 and H264, the best first */
    unsigned n_kinds;
    unsigned max_codecs; /* how many of them at once: 1 when the sender shall not change */
    uint32_t feedback;   /* SdpFeedback bits, e.g. no TWCC for large audiences */
    uint32_t extensions; /* bits 1 << SdpExtension */
    bool is_red_first;   /* browsers send RED only when it leads, at twice the rate */
    SdpSound sound;
} SdpWish;

/* Everything we have. */
#define SDP_ALL_FEEDBACK                                                                           \
    (SDP_FEEDBACK_NACK | SDP_FEEDBACK_PLI | SDP_FEEDBACK_FIR | SDP_FEEDBACK_TWCC |                 \
     SDP_FEEDBACK_REMB)
#define SDP_ALL_EXTENSIONS ((1u << SDP_N_EXTENSIONS) - 1)

typedef struct SdpChosenCodec {
    SdpCodecKind kind;
    uint8_t payload_type;
    uint8_t repair_type; /* RTX of video, RED of Opus; 0: none */
    uint32_t feedback;
    uint32_t profile_level; /* H.264 */
} SdpChosenCodec;

typedef struct SdpChoice {
    bool is_red_first;
    SdpSound sound;
    unsigned n_codecs, n_rids;
    SdpChosenCodec codecs[SDP_MAX_CHOSEN];   /* the best first */
    uint8_t extension_ids[SDP_N_EXTENSIONS]; /* 0: not used */
    const char *rids[SDP_MAX_RIDS];          /* layers the peer sends; borrowed */
} SdpChoice;

/* False when the section has none of the wished codecs, or is refused by the peer. H.264 must be
 * constrained baseline (baseline where it has no other) with packetization-mode=1. */
bool sdp_choice_from(const SdpSection *section, const SdpWish *wish, SdpChoice *ret_choice);

/* What we offer ourselves: payload types and ids of our own, the same in all our offers. */
void sdp_choice_ours(SdpKind kind, const SdpWish *wish, SdpChoice *ret_choice);
