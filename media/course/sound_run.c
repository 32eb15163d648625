#include "media/course/sound_run.h"

#include <math.h>
#include <stdlib.h>

#include "media/course/cuts.h"
#include "media/course/decoder.h"
#include "media/course/problem.h"

/* Louder than this below the absolute gate of EBU R 128 there is nothing. */
#define SILENT_LUFS (-69.9)
/* Energy of the difference of both sides, beside that of the sides: -60 dB. */
#define SAME_SHARE  1e-6
#define FRAME_TICKS (CUTS_AAC * SOURCE_TICKS_A_SECOND / CUTS_SOUND_HZ)

typedef struct Run {
    const SoundJob *job;
    const SoundGraphWish *wish;
    AacTrack *const *tracks;
    SoundMeasure *measure;
    SoundGraph *graph;
    AVFrame *filtered;
    int64_t origin, next; /* ticks of the file */
    double loudness, energy, difference;
    uint64_t bytes, packets;
    GError *error;
} Run;

/* ---- out of the filters ---- */

static void measure_sides(Run *run, const AVFrame *frame) {
    if (frame->ch_layout.nb_channels != 2 || frame->format != AV_SAMPLE_FMT_DBL)
        return;
    const double *samples = (const double *)(const void *)frame->data[0];
    for (int i = 0; i < frame->nb_samples; i++) {
        double left = samples[2 * i], right = samples[2 * i + 1];
        run->energy += left * left + right * right;
        run->difference += (left - right) * (left - right);
    }
}

static void measure_frame(Run *run, const AVFrame *frame) {
    const AVDictionaryEntry *entry = av_dict_get(frame->metadata, "lavfi.r128.I", NULL, 0);
    if (entry != NULL)
        run->loudness = g_ascii_strtod(entry->value, NULL);
    measure_sides(run, frame);
}

static int pull(Run *run) {
    unsigned n = run->wish->n_out + run->wish->measures;
    for (unsigned i = 0; i < n; i++) {
        int code;
        while ((code = sound_graph_get(run->graph, i, run->filtered)) >= 0) {
            bool is_good = true;
            if (i == run->wish->n_out)
                measure_frame(run, run->filtered);
            else
                is_good = aac_track_encode(run->tracks[i], run->filtered, &run->error);
            av_frame_unref(run->filtered);
            if (!is_good)
                return AVERROR_EXIT;
        }
        if (code != AVERROR(EAGAIN) && code != AVERROR_EOF)
            return code;
    }
    return 0;
}

static int close_graph(Run *run) {
    if (run->graph == NULL)
        return 0;
    int code = sound_graph_put(run->graph, NULL);
    return code < 0 ? code : pull(run);
}

/* ---- into them ---- */

/* Broadcasts change between stereo and 5.1: other filters go on where those before ended. */
static int open_graph(Run *run, AVFrame *frame) {
    SoundGraphWish wish = *run->wish;
    if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
        av_channel_layout_default(&frame->ch_layout, frame->ch_layout.nb_channels);
    if (run->graph != NULL && sound_graph_fits(run->graph, frame))
        return 0;
    int code = close_graph(run);
    if (code < 0)
        return code;
    sound_graph_free(run->graph);
    wish.begin = wish.n_out > 0 ? aac_track_samples(run->tracks[0]) : 0;
    run->graph = sound_graph_new(&wish, frame, &run->error);
    return run->graph != NULL ? 0 : AVERROR_EXIT;
}

