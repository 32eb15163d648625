#include "media/encode/encode_out.h"

#include <gst/app/gstappsink.h>
#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "media/encode/codec_name.h"
#include "media/encode/coded_time.h"

struct EncodeOut {
    unsigned track;
    EncoderSink sink;
    MediaTrack info;
    GstCaps *described; /* whose configuration was given out */
    _Atomic uint64_t count;
};

EncodeOut *encode_out_new(MediaKind kind, unsigned track, const EncoderSink *sink) {
    EncodeOut *out = g_new0(EncodeOut, 1);
    out->track = track;
    out->sink = *sink;
    out->info.kind = kind;
    return out;
}

void encode_out_free(EncodeOut *out) {
    if (out == NULL)
        return;
    gst_clear_caps(&out->described);
    g_free(out);
}

uint64_t encode_out_count(const EncodeOut *out) {
    return atomic_load(&out->count);
}

/* False until the caps carry a configuration. */
static bool describe(EncodeOut *out, GstCaps *caps) {
    if (caps == NULL)
        return false;
    if (out->described == caps)
        return true;
    const GValue *value = gst_structure_get_value(gst_caps_get_structure(caps, 0), "codec_data");
    GstMapInfo map;
    if (value == NULL || !gst_buffer_map(gst_value_get_buffer(value), &map, GST_MAP_READ))
        return false;
    MediaTrack before = out->info;
    bool is_known = codec_name_describe(&out->info, map.data, map.size);
    gst_buffer_unmap(gst_value_get_buffer(value), &map);
    if (!is_known)
        return false;
    gst_caps_replace(&out->described, caps);
    bool is_same = before.config_length == out->info.config_length &&
                   memcmp(before.config, out->info.config, before.config_length) == 0;
    if (!is_same)
        out->sink.on_track(out->track, &out->info, out->sink.user);
    return true;
}

static void give(EncodeOut *out, GstSample *coded) {
    GstBuffer *buffer = gst_sample_get_buffer(coded);
    MediaKind kind = out->info.kind;
    /* Not the timestamp itself: x264enc's begin at 1000 hours. */
    GstClockTime running = gst_segment_to_running_time(gst_sample_get_segment(coded),
                                                       GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
    GstMapInfo map;
    if (!GST_CLOCK_TIME_IS_VALID(running) || !gst_buffer_map(buffer, &map, GST_MAP_READ))
        return;
    MediaSample sample = {
        .pts = coded_time_ticks(kind, (int64_t)running),
        .duration = MEDIA_GRIDS[kind].frame_ticks,
        .is_key =
            kind == MEDIA_AUDIO || !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT),
        .bytes = map.data,
        .length = map.size,
    };
    sample.dts = sample.pts; /* no B frames */
    bool is_whole = map.size > 0 && map.size <= MEDIA_SAMPLE_MAX_BYTES;
    if (sample.pts >= 0 && is_whole)
        out->sink.on_sample(out->track, &sample, out->sink.user);
    gst_buffer_unmap(buffer, &map);
    atomic_fetch_add(&out->count, 1);
}

static GstFlowReturn on_new_sample(GstAppSink *appsink, gpointer user) {
    GstSample *coded = gst_app_sink_pull_sample(appsink);
    if (coded == NULL)
        return GST_FLOW_EOS;
    if (describe(user, gst_sample_get_caps(coded)))
        give(user, coded);
    gst_sample_unref(coded);
    return GST_FLOW_OK;
}

GstElement *encode_out_element(EncodeOut *out, const char *caps) {
    GstElement *element = gst_element_factory_make("appsink", NULL);
    if (element == NULL)
        return NULL;
    GstAppSinkCallbacks callbacks = {.new_sample = on_new_sample};
    g_autoptr(GstCaps) wanted = gst_caps_from_string(caps);
    g_object_set(element, "sync", FALSE, "async", FALSE, "caps", wanted, "enable-last-sample",
                 FALSE, NULL);
    gst_app_sink_set_callbacks(GST_APP_SINK(element), &callbacks, out, NULL);
    return element;
}

bool encode_out_link(GstBin *bin, GstElement *tee, GstElement *const *elements, GError **error) {
    GstElement *before = tee;
    for (; *elements != NULL; elements++) {
        gst_bin_add(bin, *elements);
        if (!gst_element_link(before, *elements)) {
            g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED, "%s does not take what %s gives",
                        GST_ELEMENT_NAME(*elements), GST_ELEMENT_NAME(before));
            return false;
        }
        before = *elements;
    }
    return true;
}
