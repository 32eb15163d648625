#include "media/course/sound_run.h"

#include "media/course/decoder.h"
#include "media/course/problem.h"

typedef struct Run {
    const SoundJob *job;
    const SoundGraphWish *wish;
    AacTrack *track;
    SoundGraph *graph;
    AVFrame *filtered;
    int64_t origin, next; /* ticks of the file */
    GError *error;
} Run;

/* ---- out of the filters ---- */

static int pull(Run *run) {
    int code;
    while ((code = sound_graph_get(run->graph, run->filtered)) >= 0) {
        bool is_good = aac_track_encode(run->track, run->filtered, &run->error);
        av_frame_unref(run->filtered);
        if (!is_good)
            return AVERROR_EXIT;
    }
    return code == AVERROR(EAGAIN) || code == AVERROR_EOF ? 0 : code;
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
    wish.begin = aac_track_samples(run->track);
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

static int decode_all(Run *run, Decoder *decoder) {
    const SoundJob *job = run->job;
    AVPacket *packet = av_packet_alloc();
    int code;
    while ((code = source_read(job->source, job->stream, packet)) == 1) {
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

bool sound_run(const SoundJob *job, const SoundGraphWish *wish, AacTrack *track, GError **error) {
    g_autoptr(Decoder) decoder = decoder_open(job->stream->codecpar, job->stream->time_base, error);
    Run run = {
        .job = job, .wish = wish, .track = track, .origin = job->origin, .next = AV_NOPTS_VALUE};
    source_choose(job->source, job->stream);
    if (decoder == NULL || !source_rewind(job->source, error))
        return false;
    run.filtered = av_frame_alloc();
    int code = decode_all(&run, decoder);
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
