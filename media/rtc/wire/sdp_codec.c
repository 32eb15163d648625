#include "media/rtc/wire/sdp_codec.h"

#include <string.h>

#include <glib.h>

#include "media/rtc/wire/sdp_text.h"

#define MAX_PAYLOAD_TYPE   127u
#define H264_DEFAULT_LEVEL 0x420010u /* baseline, level 1: RFC 6184 §8.1 */
#define MAX_CHANNELS       255u

static const SdpCodecName CODECS[] = {
    {"opus", SDP_AUDIO, 48000, 2, SDP_CODEC_OPUS}, {"red", SDP_AUDIO, 48000, 2, SDP_CODEC_RED},
    {"VP8", SDP_VIDEO, 90000, 1, SDP_CODEC_VP8},   {"H264", SDP_VIDEO, 90000, 1, SDP_CODEC_H264},
    {"rtx", SDP_VIDEO, 90000, 1, SDP_CODEC_RTX},
};

typedef struct FeedbackRow {
    const char *text;
    SdpFeedback bit;
} FeedbackRow;

static const FeedbackRow FEEDBACK[] = {
    {"nack", SDP_FEEDBACK_NACK},      {"nack pli", SDP_FEEDBACK_PLI},
    {"ccm fir", SDP_FEEDBACK_FIR},    {"transport-cc", SDP_FEEDBACK_TWCC},
    {"goog-remb", SDP_FEEDBACK_REMB},
};

static const char *const EXTENSIONS[SDP_N_EXTENSIONS] = {
    [SDP_EXTENSION_MID] = "urn:ietf:params:rtp-hdrext:sdes:mid",
    [SDP_EXTENSION_RID] = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    [SDP_EXTENSION_REPAIRED_RID] = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    [SDP_EXTENSION_ABS_SEND_TIME] = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    [SDP_EXTENSION_TWCC] =
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    [SDP_EXTENSION_AUDIO_LEVEL] = "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    [SDP_EXTENSION_PLAYOUT_DELAY] = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
};

const SdpCodecName *sdp_codec_name(SdpCodecKind kind) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CODECS); i++)
        if (CODECS[i].kind == kind)
            return &CODECS[i];
    return NULL;
}

const char *sdp_codec_feedback_text(SdpFeedback bit) {
    for (unsigned i = 0; i < G_N_ELEMENTS(FEEDBACK); i++)
        if (FEEDBACK[i].bit == bit)
            return FEEDBACK[i].text;
    return NULL;
}

const char *sdp_codec_extension_uri(SdpExtension extension) {
    return EXTENSIONS[extension];
}

/* Payload types 64 to 95 would look like RTCP, RFC 5761 §4; nobody offers them. */
static bool read_payload_type(const char *text, uint8_t *ret_type) {
    uint64_t number;
    if (!sdp_text_number(text, MAX_PAYLOAD_TYPE, &number))
        return false;
    *ret_type = (uint8_t)number;
    return true;
}

static SdpCodec *find(SdpSection *section, uint8_t payload_type) {
    for (unsigned i = 0; i < section->n_codecs; i++)
        if (section->codecs[i].payload_type == payload_type)
            return &section->codecs[i];
    return NULL;
}

bool sdp_codec_list(SdpSection *section, char *formats) {
    while (*formats) {
        const char *word = sdp_text_cut(&formats, ' ');
        uint8_t type;
        if (*word == '\0')
            break;
        if (section->n_codecs == SDP_MAX_CODECS || !read_payload_type(word, &type))
            return false;
        if (!find(section, type))
            section->codecs[section->n_codecs++] = (SdpCodec){
                .payload_type = type, .channels = 1, .profile_level = H264_DEFAULT_LEVEL};
    }
    return section->n_codecs > 0;
}

static SdpCodecKind kind_of(const SdpSection *section, const char *name, const SdpCodec *codec) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CODECS); i++) {
        const SdpCodecName *row = &CODECS[i];
        if (g_ascii_strcasecmp(row->name, name) == 0 && row->media == section->kind &&
            row->clock_hz == codec->clock_hz && row->channels == codec->channels)
            return row->kind;
    }
    return SDP_CODEC_OTHER;
}

