#include "media/course/sound_measure.h"

#include <math.h>
#include <stdlib.h>

#include <libavutil/channel_layout.h>

#include "media/course/cuts.h"
#include "media/course/decoder.h"
#include "media/course/loudness.h"
#include "media/course/problem.h"

/* Energy of the difference of both sides, beside that of the sides: -60 dB. */
#define SAME_SHARE  1e-6
#define FRAME_TICKS (CUTS_AAC * SOURCE_TICKS_A_SECOND / CUTS_SOUND_HZ)
#define WEIGHT_BACK 1.41 /* BS.1770-4, annex 1, table 3 */
#define LEAST_RATE  1000
#define CHUNK       1024

typedef struct Measuring {
    const SoundJob *job;
    SoundMeasure *measure;
    Loudness *loudness;
    AVChannelLayout layout; /* of what loudness was told; empty: nothing yet */
    int sample_rate;
    int64_t next; /* ticks of the file: behind what was decoded */
    double energy, difference;
    uint64_t bytes, packets;
    double planes[LOUDNESS_MAX_CHANNELS][CHUNK];
} Measuring;

/* ---- channels ---- */

static double weight_of(enum AVChannel channel) {
    switch (channel) {
    case AV_CHAN_LOW_FREQUENCY:
    case AV_CHAN_LOW_FREQUENCY_2:
        return 0;
    case AV_CHAN_BACK_LEFT:
    case AV_CHAN_BACK_RIGHT:
    case AV_CHAN_BACK_CENTER:
    case AV_CHAN_SIDE_LEFT:
    case AV_CHAN_SIDE_RIGHT:
    case AV_CHAN_SURROUND_DIRECT_LEFT:
    case AV_CHAN_SURROUND_DIRECT_RIGHT:
        return WEIGHT_BACK;
    default:
        return 1;
    }
}

static int tell_layout(Measuring *measuring, AVFrame *frame) {
    double weights[LOUDNESS_MAX_CHANNELS];
    if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
        av_channel_layout_default(&frame->ch_layout, frame->ch_layout.nb_channels);
    if (frame->sample_rate == measuring->sample_rate &&
        av_channel_layout_compare(&frame->ch_layout, &measuring->layout) == 0)
        return 0;
    unsigned n = MIN((unsigned)frame->ch_layout.nb_channels, LOUDNESS_MAX_CHANNELS);
    for (unsigned i = 0; i < n; i++)
        weights[i] = weight_of(av_channel_layout_channel_from_index(&frame->ch_layout, i));
    if (n == 1)
        weights[0] = 2; /* it comes out of both loudspeakers */
    loudness_begin(measuring->loudness, (unsigned)frame->sample_rate, n, weights);
    measuring->sample_rate = frame->sample_rate;
    return av_channel_layout_copy(&measuring->layout, &frame->ch_layout);
}

/* ---- samples ---- */

#define LOAD(type, expression)                                                                     \
    do {                                                                                           \
        const type *in = (const type *)(const void *)bytes + first * stride;                       \
        for (unsigned i = 0; i < n; i++, in += stride)                                             \
            ret_samples[i] = (expression);                                                         \
    } while (0)

/* Of one channel, from `first` on. */
static bool load(const AVFrame *frame, unsigned channel, unsigned first, unsigned n,
                 double *ret_samples) {
    bool is_planar = av_sample_fmt_is_planar(frame->format);
    enum AVSampleFormat format = av_get_packed_sample_fmt(frame->format);
    size_t stride = is_planar ? 1 : (size_t)frame->ch_layout.nb_channels;
    const uint8_t *bytes =
        is_planar ? frame->extended_data[channel]
                  : frame->extended_data[0] + channel * (size_t)av_get_bytes_per_sample(format);
    switch (format) {
    case AV_SAMPLE_FMT_U8:
        LOAD(uint8_t, (*in - 128) / 128.0);
        return true;
    case AV_SAMPLE_FMT_S16:
        LOAD(int16_t, *in / 32768.0);
        return true;
    case AV_SAMPLE_FMT_S32:
        LOAD(int32_t, *in / 2147483648.0);
        return true;
    case AV_SAMPLE_FMT_S64:
        LOAD(int64_t, (double)*in / 9223372036854775808.0);
        return true;
    case AV_SAMPLE_FMT_FLT:
        LOAD(float, (double)*in);
        return true;
    case AV_SAMPLE_FMT_DBL:
        LOAD(double, *in);
        return true;
    default:
        return false;
    }
}
#undef LOAD

static void measure_sides(Measuring *measuring, unsigned n) {
    const double *left = measuring->planes[0], *right = measuring->planes[1];
    double energy = 0, difference = 0;
    for (unsigned i = 0; i < n; i++) {
        double apart = left[i] - right[i];
        energy += left[i] * left[i] + right[i] * right[i];
        difference += apart * apart;
    }
    measuring->energy += energy;
    measuring->difference += difference;
}

