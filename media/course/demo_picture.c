#include "media/course/demo_picture.h"

#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>

#include "media/course/demo_words.h"
#include "media/course/problem.h"

struct DemoPicture {
    AVFilterGraph *graph;
    AVFilterContext *out;
};

#define FONT "drawtext=font='Noto Sans CJK SC':fontcolor=white:"

static const struct {
    const char *page, *thing;
} COLOURS[DEMO_N_LESSONS] = {{"0x12324a", "0xd9a441"}, {"0x3a1f2e", "0x5fb3a3"}};

/* Three things at their own paces above a page of one colour. */
static void append_page(GString *text, unsigned lesson) {
    g_string_append_printf(
        text,
        "color=c=%s:s=%dx%d:r=%d/%d[page];color=c=%s:s=120x120:r=%d/%d,split=3[a][b][c];"
        "[page][a]overlay=x='580+440*sin(t*0.9)':y=470[one];"
        "[one][b]overlay=x='580+440*sin(t*0.6+2)':y='470+40*cos(t)'[two];"
        "[two][c]overlay=x='580+440*sin(t*0.4+4)':y='470-40*cos(t)'",
        COLOURS[lesson].page, DEMO_PICTURE_WIDTH, DEMO_PICTURE_HEIGHT, DEMO_PICTURE_RATE_NUM,
        DEMO_PICTURE_RATE_DEN, COLOURS[lesson].thing, DEMO_PICTURE_RATE_NUM, DEMO_PICTURE_RATE_DEN);
}

static void append_words(GString *text, unsigned lesson) {
    const DemoLesson *words = &DEMO_LESSONS[lesson];
    g_string_append_printf(text, "," FONT "fontsize=76:x=80:y=80:text='%s'", words->title);
    for (int i = 0; i < DEMO_N_CUES; i++)
        g_string_append_printf(
            text, "," FONT "fontsize=48:x=80:y=250:text='%s':enable='between(t,%d,%d)'",
            words->cues[i][0], i * DEMO_CUE_S, i * DEMO_CUE_S + DEMO_SHOWN_S);
    g_string_append_printf(text, "," FONT "fontsize=40:x=1080:y=630:text='%%{eif\\:t\\:d} / %d'",
                           DEMO_LENGTH_S);
}

static bool configure(DemoPicture *picture, const char *text) {
    AVFilterInOut *inputs = NULL, *outputs = NULL;
    avfilter_graph_free(&picture->graph);
    picture->graph = avfilter_graph_alloc();
    picture->graph->nb_threads = 1;
    int code = avfilter_graph_parse2(picture->graph, text, &inputs, &outputs);
    avfilter_inout_free(&inputs);
    avfilter_inout_free(&outputs);
    if (code < 0 || avfilter_graph_config(picture->graph, NULL) < 0)
        return false;
    for (unsigned i = 0; i < picture->graph->nb_filters; i++)
        if (g_str_equal(picture->graph->filters[i]->filter->name, "buffersink"))
            picture->out = picture->graph->filters[i];
    return picture->out != NULL;
}

static bool open_graph(DemoPicture *picture, unsigned lesson, bool has_words) {
    g_autoptr(GString) text = g_string_new(NULL);
    append_page(text, lesson);
    if (has_words)
        append_words(text, lesson);
    g_string_append(text, ",format=yuv420p,setsar=1,buffersink");
    return configure(picture, text->str);
}

DemoPicture *demo_picture_new(unsigned lesson, GError **error) {
    g_autoptr(DemoPicture) picture = g_new0(DemoPicture, 1);
    if (open_graph(picture, lesson, true) || open_graph(picture, lesson, false))
        return g_steal_pointer(&picture);
    problem_set(error, PROBLEM_INTERNAL);
    return NULL;
}

void demo_picture_free(DemoPicture *picture) {
    if (picture == NULL)
        return;
    avfilter_graph_free(&picture->graph);
    g_free(picture);
}

bool demo_picture_next(DemoPicture *picture, AVFrame *ret_frame, GError **error) {
    int code = av_buffersink_get_frame(picture->out, ret_frame);
    return code >= 0 || problem_set_av(error, code, PROBLEM_INTERNAL);
}
