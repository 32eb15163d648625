#include "media/course/aac_track.h"

#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>

#include "media/course/cuts.h"
#include "media/course/plan.h"
#include "media/course/problem.h"

#define SILENCE_BIT_RATE 64000
/* What FM radio and telephone conferences carry. The encoder's own limits (16 and 15 kHz) cost a
 * quarter of the time, and bits that speech needs below. */
#define CUTOFF_HZ     15000
#define LOW_CUTOFF_HZ 11000

struct AacTrack {
    AVCodecContext *context;
    AVPacket *packet;
    AVFrame *silence;
    RungWriter *writer;
    bool copies;
    uint64_t wanted; /* frames in all */
    uint64_t fed;    /* into the encoder */
    uint64_t written;
    bool is_primed; /* the packet of the encoder's delay was dropped */
    GBytes *still;  /* a coded frame of silence, for copies */
};

static AVChannelLayout layout_of(unsigned channels) {
    AVChannelLayout layout;
    av_channel_layout_default(&layout, (int)channels);
    return layout;
}

static bool open_codec(AacTrack *track, const AacTrackWish *wish, GError **error) {
    const AVCodec *codec = avcodec_find_encoder_by_name("aac");
    if (codec == NULL)
        return problem_set(error, PROBLEM_INTERNAL);
    AVDictionary *options = NULL;
    AVCodecContext *context = track->context = avcodec_alloc_context3(codec);
    context->sample_fmt = AV_SAMPLE_FMT_FLTP;
    context->sample_rate = CUTS_SOUND_HZ;
    context->ch_layout = layout_of(wish->channels);
    context->time_base = (AVRational){1, CUTS_SOUND_HZ};
    context->bit_rate = track->copies ? SILENCE_BIT_RATE : wish->bit_rate;
    context->cutoff = context->bit_rate <= PLAN_LOW_BIT_RATE ? LOW_CUTOFF_HZ : CUTOFF_HZ;
    context->thread_count = 1;
    context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    /* A third of the time of the thorough one, for a difference that speech does not show. */
    av_dict_set(&options, "aac_coder", "fast", 0);
    int code = avcodec_open2(context, codec, &options);
    av_dict_free(&options);
    return code >= 0 || problem_set_av(error, code, PROBLEM_INTERNAL);
}

static bool open_silence(AacTrack *track, const AacTrackWish *wish) {
    AVFrame *frame = track->silence = av_frame_alloc();
    frame->format = AV_SAMPLE_FMT_FLTP;
    frame->sample_rate = CUTS_SOUND_HZ;
    frame->nb_samples = CUTS_AAC;
    frame->ch_layout = layout_of(wish->channels);
    if (av_frame_get_buffer(frame, 0) < 0)
        return false;
    for (unsigned i = 0; i < wish->channels; i++)
        memset(frame->extended_data[i], 0, CUTS_AAC * sizeof(float));
    return true;
}

/* The third packet: by then the encoder has forgotten how it began. */
static bool code_silence(AacTrack *track) {
    unsigned n = 0;
    for (unsigned i = 0; i < 5 && track->still == NULL; i++) {
        track->silence->pts = (int64_t)i * CUTS_AAC;
        if (avcodec_send_frame(track->context, track->silence) < 0)
            return false;
        while (avcodec_receive_packet(track->context, track->packet) >= 0) {
            if (++n == 3)
                track->still = g_bytes_new(track->packet->data, (size_t)track->packet->size);
            av_packet_unref(track->packet);
        }
    }
    return track->still != NULL;
}

/* AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1): AAC-LC, 48 kHz, frames of 1024. */
static MediaTrack describe(const AacTrackWish *wish) {
    MediaTrack track = {.kind = MEDIA_AUDIO,
                        .channels = wish->channels,
                        .codec = "mp4a.40.2",
                        .bit_rate = wish->bit_rate,
                        .config_length = 2};
    g_strlcpy(track.name, wish->name, sizeof track.name);
    track.config[0] = 0x11;
    track.config[1] = (uint8_t)(0x80 | wish->channels << 3);
    return track;
}