static int measure_samples(Measuring *measuring, const AVFrame *frame) {
    unsigned n_channels = MIN((unsigned)frame->ch_layout.nb_channels, LOUDNESS_MAX_CHANNELS);
    const double *planes[LOUDNESS_MAX_CHANNELS];
    for (unsigned first = 0; first < (unsigned)frame->nb_samples; first += CHUNK) {
        unsigned n = MIN((unsigned)frame->nb_samples - first, CHUNK);
        for (unsigned i = 0; i < n_channels; i++) {
            planes[i] = measuring->planes[i];
            if (!load(frame, i, first, n, measuring->planes[i]))
                return AVERROR(ENOSYS);
        }
        loudness_add(measuring->loudness, planes, n);
        if (frame->ch_layout.nb_channels == 2)
            measure_sides(measuring, n);
    }
    return 0;
}

static int on_decoded(AVFrame *frame, void *user) {
    Measuring *measuring = user;
    if (frame->sample_rate < LEAST_RATE || frame->ch_layout.nb_channels <= 0)
        return 0;
    int64_t ticks = source_ticks(measuring->job->stream, frame->pts);
    if (ticks == AV_NOPTS_VALUE)
        ticks = measuring->next != AV_NOPTS_VALUE ? measuring->next : 0;
    measuring->next =
        ticks + av_rescale(frame->nb_samples, SOURCE_TICKS_A_SECOND, frame->sample_rate);
    int code = tell_layout(measuring, frame);
    return code < 0 ? code : measure_samples(measuring, frame);
}

/* ---- packets ---- */

static void read_packet(Measuring *measuring, const AVPacket *packet) {
    SoundMeasure *measure = measuring->measure;
    int64_t begin = source_ticks(measuring->job->stream, packet->pts);
    measuring->bytes += (uint64_t)packet->size;
    if (begin == AV_NOPTS_VALUE) {
        measure->is_steady = false;
        return;
    }
    if (measuring->packets++ == 0)
        measure->begin = begin;
    int64_t expected = measure->begin + (int64_t)(measuring->packets - 1) * FRAME_TICKS;
    if (llabs(begin - expected) > FRAME_TICKS / 2)
        measure->is_steady = false;
    int64_t duration = source_ticks(measuring->job->stream, packet->duration);
    measure->end = MAX(measure->end, begin + MAX(duration, 0));
}

static int read_all(Measuring *measuring, Decoder *decoder) {
    const SoundJob *job = measuring->job;
    AVPacket *packet = av_packet_alloc();
    int code;
    while ((code = source_read(job->source, job->stream, packet)) == 1) {
        read_packet(measuring, packet);
        code = decoder_feed(decoder, packet, on_decoded, measuring);
        av_packet_unref(packet);
        if (code >= 0 && !pass_tick(job->pass, source_permille(job->source)))
            code = AVERROR_EXIT;
        if (code < 0)
            break;
    }
    av_packet_free(&packet);
    return code < 0 ? code : decoder_feed(decoder, NULL, on_decoded, measuring);
}

static void conclude(const Measuring *measuring) {
    SoundMeasure *measure = measuring->measure;
    double lufs = 0;
    int64_t ticks = MAX(measure->end - measure->begin, 1);
    if (measuring->next != AV_NOPTS_VALUE)
        measure->end = MAX(measure->end, measuring->next);
    measure->has_loudness = loudness_get(measuring->loudness, &lufs);
    measure->loudness_centi = (int)lround(lufs * 100);
    measure->is_same_twice =
        measuring->energy > 0 && measuring->difference < measuring->energy * SAME_SHARE;
    measure->bit_rate = measuring->bytes * 8 * SOURCE_TICKS_A_SECOND / (uint64_t)ticks;
}

static bool tell(const Measuring *measuring, int code, GError **error) {
    if (code < 0)
        return problem_set_av(error, code, PROBLEM_DAMAGED);
    return measuring->sample_rate > 0 || problem_set(error, PROBLEM_DAMAGED);
}

bool sound_measure_run(const SoundJob *job, SoundMeasure *ret_measure, GError **error) {
    g_autoptr(Decoder) decoder = decoder_open(job->stream->codecpar, job->stream->time_base, error);
    *ret_measure = (SoundMeasure){.is_steady = true};
    source_choose(job->source, job->stream);
    if (decoder == NULL || !source_rewind(job->source, error))
        return false;
    g_autofree Measuring *measuring = g_new0(Measuring, 1);
    measuring->job = job;
    measuring->measure = ret_measure;
    measuring->next = AV_NOPTS_VALUE;
    measuring->loudness = loudness_new();
    int code = read_all(measuring, decoder);
    conclude(measuring);
    loudness_free(measuring->loudness);
    av_channel_layout_uninit(&measuring->layout);
    return tell(measuring, code, error);
}
