#include "media/course/picture_encode.h"

#include "media/course/cuts.h"
#include "media/course/decoder.h"
#include "media/course/frame_choice.h"
#include "media/course/picture_coder.h"
#include "media/course/picture_graph.h"
#include "media/course/problem.h"

/* How far behind the wanted time a container's index may lead. */
#define SEEK_BACK_TICKS (2 * (int64_t)SOURCE_TICKS_A_SECOND)

typedef struct Work {
    const PictureJob *job;
    PictureCoder *coders[PLAN_MAX_RUNGS];
    PictureSize sizes[PLAN_MAX_RUNGS];
    unsigned n;
    unsigned segment; /* to begin with */
    Decoder *decoder;
    PictureGraph *graph;
    FrameChoice *choice;
    AVFrame *scaled;
    uint64_t n_decoded;
    int64_t first;  /* time of the first decoded frame; INT64_MIN: none yet */
    int64_t at;     /* of the last one */
    bool is_behind; /* that is later than wanted */
    GError *error;
} Work;

static int stop(Work *work, Problem problem) {
    if (work->error == NULL)
        problem_set(&work->error, problem);
    return AVERROR_EXIT;
}

static int64_t begin_of(const Work *work) {
    return g_array_index(work->job->cuts, int64_t, work->segment);
}

/* ---- from the filters to the coders ---- */

static int pull(Work *work) {
    for (unsigned i = 0; i < work->n; i++) {
        int code;
        while ((code = picture_graph_get(work->graph, i, work->scaled)) >= 0) {
            bool is_good = picture_coder_add(work->coders[i], work->scaled, &work->error);
            av_frame_unref(work->scaled);
            if (!is_good)
                return AVERROR_EXIT;
        }
        if (code != AVERROR(EAGAIN) && code != AVERROR_EOF)
            return code;
    }
    return 0;
}

static int close_graph(Work *work) {
    if (work->graph == NULL)
        return 0;
    int code = picture_graph_put(work->graph, NULL);
    if (code >= 0)
        code = pull(work);
    picture_graph_free(work->graph);
    work->graph = NULL;
    return code;
}

static int open_graph(Work *work, const AVFrame *frame) {
    const PicturePlan *plan = work->job->plan;
    const PictureGraphWish wish = {
        .deinterlaces = plan->deinterlaces,
        .maps_tones = plan->maps_tones,
        .quarter_turns = plan->quarter_turns,
        .sizes = work->sizes,
        .n_sizes = work->n,
    };
    int code = close_graph(work);
    if (code < 0)
        return code;
    work->graph = picture_graph_new(&wish, frame, &work->error);
    return work->graph != NULL ? 0 : AVERROR_EXIT;
}

static int on_chosen(AVFrame *frame, void *user) {
    Work *work = user;
    int code = 0;
    if (work->graph == NULL || !picture_graph_fits(work->graph, frame))
        code = open_graph(work, frame);
    if (code >= 0)
        code = picture_graph_put(work->graph, frame);
    return code < 0 ? code : pull(work);
}

/* ---- from the source to the filters ---- */

static int on_decoded(AVFrame *frame, void *user) {
    Work *work = user;
    const PictureJob *job = work->job;
    const PictureFacts *facts = &job->scan->facts;
    uint64_t number = work->n_decoded++;
    if (frame->flags & AV_FRAME_FLAG_DISCARD)
        return 0;
    if (job->scan->has_no_times)
        frame->pts = cuts_frame_time(number, facts->rate_num, facts->rate_den);
    else if (frame->pts == AV_NOPTS_VALUE)
        return 0;
    else
        frame->pts = source_ticks(job->stream, frame->pts) - job->scan->origin;
    if (work->first == INT64_MIN) {
        work->first = frame->pts;
        work->is_behind = work->segment > 0 && frame->pts > begin_of(work);
        if (work->is_behind)
            return AVERROR_EXIT;
    }
    work->at = frame->pts;
    return frame_choice_put(work->choice, frame);
}

static unsigned permille_of(const Work *work) {
    int64_t end = g_array_index(work->job->cuts, int64_t, work->job->cuts->len - 1);
    return (unsigned)CLAMP(work->at * 1000 / MAX(end, 1), 0, 1000);
}

