#include "media/program/slate.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>
#include <string.h>

#include "base/error.h"
#include "media/types/media_grid.h"

/* A blue near black, in limited range BT.709. */
#define PAGE_Y 34
#define PAGE_U 134
#define PAGE_V 124
#define FONT   "Noto Sans CJK SC, Noto Sans"

struct Slate {
    GstElement *pipeline, *title, *line, *clock;
    GstAppSrc *source;
    GstBuffer *blank;
    SlateFn on_page;
    void *user;
    uint64_t n_pages;
};

GstBuffer *slate_blank(int width, int height) {
    GstVideoInfo info;
    GstVideoFrame frame;
    static const uint8_t COLOUR[] = {PAGE_Y, PAGE_U, PAGE_V};
    gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, (guint)width, (guint)height);
    GstBuffer *page = gst_buffer_new_allocate(NULL, info.size, NULL);
    if (!gst_video_frame_map(&frame, &info, page, GST_MAP_WRITE))
        return page;
    for (unsigned plane = 0; plane < 3; plane++)
        memset(GST_VIDEO_FRAME_PLANE_DATA(&frame, plane), COLOUR[plane],
               (size_t)GST_VIDEO_FRAME_PLANE_STRIDE(&frame, plane) *
                   (size_t)GST_VIDEO_FRAME_COMP_HEIGHT(&frame, plane));
    gst_video_frame_unmap(&frame);
    return page;
}

static GstFlowReturn on_new_sample(GstAppSink *sink, gpointer user) {
    Slate *slate = user;
    GstSample *sample = gst_app_sink_pull_sample(sink);
    if (sample == NULL)
        return GST_FLOW_EOS;
    slate->on_page(gst_buffer_ref(gst_sample_get_buffer(sample)), slate->user);
    gst_sample_unref(sample);
    return GST_FLOW_OK;
}

typedef struct TextStyle {
    const char *font, *align;
    double y; /* of the page's height */
    guint colour;
} TextStyle;
static const TextStyle TITLE = {FONT " Medium 26", "center", 0.40, 0xfff2f4f8};
static const TextStyle LINE = {FONT " 15", "center", 0.56, 0xffb9c2d0};
static const TextStyle CLOCK = {FONT " 13", "center", 0.86, 0xff8d98a8};

static GstElement *text_element(const TextStyle *style) {
    GstElement *text = gst_element_factory_make("textoverlay", NULL);
    if (text == NULL)
        return NULL;
    gst_util_set_object_arg(G_OBJECT(text), "halignment", "position");
    gst_util_set_object_arg(G_OBJECT(text), "valignment", "position");
    gst_util_set_object_arg(G_OBJECT(text), "line-alignment", style->align);
    gst_util_set_object_arg(G_OBJECT(text), "wrap-mode", "wordchar");
    g_object_set(text, "font-desc", style->font, "xpos", 0.5, "ypos", style->y, "color",
                 style->colour, "draw-shadow", FALSE, "draw-outline", FALSE, NULL);
    return text;
}

static bool build(Slate *slate, GError **error) {
    GstElement *elements[] = {
        gst_element_factory_make("appsrc", NULL),  slate->title = text_element(&TITLE),
        slate->line = text_element(&LINE),         slate->clock = text_element(&CLOCK),
        gst_element_factory_make("appsink", NULL),
    };
    slate->pipeline = gst_pipeline_new("slate");
    for (size_t i = 0; i < G_N_ELEMENTS(elements); i++) {
        if (elements[i] == NULL) {
            g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED, "an element of the slate is missing");
            return false;
        }
        gst_bin_add(GST_BIN(slate->pipeline), elements[i]);
        if (i > 0 && !gst_element_link(elements[i - 1], elements[i])) {
            g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED, "the slate's elements do not fit");
            return false;
        }
    }
    slate->source = GST_APP_SRC(elements[0]);
    GstAppSinkCallbacks callbacks = {.new_sample = on_new_sample};
    gst_app_sink_set_callbacks(GST_APP_SINK(elements[4]), &callbacks, slate, NULL);
    g_object_set(elements[4], "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, NULL);
    return true;
}

Slate *slate_new(const SlateOptions *options, GError **error) {
    Slate *slate = g_new0(Slate, 1);
    slate->on_page = options->on_page;
    slate->user = options->user;
    if (!build(slate, error))
        return NULL;
    g_autofree char *text =
        g_strdup_printf("video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1", options->width,
                        options->height, MEDIA_FRAME_RATE);
    g_autoptr(GstCaps) caps = gst_caps_from_string(text);
    g_object_set(slate->source, "caps", caps, "format", GST_FORMAT_TIME, NULL);
    slate->blank = slate_blank(options->width, options->height);
    slate_set_words(slate, options->title, options->line);
    gst_element_set_state(slate->pipeline, GST_STATE_PLAYING);
    return slate;
}

/* Pango's markup is on: what people write is text. */
static void set_text(GstElement *element, const char *text) {
    g_autofree char *escaped = g_markup_escape_text(text == NULL ? "" : text, -1);
    g_object_set(element, "text", escaped, NULL);
}

void slate_set_words(Slate *slate, const char *title, const char *line) {
    set_text(slate->title, title);
    set_text(slate->line, line);
}

void slate_draw(Slate *slate) {
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autofree char *text = g_date_time_format(now, "%H:%M:%S");
    set_text(slate->clock, text);
    GstBuffer *page = gst_buffer_copy(slate->blank);
    GST_BUFFER_PTS(page) = slate->n_pages++ * GST_SECOND;
    GST_BUFFER_DURATION(page) = GST_SECOND;
    gst_app_src_push_buffer(slate->source, page);
}