bool sdp_codec_map(SdpSection *section, char *value) {
    uint8_t type;
    uint64_t clock_hz, channels = 1;
    if (!read_payload_type(sdp_text_cut(&value, ' '), &type))
        return false;
    const char *name = sdp_text_cut(&value, '/');
    const char *clock = sdp_text_cut(&value, '/');
    if (*name == '\0' || !sdp_text_number(clock, UINT32_MAX, &clock_hz) ||
        (*value && !sdp_text_number(value, MAX_CHANNELS, &channels)))
        return false;
    SdpCodec *codec = find(section, type);
    if (!codec)
        return true;
    codec->clock_hz = (uint32_t)clock_hz;
    codec->channels = (uint8_t)channels;
    codec->kind = kind_of(section, name, codec);
    return true;
}

static void take_profile(SdpCodec *codec, const char *text) {
    uint32_t level = 0;
    if (strlen(text) != 6)
        return;
    for (; *text; text++) {
        if (!g_ascii_isxdigit(*text))
            return;
        level = level << 4 | (uint32_t)g_ascii_xdigit_value(*text);
    }
    codec->profile_level = level;
}

static void take_parameter(SdpCodec *codec, const char *name, const char *value) {
    uint8_t type;
    if (g_ascii_strcasecmp(name, "profile-level-id") == 0)
        take_profile(codec, value);
    else if (g_ascii_strcasecmp(name, "packetization-mode") == 0)
        codec->is_packetized = strcmp(value, "1") == 0;
    else if (g_ascii_strcasecmp(name, "apt") == 0 && read_payload_type(value, &type))
        codec->apt = type;
}

/* RED's parameter is "111/111/111", RFC 2198 §5. It may come before its rtpmap. */
bool sdp_codec_parameters(SdpSection *section, char *value) {
    uint8_t type;
    if (!read_payload_type(sdp_text_cut(&value, ' '), &type))
        return false;
    SdpCodec *codec = find(section, type);
    if (!codec)
        return true;
    while (*value) {
        char *parameter = g_strstrip(sdp_text_cut(&value, ';'));
        if (!strchr(parameter, '=')) {
            (void)read_payload_type(sdp_text_cut(&parameter, '/'), &codec->apt); /* or none */
            continue;
        }
        const char *name = sdp_text_cut(&parameter, '=');
        take_parameter(codec, name, parameter);
    }
    return true;
}

bool sdp_codec_feedback(SdpSection *section, char *value) {
    uint8_t type = 0;
    const char *word = sdp_text_cut(&value, ' ');
    bool is_for_all = strcmp(word, "*") == 0;
    if (!is_for_all && !read_payload_type(word, &type))
        return false;
    uint32_t bit = 0;
    g_strchomp(value);
    for (unsigned i = 0; i < G_N_ELEMENTS(FEEDBACK); i++)
        if (g_ascii_strcasecmp(FEEDBACK[i].text, value) == 0)
            bit = FEEDBACK[i].bit;
    for (unsigned i = 0; i < section->n_codecs; i++)
        if (is_for_all || section->codecs[i].payload_type == type)
            section->codecs[i].feedback |= bit;
    return true;
}

static uint32_t profile_of(const SdpCodec *codec) {
    return codec->profile_level >> 16;
}

static uint32_t constraints_of(const SdpCodec *codec) {
    return codec->profile_level >> 8 & 0xff;
}

bool sdp_codec_is_constrained_baseline(const SdpCodec *codec) {
    static const struct {
        uint32_t profile, constraints;
    } ROWS[] = {{0x42, 0x40}, {0x4d, 0x80}, {0x58, 0xc0}};
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++)
        if (profile_of(codec) == ROWS[i].profile &&
            (constraints_of(codec) & ROWS[i].constraints) == ROWS[i].constraints)
            return true;
    return false;
}

bool sdp_codec_is_baseline(const SdpCodec *codec) {
    return profile_of(codec) == 0x42;
}