static int on_decoded(AVFrame *frame, void *user) {
    Run *run = user;
    int64_t ticks = source_ticks(run->job->stream, frame->pts);
    if (frame->sample_rate <= 0 || frame->ch_layout.nb_channels <= 0)
        return 0;
    if (ticks == AV_NOPTS_VALUE)
        ticks = run->next != AV_NOPTS_VALUE ? run->next : 0;
    if (run->origin == AV_NOPTS_VALUE)
        run->origin = ticks;
    run->next = ticks + av_rescale(frame->nb_samples, SOURCE_TICKS_A_SECOND, frame->sample_rate);
    frame->pts = av_rescale(ticks - run->origin, frame->sample_rate, SOURCE_TICKS_A_SECOND);
    int code = open_graph(run, frame);
    if (code >= 0)
        code = sound_graph_put(run->graph, frame);
    return code < 0 ? code : pull(run);
}

static void read_packet(Run *run, const AVPacket *packet) {
    SoundMeasure *measure = run->measure;
    int64_t begin = source_ticks(run->job->stream, packet->pts);
    run->bytes += (uint64_t)packet->size;
    if (measure == NULL || begin == AV_NOPTS_VALUE) {
        if (measure != NULL)
            measure->is_steady = false;
        return;
    }
    if (run->packets++ == 0)
        measure->begin = begin;
    int64_t expected = measure->begin + (int64_t)(run->packets - 1) * FRAME_TICKS;
    if (llabs(begin - expected) > FRAME_TICKS / 2)
        measure->is_steady = false;
    int64_t duration = source_ticks(run->job->stream, packet->duration);
    measure->end = MAX(measure->end, begin + MAX(duration, 0));
}

static int decode_all(Run *run, Decoder *decoder) {
    const SoundJob *job = run->job;
    AVPacket *packet = av_packet_alloc();
    int code;
    while ((code = source_read(job->source, job->stream, packet)) == 1) {
        read_packet(run, packet);
        code = decoder_feed(decoder, packet, on_decoded, run);
        av_packet_unref(packet);
        if (code >= 0 && !pass_tick(job->pass, source_permille(job->source)))
            code = AVERROR_EXIT;
        if (code < 0)
            break;
    }
    av_packet_free(&packet);
    if (code >= 0)
        code = decoder_feed(decoder, NULL, on_decoded, run);
    return code < 0 ? code : close_graph(run);
}

static void conclude(const Run *run) {
    SoundMeasure *measure = run->measure;
    int64_t ticks = MAX(measure->end - measure->begin, 1);
    if (run->next != AV_NOPTS_VALUE)
        measure->end = MAX(measure->end, run->next);
    measure->has_loudness = run->loudness > SILENT_LUFS;
    measure->loudness_centi = (int)lround(run->loudness * 100);
    measure->is_same_twice = run->energy > 0 && run->difference < run->energy * SAME_SHARE;
    measure->bit_rate = run->bytes * 8 * SOURCE_TICKS_A_SECOND / (uint64_t)ticks;
}

bool sound_run(const SoundJob *job, const SoundGraphWish *wish, AacTrack *const *tracks,
               SoundMeasure *ret_measure, GError **error) {
    g_autoptr(Decoder) decoder = decoder_open(job->stream->codecpar, job->stream->time_base, error);
    Run run = {.job = job,
               .wish = wish,
               .tracks = tracks,
               .measure = ret_measure,
               .origin = job->origin,
               .next = AV_NOPTS_VALUE,
               .loudness = SILENT_LUFS - 1};
    source_choose(job->source, job->stream);
    if (decoder == NULL || !source_rewind(job->source, error))
        return false;
    if (ret_measure != NULL)
        *ret_measure = (SoundMeasure){.is_steady = true};
    run.filtered = av_frame_alloc();
    int code = decode_all(&run, decoder);
    if (ret_measure != NULL)
        conclude(&run);
    bool has_sound = run.graph != NULL;
    sound_graph_free(run.graph);
    av_frame_free(&run.filtered);
    if (run.error != NULL)
        g_propagate_error(error, run.error);
    else if (code < 0)
        problem_set_av(error, code, PROBLEM_DAMAGED);
    else if (!has_sound)
        problem_set(error, PROBLEM_DAMAGED);
    return run.error == NULL && code >= 0 && has_sound;
}
