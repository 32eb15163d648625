#include "media/rtc/wire/sdp_choice.h"

#include <string.h>

#include "media/rtc/wire/sdp_codec.h"

/* What is of use per kind of media, and what we call it in our own offers. */
typedef struct OurCodec {
    SdpKind media;
    SdpCodecKind kind, repair;
    uint8_t payload_type, repair_type;
    uint32_t feedback, profile_level;
} OurCodec;

static const OurCodec CODECS[] = {
    {SDP_AUDIO, SDP_CODEC_OPUS, SDP_CODEC_RED, 111, 63, SDP_FEEDBACK_TWCC, 0},
    {SDP_VIDEO, SDP_CODEC_VP8, SDP_CODEC_RTX, 96, 97, SDP_ALL_FEEDBACK, 0},
    {SDP_VIDEO, SDP_CODEC_H264, SDP_CODEC_RTX, 102, 103, SDP_ALL_FEEDBACK, 0x42e01f},
};

typedef struct OurExtension {
    bool of_audio, of_video;
    uint8_t id;
} OurExtension;

static const OurExtension EXTENSIONS[SDP_N_EXTENSIONS] = {
    [SDP_EXTENSION_AUDIO_LEVEL] = {true, false, 1},
    [SDP_EXTENSION_ABS_SEND_TIME] = {true, true, 2},
    [SDP_EXTENSION_TWCC] = {true, true, 3},
    [SDP_EXTENSION_MID] = {true, true, 4},
    [SDP_EXTENSION_PLAYOUT_DELAY] = {false, true, 5},
    [SDP_EXTENSION_RID] = {false, true, 10},
    [SDP_EXTENSION_REPAIRED_RID] = {false, true, 11},
};

static const OurCodec *find_ours(SdpKind media, SdpCodecKind kind) {
    for (size_t i = 0; i < sizeof CODECS / sizeof CODECS[0]; i++)
        if (CODECS[i].media == media && CODECS[i].kind == kind)
            return &CODECS[i];
    return NULL;
}

static bool has_extension(SdpKind media, const SdpWish *wish, SdpExtension extension) {
    const OurExtension *row = &EXTENSIONS[extension];
    return (wish->extensions & 1u << extension) != 0 &&
           (media == SDP_AUDIO ? row->of_audio : media == SDP_VIDEO && row->of_video);
}

/* 0: unusable; the higher the better. */
static unsigned rank_of(const SdpCodec *codec, SdpCodecKind kind) {
    if (codec->kind != kind)
        return 0;
    if (kind != SDP_CODEC_H264)
        return 1;
    if (!codec->is_packetized)
        return 0;
    return sdp_codec_is_constrained_baseline(codec) ? 2 : sdp_codec_is_baseline(codec) ? 1 : 0;
}

static const SdpCodec *find_best(const SdpSection *section, SdpCodecKind kind) {
    const SdpCodec *best = NULL;
    for (unsigned i = 0; i < section->n_codecs; i++)
        if (rank_of(&section->codecs[i], kind) > (best ? rank_of(best, kind) : 0))
            best = &section->codecs[i];
    return best;
}

/* RED without a parameter may carry Opus, too. */
static uint8_t find_repair(const SdpSection *section, SdpCodecKind repair, const SdpCodec *codec) {
    for (unsigned i = 0; i < section->n_codecs; i++) {
        const SdpCodec *row = &section->codecs[i];
        if (row->kind == repair &&
            (row->apt == codec->payload_type || (row->apt == 0 && repair == SDP_CODEC_RED)))
            return row->payload_type;
    }
    return 0;
}

static void choose(const SdpSection *section, const SdpWish *wish, SdpCodecKind kind,
                   SdpChoice *choice) {
    const OurCodec *ours = find_ours(section->kind, kind);
    const SdpCodec *theirs = ours ? find_best(section, kind) : NULL;
    if (!theirs)
        return;
    choice->codecs[choice->n_codecs++] = (SdpChosenCodec){
        .kind = kind,
        .payload_type = theirs->payload_type,
        .repair_type = find_repair(section, ours->repair, theirs),
        .feedback = theirs->feedback & ours->feedback & wish->feedback,
        .profile_level = kind == SDP_CODEC_H264 ? theirs->profile_level : 0,
    };
}

bool sdp_choice_from(const SdpSection *section, const SdpWish *wish, SdpChoice *ret_choice) {
    SdpChoice choice = {.is_red_first = wish->is_red_first, .sound = wish->sound};
    if (section->is_rejected)
        return false;
    for (unsigned i = 0; i < wish->n_kinds && i < SDP_MAX_CHOSEN; i++)
        if (choice.n_codecs < wish->max_codecs)
            choose(section, wish, wish->kinds[i], &choice);
    if (choice.n_codecs == 0)
        return false;
    for (unsigned i = 0; i < SDP_N_EXTENSIONS; i++)
        if (has_extension(section->kind, wish, (SdpExtension)i))
            choice.extension_ids[i] = section->extension_ids[i];
    /* Layers come without SSRCs: they are told apart by their rid, RFC 8852 §3.1. */
    if (section->kind == SDP_VIDEO && choice.extension_ids[SDP_EXTENSION_RID] != 0) {
        choice.n_rids = section->n_rids;
        memcpy(choice.rids, section->rids, sizeof choice.rids);
    }
    *ret_choice = choice;
    return true;
}

void sdp_choice_ours(SdpKind kind, const SdpWish *wish, SdpChoice *ret_choice) {
    SdpChoice choice = {.is_red_first = wish->is_red_first, .sound = wish->sound};
    for (unsigned i = 0; i < wish->n_kinds && i < SDP_MAX_CHOSEN; i++) {
        const OurCodec *ours = find_ours(kind, wish->kinds[i]);
        if (ours && choice.n_codecs < wish->max_codecs)
            choice.codecs[choice.n_codecs++] =
                (SdpChosenCodec){ours->kind, ours->payload_type, ours->repair_type,
                                 ours->feedback & wish->feedback, ours->profile_level};
    }
    for (unsigned i = 0; i < SDP_N_EXTENSIONS; i++)
        if (has_extension(kind, wish, (SdpExtension)i))
            choice.extension_ids[i] = EXTENSIONS[i].id;
    *ret_choice = choice;
}
