#include "media/program/input_chain.h"

#include <string.h>

#include "media/program/input_skip.h"

#define WAITING_TIME_NS  (5 * GST_SECOND) /* compressed, per stream */
#define WAITING_BYTES    (16 * 1024 * 1024)
#define WAITING_PICTURES 3 /* decoded */
#define WAITING_SOUNDS   48
/* Pictures nearer to their predecessor than this are thrown away before they are scaled: the
 * programme shows 25 a second. */
#define NEAREST_NS INT64_C(30000000)

char *input_chain_caps(MediaKind kind, const ChainOptions *options) {
    if (kind == MEDIA_AUDIO)
        return g_strdup("audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=2");
    return g_strdup_printf("video/x-raw,format=I420,width=%d,height=%d,pixel-aspect-ratio=1/1",
                           options->width, options->height);
}

GstElement *input_chain_sink(MediaKind kind) {
    GstElement *sink = gst_element_factory_make("appsink", NULL);
    if (sink != NULL)
        g_object_set(sink, "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE,
                     "max-buffers", kind == MEDIA_VIDEO ? WAITING_PICTURES : WAITING_SOUNDS, NULL);
    return sink;
}

static GstElement *filter_of(MediaKind kind, const ChainOptions *options) {
    GstElement *filter = gst_element_factory_make("capsfilter", NULL);
    g_autofree char *text = input_chain_caps(kind, options);
    g_autoptr(GstCaps) caps = gst_caps_from_string(text);
    if (filter != NULL)
        g_object_set(filter, "caps", caps, NULL);
    return filter;
}

/* ---- too many pictures ---- */

static GstPadProbeReturn on_picture(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    int64_t *kept_ns = user;
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    if (!GST_BUFFER_PTS_IS_VALID(buffer))
        return GST_PAD_PROBE_OK;
    int64_t pts = (int64_t)GST_BUFFER_PTS(buffer);
    if (*kept_ns >= 0 && pts > *kept_ns && pts - *kept_ns < NEAREST_NS)
        return GST_PAD_PROBE_DROP;
    *kept_ns = pts;
    return GST_PAD_PROBE_OK;
}

static void thin_out(GstElement *element) {
    g_autoptr(GstPad) pad = gst_element_get_static_pad(element, "src");
    int64_t *kept_ns = g_new(int64_t, 1);
    *kept_ns = -1;
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_picture, kept_ns, g_free);
}

/* ---- decoding ---- */

typedef struct Inside {
    InputStats *stats;
    MediaKind kind;
    bool skips_past;
    guint64 waiting_ns;
    GstElement *queue, *next; /* borrowed from the bin, which outlives the signals */
} Inside;

static void free_inside(gpointer data, GClosure *closure) {
    g_free(data);
}

static void set_if_there(GstElement *element, const char *name, int value) {
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(element), name) != NULL)
        g_object_set(element, name, value, NULL);
}

static void on_inner_element(GstBin *decodebin, GstElement *element, gpointer user) {
    Inside *inside = user;
    GstElementFactory *factory = gst_element_get_factory(element);
    g_autoptr(GstPad) pad = gst_element_get_static_pad(element, "src");
    if (factory == NULL || pad == NULL)
        return;
    /* Of RTP's sounds some have no parser: what unpacks them knows as much. */
    if (gst_element_factory_list_is_type(factory, GST_ELEMENT_FACTORY_TYPE_PARSER |
                                                      GST_ELEMENT_FACTORY_TYPE_DEPAYLOADER)) {
        input_stats_watch_parsed(inside->stats, pad, inside->kind);
    } else if (gst_element_factory_list_is_type(factory, GST_ELEMENT_FACTORY_TYPE_DECODER)) {
        /* Broken data is a reason to show what can be decoded, never to stop. */
        set_if_there(element, "max-errors", -1);
        /* Threads by frames would cost a frame of delay each. */
        set_if_there(element, "max-threads", 1);
    }
}

static void on_decoded_pad(GstElement *decodebin, GstPad *pad, gpointer user) {
    Inside *inside = user;
    g_autoptr(GstPad) sink = gst_element_get_static_pad(inside->next, "sink");
    if (gst_pad_is_linked(sink))
        return;
    if (gst_pad_link(pad, sink) != GST_PAD_LINK_OK)
        return;
    input_stats_watch_decoded(inside->stats, pad, inside->kind);
    if (inside->skips_past)
        input_skip_watch(inside->stats, pad, inside->queue, inside->waiting_ns);
}

static GstElement *make_decoder(const Inside *options) {
    GstElement *decoder = gst_element_factory_make("decodebin", NULL);
    if (decoder == NULL)
        return NULL;
    Inside *inside = g_memdup2(options, sizeof *options);
    Inside *again = g_memdup2(options, sizeof *options);
    g_signal_connect_data(decoder, "element-added", G_CALLBACK(on_inner_element), inside,
                          free_inside, 0);
    g_signal_connect_data(decoder, "pad-added", G_CALLBACK(on_decoded_pad), again, free_inside, 0);
    return decoder;
}

static const char *const CONVERTERS[N_MEDIA_KINDS][2] = {
    [MEDIA_VIDEO] = {"deinterlace", "videoconvertscale"},
    [MEDIA_AUDIO] = {"audioconvert", "audioresample"},
};

static GstElement *make_queue(guint64 waiting_ns) {
    GstElement *queue = gst_element_factory_make("queue", NULL);
    if (queue != NULL)
        g_object_set(queue, "max-size-time", waiting_ns, "max-size-bytes", WAITING_BYTES,
                     "max-size-buffers", 0, NULL);
    return queue;
}

GstElement *input_chain_add(GstBin *bin, GstPad *pad, MediaKind kind, const ChainOptions *options) {
    Inside inside = {.stats = options->stats,
                     .kind = kind,
                     .skips_past = options->skips_past,
                     .waiting_ns = WAITING_TIME_NS + (guint64)options->hold_us * 1000,
                     .next = gst_element_factory_make(CONVERTERS[kind][0], NULL)};
    inside.queue =
        make_queue(inside.waiting_ns + (options->skips_past ? INPUT_SKIP_WAITING_NS : 0));
    GstElement *first = inside.next;
    GstElement *elements[] = {
        inside.queue,
        make_decoder(&inside),
        first,
        gst_element_factory_make(CONVERTERS[kind][1], NULL),
        filter_of(kind, options),
        input_chain_sink(kind),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(elements); i++)
        if (elements[i] == NULL)
            return NULL;
    if (kind == MEDIA_VIDEO) {
        gst_util_set_object_arg(G_OBJECT(first), "fields", "top");
        gst_util_set_object_arg(G_OBJECT(first), "method", "linear");
        thin_out(first);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(elements); i++)
        gst_bin_add(bin, elements[i]);
    gst_element_link(elements[0], elements[1]);
    for (size_t i = 2; i + 1 < G_N_ELEMENTS(elements); i++)
        gst_element_link(elements[i], elements[i + 1]);
    input_stats_watch_coded(options->stats, pad, kind);
    for (size_t i = G_N_ELEMENTS(elements); i > 0; i--)
        gst_element_sync_state_with_parent(elements[i - 1]);
    g_autoptr(GstPad) sink = gst_element_get_static_pad(elements[0], "sink");
    gst_pad_link(pad, sink);
    return elements[5];
}
