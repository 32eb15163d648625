#include "media/course/sound_graph.h"

#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/channel_layout.h>
#include <libavutil/samplefmt.h>

#include "media/course/cuts.h"
#include "media/course/problem.h"

struct SoundGraph {
    AVFilterGraph *graph;
    AVFilterContext *in, *out;
    int sample_rate, format;
    AVChannelLayout layout;
};

static void name_layout(const AVFrame *frame, char *ret_name, size_t length) {
    (void)av_channel_layout_describe(&frame->ch_layout, ret_name, length);
}

static char *describe(const SoundGraphWish *wish, const AVFrame *first) {
    char layout[128];
    GString *text = g_string_new(NULL);
    name_layout(first, layout, sizeof layout);
    g_string_append_printf(
        text,
        "abuffer@in=sample_rate=%d:sample_fmt=%s:channel_layout=%s:time_base=1/%d,"
        "aresample=%d:async=1:first_pts=%" G_GINT64_FORMAT ":min_hard_comp=0.05,"
        "aformat=sample_fmts=fltp:channel_layouts=%s,",
        first->sample_rate, av_get_sample_fmt_name(first->format), layout, first->sample_rate,
        CUTS_SOUND_HZ, wish->begin, wish->channels == 1 ? "mono" : "stereo");
    if (wish->gain_centi != 0)
        g_string_append_printf(text, "volume=volume=%.2fdB:precision=float,",
                               wish->gain_centi / 100.0);
    if (wish->gain_centi > 0) /* peaks end 1 dB below the top */
        g_string_append(text, "alimiter=limit=0.89:level=0:latency=1,aformat=sample_fmts=fltp,");
    g_string_append(text, "abuffersink@out");
    return g_string_free(text, FALSE);
}

static AVFilterContext *find(const AVFilterGraph *graph, const char *filter, const char *name) {
    g_autofree char *full = g_strdup_printf("%s@%s", filter, name);
    for (unsigned i = 0; i < graph->nb_filters; i++) {
        if (g_str_equal(graph->filters[i]->name, full))
            return graph->filters[i];
    }
    return NULL;
}

static bool open_graph(SoundGraph *graph, const char *text, GError **error) {
    AVFilterInOut *inputs = NULL, *outputs = NULL;
    graph->graph = avfilter_graph_alloc();
    graph->graph->nb_threads = 1;
    int code = avfilter_graph_parse2(graph->graph, text, &inputs, &outputs);
    avfilter_inout_free(&inputs);
    avfilter_inout_free(&outputs);
    if (code >= 0)
        code = avfilter_graph_config(graph->graph, NULL);
    if (code < 0)
        return problem_set_av(error, code, PROBLEM_CODEC);
    graph->in = find(graph->graph, "abuffer", "in");
    graph->out = find(graph->graph, "abuffersink", "out");
    if (graph->in == NULL || graph->out == NULL)
        return problem_set(error, PROBLEM_INTERNAL);
    av_buffersink_set_frame_size(graph->out, CUTS_AAC);
    return true;
}

SoundGraph *sound_graph_new(const SoundGraphWish *wish, const AVFrame *first, GError **error) {
    g_autoptr(SoundGraph) graph = g_new0(SoundGraph, 1);
    g_autofree char *text = describe(wish, first);
    graph->sample_rate = first->sample_rate;
    graph->format = first->format;
    (void)av_channel_layout_copy(&graph->layout, &first->ch_layout);
    return open_graph(graph, text, error) ? g_steal_pointer(&graph) : NULL;
}

void sound_graph_free(SoundGraph *graph) {
    if (graph == NULL)
        return;
    avfilter_graph_free(&graph->graph);
    av_channel_layout_uninit(&graph->layout);
    g_free(graph);
}

bool sound_graph_fits(const SoundGraph *graph, const AVFrame *frame) {
    return frame->sample_rate == graph->sample_rate && frame->format == graph->format &&
           av_channel_layout_compare(&frame->ch_layout, &graph->layout) == 0;
}

int sound_graph_put(SoundGraph *graph, AVFrame *frame) {
    return av_buffersrc_add_frame_flags(
        graph->in, frame, AV_BUFFERSRC_FLAG_KEEP_REF | AV_BUFFERSRC_FLAG_NO_CHECK_FORMAT);
}

int sound_graph_get(SoundGraph *graph, AVFrame *ret_frame) {
    return av_buffersink_get_frame(graph->out, ret_frame);
}