static int decode_all(Work *work) {
    const PictureJob *job = work->job;
    AVPacket *packet = av_packet_alloc();
    int code;
    while ((code = source_read(job->source, job->stream, packet)) == 1) {
        code = decoder_feed(work->decoder, packet, on_decoded, work);
        av_packet_unref(packet);
        if (code >= 0 && !pass_tick(job->pass, permille_of(work)))
            code = stop(work, PROBLEM_STOPPED);
        if (code < 0)
            break;
    }
    av_packet_free(&packet);
    if (code >= 0)
        code = decoder_feed(work->decoder, NULL, on_decoded, work);
    if (code >= 0)
        code = frame_choice_end(work->choice);
    if (code >= 0 && work->graph == NULL) /* not one frame could be decoded */
        code = stop(work, PROBLEM_DAMAGED);
    return code < 0 ? code : close_graph(work);
}

/* ---- opening ---- */

static bool open_coders(Work *work, GError **error) {
    const PictureJob *job = work->job;
    unsigned least = G_MAXUINT;
    for (unsigned i = 0; i < job->plan->n_rungs; i++) {
        const PlanRung *rung = &job->plan->rungs[i];
        const PictureCoderWish wish = {job->folder, rung, job->plan->rate_num, job->plan->rate_den,
                                       job->cuts};
        bool is_done;
        if (rung->is_copy)
            continue;
        PictureCoder *coder = picture_coder_open(&wish, &is_done, error);
        if (coder == NULL && !is_done)
            return false;
        if (coder == NULL)
            continue;
        work->sizes[work->n] = (PictureSize){rung->width, rung->height};
        work->coders[work->n++] = coder;
        least = MIN(least, picture_coder_segment(coder));
    }
    /* A track with all its segments whose index was not written yet begins with its last one. */
    work->segment = work->n == 0 ? 0 : MIN(least, job->cuts->len - 2);
    for (unsigned i = 0; i < work->n; i++)
        picture_coder_begin(work->coders[i], work->segment);
    return true;
}

static bool open_source(Work *work, bool seeks, GError **error) {
    const PictureJob *job = work->job;
    const FrameChoiceWish wish = {
        .cuts = job->cuts,
        .segment = work->segment,
        .rate_num = job->plan->rate_num,
        .rate_den = job->plan->rate_den,
        .keeps_each = job->plan->rungs[0].is_copy ? job->plan->keeps_each : 0,
        .on_frame = on_chosen,
        .user = work,
    };
    frame_choice_free(work->choice);
    decoder_free(work->decoder);
    work->first = INT64_MIN;
    work->n_decoded = 0;
    work->choice = frame_choice_new(&wish);
    work->decoder = decoder_open(job->stream->codecpar, job->stream->time_base, error);
    if (work->decoder == NULL)
        return false;
    source_choose(job->source, job->stream);
    int64_t from = begin_of(work) - SEEK_BACK_TICKS;
    return seeks && from > 0 && !job->scan->has_no_times
               ? source_seek(job->source, job->stream, from + job->scan->origin, error)
               : source_rewind(job->source, error);
}

static bool run(Work *work, GError **error) {
    if (!open_source(work, true, error))
        return false;
    int code = decode_all(work);
    if (work->is_behind) { /* the container's index led too far: all from the beginning */
        work->is_behind = false;
        if (!open_source(work, false, error))
            return false;
        code = decode_all(work);
    }
    if (code >= 0)
        return true;
    if (work->error == NULL)
        return problem_set_av(error, code, PROBLEM_DAMAGED);
    g_propagate_error(error, g_steal_pointer(&work->error));
    return false;
}

static bool finish(Work *work, GError **error) {
    for (unsigned i = 0; i < work->n; i++) {
        uint64_t bytes;
        if (!picture_coder_finish(work->coders[i], &bytes, error))
            return false;
        if (!pass_count_bytes(work->job->pass, bytes))
            return problem_set(error, PROBLEM_OUTPUT);
    }
    return true;
}

bool picture_encode_make(const PictureJob *job, GError **error) {
    Work work = {.job = job, .scaled = av_frame_alloc(), .first = INT64_MIN};
    bool is_good =
        open_coders(&work, error) && (work.n == 0 || (run(&work, error) && finish(&work, error)));
    for (unsigned i = 0; i < work.n; i++)
        picture_coder_free(work.coders[i]);
    picture_graph_free(work.graph);
    frame_choice_free(work.choice);
    decoder_free(work.decoder);
    av_frame_free(&work.scaled);
    g_clear_error(&work.error);
    return is_good;
}
