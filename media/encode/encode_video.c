#include "media/encode/encode_video.h"

#include <gst/video/video.h>
#include <stdatomic.h>

#include "base/error.h"
#include "media/encode/coded_time.h"
#include "media/encode/encode_out.h"

#define PICTURES_PER_SEGMENT (MEDIA_SEGMENT_US * 1000 / CODED_TIME_PICTURE_NS)
/* A segment of 1.92 s holds at most the rate times 1.92 s plus a full buffer: 0.45 s keeps its peak
 * below 1.25 times the rate. */
#define VBV_MS 450
/* Small partitions and the sub-pixel search cost a quarter of superfast and bring nothing that can
 * be seen on slides, speakers or noise: SSIM differs by 0.0001 at the same rate. */
#define X264_OPTIONS "scenecut=0:partitions=none:subme=0"
/* A hiccup of the machine shorter than this costs no picture; a longer one leaves the first of each
 * part, so that no part is empty, until the queue is full. The pictures are shared by all rungs. */
#define PICTURES_PER_PART (PICTURES_PER_SEGMENT / MEDIA_PARTS_PER_SEGMENT)
#define FULL_FRAMES       15
#define QUEUED_FRAMES     40

struct EncodeVideo {
    EncodeOut *out;
    GstElement *queue;
    _Atomic bool is_on;
    /* Of the thread that pushes pictures. */
    bool is_passing;
    _Atomic uint64_t dropped;
    /* Of the encoder's thread. */
    int64_t segment;
    /* Of the reader of the load. */
    uint64_t dropped_seen, encoded_seen;
};

static int64_t picture_of(GstPadProbeInfo *info) {
    GstClockTime pts = GST_BUFFER_PTS(gst_pad_probe_info_get_buffer(info));
    return ((int64_t)pts + CODED_TIME_PICTURE_NS / 2) / CODED_TIME_PICTURE_NS;
}

/* Nothing is left to the queue's own leak, which nobody could count. */
static bool is_too_much(EncodeVideo *branch, int64_t picture) {
    guint waiting = 0;
    g_object_get(branch->queue, "current-level-buffers", &waiting, NULL);
    bool is_first = picture % PICTURES_PER_PART == 0;
    return waiting >= (is_first ? QUEUED_FRAMES - 1 : FULL_FRAMES);
}

/* Before the queue: a rung that is off gets nothing, one that comes back begins with a segment. */
static GstPadProbeReturn on_offer(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    EncodeVideo *branch = user;
    int64_t picture = picture_of(info);
    if (!atomic_load(&branch->is_on))
        branch->is_passing = false;
    else if (picture % PICTURES_PER_SEGMENT == 0)
        branch->is_passing = true;
    if (!branch->is_passing)
        return GST_PAD_PROBE_DROP;
    if (!is_too_much(branch, picture))
        return GST_PAD_PROBE_OK;
    atomic_fetch_add(&branch->dropped, 1);
    return GST_PAD_PROBE_DROP;
}

/* Behind the queue, so that no drop can lose the request. Without running time: x264enc 1.22 throws
 * away every later request that has one. */
static GstPadProbeReturn on_encode(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    EncodeVideo *branch = user;
    int64_t segment = picture_of(info) / PICTURES_PER_SEGMENT;
    if (segment != branch->segment) {
        branch->segment = segment;
        gst_pad_send_event(pad, gst_video_event_new_downstream_force_key_unit(
                                    GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE,
                                    TRUE, (guint)segment));
    }
    return GST_PAD_PROBE_OK;
}

static void probe(GstElement *element, GstPadProbeCallback callback, EncodeVideo *branch) {
    g_autoptr(GstPad) pad = gst_element_get_static_pad(element, "sink");
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, callback, branch, NULL);
}

static GstElement *filter_of(const LinkTrack *info) {
    GstElement *filter = gst_element_factory_make("capsfilter", NULL);
    if (filter == NULL)
        return NULL;
    g_autofree char *text =
        g_strdup_printf("video/x-raw,format=I420,width=%d,height=%d,pixel-aspect-ratio=1/1",
                        (int)info->width, (int)info->height);
    g_autoptr(GstCaps) caps = gst_caps_from_string(text);
    g_object_set(filter, "caps", caps, NULL);
    return filter;
}

static GstElement *coder_of(const LinkTrack *info) {
    GstElement *coder = gst_element_factory_make("x264enc", NULL);
    if (coder == NULL)
        return NULL;
    gst_util_set_object_arg(G_OBJECT(coder), "speed-preset", "superfast");
    gst_util_set_object_arg(G_OBJECT(coder), "tune", "zerolatency");
    g_object_set(coder, "bitrate", (guint)(info->bit_rate / 1000), "vbv-buf-capacity", VBV_MS,
                 "key-int-max", (guint)PICTURES_PER_SEGMENT, "threads", 1, "bframes", 0,
                 "sliced-threads", FALSE, "aud", FALSE, "option-string", X264_OPTIONS, NULL);
    return coder;
}

static GstElement *queue_of(void) {
    GstElement *queue = gst_element_factory_make("queue", NULL);
    if (queue == NULL)
        return NULL;
    gst_util_set_object_arg(G_OBJECT(queue), "leaky", "downstream");
    g_object_set(queue, "max-size-buffers", QUEUED_FRAMES, "max-size-bytes", 0, "max-size-time",
                 (guint64)0, NULL);
    return queue;
}

EncodeVideo *encode_video_new(GstBin *bin, GstElement *tee, unsigned track, const LinkTrack *info,
                              const EncoderSink *sink, GError **error) {
    EncodeVideo *branch = g_new0(EncodeVideo, 1);
    branch->out = encode_out_new(MEDIA_VIDEO, track, sink);
    branch->is_on = true;
    branch->segment = -1;
    GstElement *elements[] = {
        branch->queue = queue_of(),
        gst_element_factory_make("videoscale", NULL),
        filter_of(info),
        coder_of(info),
        encode_out_element(branch->out, "video/x-h264,stream-format=avc,alignment=au,profile=main"),
        NULL,
    };
    for (size_t i = 0; i + 1 < G_N_ELEMENTS(elements); i++) {
        if (elements[i] == NULL) {
            g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED,
                        "an element of the H.264 encoder is missing");
            return NULL;
        }
    }
    if (!encode_out_link(bin, tee, elements, error))
        return NULL;
    probe(branch->queue, on_offer, branch);
    probe(elements[3], on_encode, branch);
    return branch;
}

void encode_video_free(EncodeVideo *branch) {
    if (branch == NULL)
        return;
    encode_out_free(branch->out);
    g_free(branch);
}

void encode_video_set_on(EncodeVideo *branch, bool on) {
    atomic_store(&branch->is_on, on);
}

void encode_video_read_load(EncodeVideo *branch, LinkLoad *ret_load) {
    uint64_t encoded = encode_out_count(branch->out);
    uint64_t dropped = atomic_load(&branch->dropped);
    ret_load->frames = (int64_t)(encoded - branch->encoded_seen);
    ret_load->dropped = (int64_t)(dropped - branch->dropped_seen);
    branch->encoded_seen = encoded;
    branch->dropped_seen = dropped;
}
