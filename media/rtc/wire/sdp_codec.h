/* Codecs of a section: rtpmap, fmtp, rtcp-fb; the names of what we know. Private to sdp*.c. Pure.
 */
#pragma once

#include "media/rtc/wire/sdp_types.h"

typedef struct SdpCodecName {
    const char *name; /* RFC 8866 §6.6 encoding name */
    SdpKind media;
    uint32_t clock_hz;
    uint8_t channels;
    SdpCodecKind kind;
} SdpCodecName;

/* The codecs that the formats of an m= line name (taken apart in place). False when malformed, or
 * more than SDP_MAX_CODECS. */
bool sdp_codec_list(SdpSection *section, char *formats);

/* Values of the attributes, taken apart in place. What names no codec of the section is skipped;
 * false when malformed. */
bool sdp_codec_map(SdpSection *section, char *value);        /* RFC 8866 §6.6 */
bool sdp_codec_parameters(SdpSection *section, char *value); /* §6.15 */
bool sdp_codec_feedback(SdpSection *section, char *value);   /* RFC 4585 §4.2 */

/* The tables' texts, also for writing: a codec's name, the text of one rtcp-fb bit, an extension's
 * URI. */
const SdpCodecName *sdp_codec_name(SdpCodecKind kind); /* NULL for OTHER */
const char *sdp_codec_feedback_text(SdpFeedback bit);
const char *sdp_codec_extension_uri(SdpExtension extension);

/* RFC 6184 table 5: constrained baseline is what every browser decodes; baseline is its old name.
 */
bool sdp_codec_is_constrained_baseline(const SdpCodec *codec);
bool sdp_codec_is_baseline(const SdpCodec *codec);
