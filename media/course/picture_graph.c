#include "media/course/picture_graph.h"

#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/pixdesc.h>

#include "media/course/problem.h"
#include "media/course/source.h"

struct PictureGraph {
    AVFilterGraph *graph;
    AVFilterContext *in;
    AVFilterContext *out[PLAN_MAX_RUNGS];
    unsigned n_out;
    int width, height, format;
};

static const char *const TURNS[] = {"", "transpose=clock,", "hflip,vflip,", "transpose=cclock,"};

/* BT.2390 would keep more, Hable is what is there. */
static const char TONES[] = "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,"
                            "tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,";

static char *describe(const PictureGraphWish *wish, const AVFrame *first) {
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "buffer@in=width=%d:height=%d:pix_fmt=%d:time_base=1/%d:sar=1/1,",
                           first->width, first->height, first->format, SOURCE_TICKS_A_SECOND);
    if (wish->deinterlaces)
        g_string_append(text, "bwdif=mode=send_frame:deint=interlaced,");
    g_string_append(text, TURNS[wish->quarter_turns & 3]);
    if (wish->maps_tones)
        g_string_append(text, TONES);
    g_string_append_printf(text, "split=%u", wish->n_sizes);
    for (unsigned i = 0; i < wish->n_sizes; i++)
        g_string_append_printf(text, "[s%u]", i);
    for (unsigned i = 0; i < wish->n_sizes; i++)
        g_string_append_printf(text,
                               ";[s%u]scale=%u:%u:flags=bicubic%s,format=%s,setsar=1,"
                               "buffersink@out%u",
                               i, wish->sizes[i].width, wish->sizes[i].height,
                               wish->is_full_range ? ":out_range=pc" : "",
                               wish->is_full_range ? "yuvj420p" : "yuv420p", i);
    return g_string_free(text, FALSE);
}

static AVFilterContext *find(const AVFilterGraph *graph, const char *filter, const char *name) {
    g_autofree char *full = g_strdup_printf("%s@%s", filter, name);
    for (unsigned i = 0; i < graph->nb_filters; i++) {
        if (g_str_equal(graph->filters[i]->name, full) ||
            g_str_equal(graph->filters[i]->name, name))
            return graph->filters[i];
    }
    return NULL;
}

static bool open_graph(PictureGraph *graph, const char *text, GError **error) {
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
    graph->in = find(graph->graph, "buffer", "in");
    bool is_found = graph->in != NULL;
    for (unsigned i = 0; i < graph->n_out; i++) {
        g_autofree char *name = g_strdup_printf("out%u", i);
        graph->out[i] = find(graph->graph, "buffersink", name);
        is_found &= graph->out[i] != NULL;
    }
    return is_found || problem_set(error, PROBLEM_INTERNAL);
}

PictureGraph *picture_graph_new(const PictureGraphWish *wish, const AVFrame *first,
                                GError **error) {
    if (wish->maps_tones && avfilter_get_by_name("zscale") == NULL) {
        problem_set(error, PROBLEM_HDR);
        return NULL;
    }
    g_autoptr(PictureGraph) graph = g_new0(PictureGraph, 1);
    g_autofree char *text = describe(wish, first);
    graph->n_out = wish->n_sizes;
    graph->width = first->width;
    graph->height = first->height;
    graph->format = first->format;
    return open_graph(graph, text, error) ? g_steal_pointer(&graph) : NULL;
}

void picture_graph_free(PictureGraph *graph) {
    if (graph == NULL)
        return;
    avfilter_graph_free(&graph->graph);
    g_free(graph);
}

bool picture_graph_fits(const PictureGraph *graph, const AVFrame *frame) {
    return frame->width == graph->width && frame->height == graph->height &&
           frame->format == graph->format;
}

int picture_graph_put(PictureGraph *graph, AVFrame *frame) {
    return av_buffersrc_add_frame_flags(graph->in, frame, AV_BUFFERSRC_FLAG_KEEP_REF);
}

int picture_graph_get(PictureGraph *graph, unsigned size, AVFrame *ret_frame) {
    int code = av_buffersink_get_frame(graph->out[size], ret_frame);
    if (code >= 0)
        ret_frame->pts = av_rescale_q(ret_frame->pts, av_buffersink_get_time_base(graph->out[size]),
                                      (AVRational){1, SOURCE_TICKS_A_SECOND});
    return code;
}
