#include "media/program/input_stats.h"

#include "base/clock.h"

typedef struct CodecWord {
    const char *caps, *field, *word;
    int value; /* of the field, when there is one */
} CodecWord;
static const CodecWord CODECS[] = {
    {"video/x-h264", NULL, "H.264", 0},
    {"video/x-h265", NULL, "H.265", 0},
    {"video/mpeg", "mpegversion", "MPEG-4", 4},
    {"video/mpeg", "mpegversion", "MPEG-2", 2},
    {"video/mpeg", "mpegversion", "MPEG-1", 1},
    {"video/x-vp8", NULL, "VP8", 0},
    {"video/x-vp9", NULL, "VP9", 0},
    {"video/x-av1", NULL, "AV1", 0},
    {"image/jpeg", NULL, "JPEG", 0},
    {"audio/mpeg", "mpegversion", "AAC", 4},
    {"audio/mpeg", "mpegversion", "AAC", 2},
    {"audio/mpeg", "layer", "MP2", 2},
    {"audio/mpeg", "layer", "MP3", 3},
    {"audio/x-ac3", NULL, "AC-3", 0},
    {"audio/x-eac3", NULL, "E-AC-3", 0},
    {"audio/x-opus", NULL, "Opus", 0},
    {"audio/x-speex", NULL, "Speex", 0},
    {"audio/x-alaw", NULL, "G.711", 0},
    {"audio/x-mulaw", NULL, "G.711", 0},
    {"audio/x-raw", NULL, "PCM", 0},
    {"video/x-raw", NULL, "raw", 0},
};

static const char *word_of(const GstStructure *caps) {
    for (size_t i = 0; i < G_N_ELEMENTS(CODECS); i++) {
        int value = 0;
        if (gst_structure_has_name(caps, CODECS[i].caps) &&
            (CODECS[i].field == NULL ||
             (gst_structure_get_int(caps, CODECS[i].field, &value) && value == CODECS[i].value)))
            return CODECS[i].word;
    }
    return NULL;
}

typedef struct Watch {
    InputStats *stats;
    MediaKind kind;
} Watch;

static const GstStructure *caps_of(GstPadProbeInfo *info) {
    GstEvent *event = GST_PAD_PROBE_INFO_EVENT(info);
    GstCaps *caps = NULL;
    if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS)
        return NULL;
    gst_event_parse_caps(event, &caps);
    return gst_caps_get_structure(caps, 0);
}

static void note_codec(Watch *watch, const GstStructure *caps) {
    const char *word = word_of(caps);
    if (word != NULL)
        atomic_store(&watch->stats->flows[watch->kind].codec, word);
}

static GstPadProbeReturn on_coded(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    Watch *watch = user;
    InputFlow *flow = &watch->stats->flows[watch->kind];
    if (info->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) {
        const GstStructure *caps = caps_of(info);
        if (caps != NULL)
            note_codec(watch, caps);
        return GST_PAD_PROBE_OK;
    }
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    GstClockTime at = GST_BUFFER_DTS_OR_PTS(buffer);
    atomic_fetch_add(&flow->bytes, (int64_t)gst_buffer_get_size(buffer));
    atomic_fetch_add(&flow->units, 1);
    if (GST_CLOCK_TIME_IS_VALID(at))
        atomic_store(&flow->delay_us, clock_monotonic_us() - (int64_t)(at / 1000));
    return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn on_parsed(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    Watch *watch = user;
    if (info->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) {
        const GstStructure *caps = caps_of(info);
        if (caps != NULL)
            note_codec(watch, caps);
    } else if (watch->kind == MEDIA_VIDEO &&
               !GST_BUFFER_FLAG_IS_SET(GST_PAD_PROBE_INFO_BUFFER(info),
                                       GST_BUFFER_FLAG_DELTA_UNIT)) {
        atomic_store(&watch->stats->key_at_us, clock_monotonic_us());
    }
    return GST_PAD_PROBE_OK;
}

static void note_picture(InputStats *stats, const GstStructure *caps) {
    int width = 0, height = 0, n = 0, d = 1;
    gst_structure_get_int(caps, "width", &width);
    gst_structure_get_int(caps, "height", &height);
    gst_structure_get_fraction(caps, "framerate", &n, &d);
    const char *mode = gst_structure_get_string(caps, "interlace-mode");
    atomic_store(&stats->width, width);
    atomic_store(&stats->height, height);
    atomic_store(&stats->frame_rate_milli, d > 0 ? (int)((int64_t)n * 1000 / d) : 0);
    atomic_store(&stats->is_interlaced, mode != NULL && !g_str_equal(mode, "progressive"));
}

static GstPadProbeReturn on_decoded(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    Watch *watch = user;
    InputFlow *flow = &watch->stats->flows[watch->kind];
    if (info->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) {
        const GstStructure *caps = caps_of(info);
        if (caps != NULL && watch->kind == MEDIA_VIDEO)
            note_picture(watch->stats, caps);
        return GST_PAD_PROBE_OK;
    }
    bool is_break =
        GST_BUFFER_FLAG_IS_SET(GST_PAD_PROBE_INFO_BUFFER(info), GST_BUFFER_FLAG_DISCONT);
    bool is_first = atomic_fetch_add(&flow->decoded, 1) == 0;
    if (is_break && !is_first && watch->kind == MEDIA_VIDEO)
        atomic_fetch_add(&watch->stats->dropped, 1);
    atomic_store(&flow->decoded_at_us, clock_monotonic_us());
    return GST_PAD_PROBE_OK;
}

static void watch_pad(InputStats *stats, GstPad *pad, MediaKind kind,
                      GstPadProbeCallback callback) {
    Watch *watch = g_new(Watch, 1);
    *watch = (Watch){stats, kind};
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
                      callback, watch, g_free);
}

void input_stats_watch_coded(InputStats *stats, GstPad *pad, MediaKind kind) {
    g_autoptr(GstCaps) caps = gst_pad_get_current_caps(pad);
    if (caps != NULL)
        note_codec(&(Watch){stats, kind}, gst_caps_get_structure(caps, 0));
    watch_pad(stats, pad, kind, on_coded);
}

void input_stats_watch_parsed(InputStats *stats, GstPad *pad, MediaKind kind) {
    watch_pad(stats, pad, kind, on_parsed);
}

void input_stats_watch_decoded(InputStats *stats, GstPad *pad, MediaKind kind) {
    watch_pad(stats, pad, kind, on_decoded);
}

static GstPadProbeReturn on_source(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    InputStats *stats = user;
    if (!(info->type & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM))
        atomic_store(&stats->has_come, true);
    else if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_EOS)
        atomic_store(&stats->ended_at_us, clock_monotonic_us());
    return GST_PAD_PROBE_OK;
}

void input_stats_watch_source(InputStats *stats, GstPad *pad) {
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
                      on_source, stats, NULL);
}

int64_t input_stats_live_at_us(InputStats *stats) {
    int64_t video = atomic_load(&stats->flows[MEDIA_VIDEO].decoded_at_us);
    int64_t audio = atomic_load(&stats->flows[MEDIA_AUDIO].decoded_at_us);
    return MAX(video, audio);
}