AacTrack *aac_track_open(const AacTrackWish *wish, bool *ret_is_done, GError **error) {
    g_autoptr(AacTrack) track = g_new0(AacTrack, 1);
    MediaTrack described = describe(wish);
    track->copies = wish->bit_rate == 0;
    track->wanted = cuts_sound_frames(wish->cuts);
    track->packet = av_packet_alloc();
    *ret_is_done = false;
    if (!open_codec(track, wish, error))
        return NULL;
    if (!open_silence(track, wish) || (track->copies && !code_silence(track))) {
        problem_set(error, PROBLEM_MEMORY);
        return NULL;
    }
    track->writer = rung_writer_open(wish->folder, &described, wish->cuts, ret_is_done, error);
    return track->writer != NULL ? g_steal_pointer(&track) : NULL;
}

void aac_track_free(AacTrack *track) {
    if (track == NULL)
        return;
    avcodec_free_context(&track->context);
    av_packet_free(&track->packet);
    av_frame_free(&track->silence);
    rung_writer_free(track->writer);
    if (track->still != NULL)
        g_bytes_unref(track->still);
    g_free(track);
}

static bool put(AacTrack *track, const uint8_t *bytes, size_t length, GError **error) {
    if (track->written >= track->wanted)
        return true;
    track->written++;
    return rung_writer_add(track->writer, 0, true, bytes, length, error);
}

static bool drain(AacTrack *track, GError **error) {
    bool is_good = true;
    while (is_good && avcodec_receive_packet(track->context, track->packet) >= 0) {
        if (track->is_primed)
            is_good = put(track, track->packet->data, (size_t)track->packet->size, error);
        track->is_primed = true;
        av_packet_unref(track->packet);
    }
    return is_good;
}

/* The encoder takes only its last frame shorter, and silence may follow ours. */
static AVFrame *fill_up(const AacTrack *track, const AVFrame *frame) {
    AVFrame *full = av_frame_clone(track->silence);
    if (full == NULL || av_frame_make_writable(full) < 0)
        return NULL;
    for (int i = 0; i < full->ch_layout.nb_channels; i++)
        memcpy(full->extended_data[i], frame->extended_data[i],
               (size_t)frame->nb_samples * sizeof(float));
    return full;
}

bool aac_track_encode(AacTrack *track, AVFrame *frame, GError **error) {
    if (frame != NULL && track->fed >= track->wanted)
        return true;
    if (frame != NULL && frame->nb_samples < CUTS_AAC) {
        AVFrame *full = fill_up(track, frame);
        bool is_good = full != NULL ? aac_track_encode(track, full, error)
                                    : problem_set(error, PROBLEM_MEMORY);
        av_frame_free(&full);
        return is_good;
    }
    if (frame != NULL) {
        frame->pts = (int64_t)track->fed * CUTS_AAC;
        track->fed++;
    }
    int code = avcodec_send_frame(track->context, frame);
    if (code < 0)
        return problem_set_av(error, code, PROBLEM_INTERNAL);
    return drain(track, error);
}

bool aac_track_copy(AacTrack *track, int64_t number, const uint8_t *bytes, size_t length,
                    GError **error) {
    size_t silent;
    const uint8_t *still = g_bytes_get_data(track->still, &silent);
    if (number < (int64_t)track->written)
        return true;
    while ((int64_t)track->written < MIN(number, (int64_t)track->wanted)) {
        if (!put(track, still, silent, error))
            return false;
    }
    return put(track, bytes, length, error);
}

bool aac_track_finish(AacTrack *track, uint64_t *ret_bytes, GError **error) {
    bool is_good = true;
    if (track->copies) {
        size_t silent;
        const uint8_t *still = g_bytes_get_data(track->still, &silent);
        while (is_good && track->written < track->wanted)
            is_good = put(track, still, silent, error);
    } else {
        while (is_good && track->fed < track->wanted)
            is_good = aac_track_encode(track, track->silence, error);
        is_good = is_good && aac_track_encode(track, NULL, error);
    }
    if (!is_good || !rung_writer_finish(track->writer, error))
        return false;
    *ret_bytes = asset_index_bytes(rung_writer_index(track->writer));
    return true;
}

int64_t aac_track_samples(const AacTrack *track) {
    return (int64_t)track->fed * CUTS_AAC;
}
