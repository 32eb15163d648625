#include "media/program/input_source.h"

#include <gio/gio.h>
#include <gst/base/gstbasesrc.h>
#include <string.h>

#include "base/error.h"
#include "media/program/burst_clock.h"
#include "media/program/rtp_header.h"

#define READ_BYTES   65536
#define RTSP_MS      200
#define RTSP_TIME_US 8000000
#define RTSP_URI     (G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_ENCODED_QUERY)
#define UDP_BUFFER   (4 * 1024 * 1024)

typedef struct Kind {
    bool is_live, is_pulled;
    /* Names of elements, the last one has the pads; NULL ends. */
    const char *elements[3];
    void (*configure)(GstElement **elements, const InputSourceOptions *options);
} Kind;

/* ---- settings ---- */

/* Live with time stamps of arrival: then tsdemux follows the sender's clock and its jumps. */
static void set_descriptor(GstElement **elements, const InputSourceOptions *options) {
    GstBaseSrc *source = GST_BASE_SRC(elements[0]);
    g_object_set(source, "fd", options->fd, "blocksize", READ_BYTES, NULL);
    gst_base_src_set_live(source, TRUE);
    gst_base_src_set_format(source, GST_FORMAT_TIME);
    gst_base_src_set_do_timestamp(source, TRUE);
}

static GstPadProbeReturn on_packets(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    GstMapInfo map;
    GstBuffer *buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    GstClockTime at = GST_BUFFER_DTS_OR_PTS(buffer);
    if (!GST_CLOCK_TIME_IS_VALID(at) || !gst_buffer_map(buffer, &map, GST_MAP_READ))
        return GST_PAD_PROBE_OK;
    at += (GstClockTime)burst_clock_lead(user, map.data, map.size, (int64_t)(at / 1000)) * 1000;
    gst_buffer_unmap(buffer, &map);
    GST_BUFFER_DTS(buffer) = GST_BUFFER_PTS(buffer) = at;
    return GST_PAD_PROBE_OK;
}

static void set_packets(GstElement **elements, const InputSourceOptions *options) {
    set_descriptor(elements, options);
    g_autoptr(GstPad) pad = gst_element_get_static_pad(elements[0], "src");
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_packets, g_new0(BurstClock, 1), g_free);
}

static void set_rtsp(GstElement **elements, const InputSourceOptions *options) {
    /* Name and password go by themselves: what tells the address tells no secret. */
    g_autoptr(GUri) uri = g_uri_parse(options->open->uri, RTSP_URI, NULL);
    g_autofree char *bare = g_uri_to_string_partial(uri, G_URI_HIDE_USERINFO);
    g_object_set(elements[0], "location", bare, "user-id", g_uri_get_user(uri), "user-pw",
                 g_uri_get_password(uri), "latency", RTSP_MS, "tcp-timeout", (guint64)RTSP_TIME_US,
                 NULL);
    gst_util_set_object_arg(G_OBJECT(elements[0]), "protocols",
                            options->by_udp ? "udp+udp-mcast" : "tcp");
}

static GstPadProbeReturn on_datagram(GstPad *pad, GstPadProbeInfo *info, gpointer user) {
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    uint8_t bytes[RTP_HEADER_MOST_BYTES];
    size_t n = gst_buffer_extract(buffer, 0, bytes, sizeof bytes);
    size_t header = rtp_header_bytes(bytes, n, gst_buffer_get_size(buffer));
    if (header == 0)
        return GST_PAD_PROBE_OK;
    buffer = gst_buffer_make_writable(buffer);
    gst_buffer_resize(buffer, (gssize)header, -1);
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    return GST_PAD_PROBE_OK;
}

/* Each listener gets what is sent to a group; what is sent to a port only one of them gets. */
static bool is_group(const char *uri_text) {
    g_autoptr(GUri) uri = g_uri_parse(uri_text, G_URI_FLAGS_NONE, NULL);
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(g_uri_get_host(uri));
    return address != NULL && g_inet_address_get_is_multicast(address);
}

static void set_udp(GstElement **elements, const InputSourceOptions *options) {
    g_autoptr(GstCaps) caps =
        gst_caps_from_string("video/mpegts,systemstream=(boolean)true,packetsize=(int)188");
    g_object_set(elements[0], "uri", options->open->uri, "caps", caps, "buffer-size", UDP_BUFFER,
                 "reuse", is_group(options->open->uri), NULL);
    g_object_set(elements[1], "set-timestamps", TRUE, NULL);
    g_autoptr(GstPad) pad = gst_element_get_static_pad(elements[0], "src");
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_datagram, NULL, NULL);
}

static void set_file(GstElement **elements, const InputSourceOptions *options) {
    g_object_set(elements[0], "location", options->open->uri, NULL);
}

static const Kind KINDS[] = {
    [LINK_SOURCE_FLV] = {true, false, {"fdsrc", "flvdemux"}, set_descriptor},
    [LINK_SOURCE_MPEG_TS] = {true, false, {"fdsrc", "tsparse", "tsdemux"}, set_packets},
    [LINK_SOURCE_RTSP] = {true, true, {"rtspsrc"}, set_rtsp},
    [LINK_SOURCE_UDP] = {true, true, {"udpsrc", "tsparse", "tsdemux"}, set_udp},
    [LINK_SOURCE_FILE] = {false, true, {"filesrc", "parsebin"}, set_file},
    [LINK_SOURCE_TEST] = {false, true, {NULL}, NULL},
};

bool input_source_is_live(LinkSource source) {
    return KINDS[source].is_live;
}

bool input_source_has_past(LinkSource source) {
    return source == LINK_SOURCE_FLV || source == LINK_SOURCE_MPEG_TS;
}

bool input_source_is_pulled(LinkSource source) {
    return KINDS[source].is_pulled;
}

/* ---- streams of a demuxer ---- */

typedef struct Streams {
    InputSourceOptions options;
    GstBin *bin; /* outlives the signal */
    bool has_video, is_sound_only;
} Streams;

static void free_streams(gpointer data, GClosure *closure) {
    g_free(data);
}

static bool kind_of(GstPad *pad, MediaKind *ret_kind) {
    g_autoptr(GstCaps) caps = gst_pad_get_current_caps(pad);
    if (caps == NULL)
        caps = gst_pad_query_caps(pad, NULL);
    if (caps == NULL || gst_caps_is_empty(caps) || gst_caps_is_any(caps))
        return false;
    const GstStructure *first = gst_caps_get_structure(caps, 0);
    const char *name = gst_structure_get_name(first);
    const char *media = gst_structure_get_string(first, "media"); /* of RTP */
    *ret_kind = g_str_has_prefix(name, "audio/") || g_strcmp0(media, "audio") == 0 ? MEDIA_AUDIO
                                                                                   : MEDIA_VIDEO;
    return *ret_kind == MEDIA_AUDIO || g_str_has_prefix(name, "video/") ||
           g_str_has_prefix(name, "image/") || g_strcmp0(media, "video") == 0;
}

static void on_stream(GstElement *demuxer, GstPad *pad, gpointer user) {
    Streams *streams = user;
    MediaKind kind;
    if (!kind_of(pad, &kind))
        return;
    bool is_unwanted = kind == MEDIA_VIDEO && (streams->has_video || streams->is_sound_only);
    if (is_unwanted)
        return;
    streams->has_video = streams->has_video || kind == MEDIA_VIDEO;
    GstElement *sink = input_chain_add(streams->bin, pad, kind, &streams->options.chain);
    if (sink != NULL)
        streams->options.on_feed(sink, pad, kind, streams->options.user);
}

static GstElement *build_demuxed(const InputSourceOptions *options, GError **error) {
    const Kind *kind = &KINDS[options->open->source];
    g_autoptr(GstElement) pipeline = gst_object_ref_sink(gst_pipeline_new(NULL));
    GstElement *elements[G_N_ELEMENTS(kind->elements)] = {NULL};
    size_t n = 0;
    for (; n < G_N_ELEMENTS(kind->elements) && kind->elements[n] != NULL; n++) {
        bool is_last = n + 1 == G_N_ELEMENTS(kind->elements) || kind->elements[n + 1] == NULL;
        elements[n] =
            gst_element_factory_make(kind->elements[n], is_last ? INPUT_SOURCE_DEMUXER : NULL);
        if (elements[n] == NULL) {
            g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED, "the element %s is missing",
                        kind->elements[n]);
            return NULL;
        }
        gst_bin_add(GST_BIN(pipeline), elements[n]);
        if (n > 0)
            gst_element_link(elements[n - 1], elements[n]);
    }
    kind->configure(elements, options);
    g_autoptr(GstPad) first = gst_element_get_static_pad(elements[0], "src");
    if (first != NULL)
        input_stats_watch_source(options->chain.stats, first);
    Streams *streams = g_new0(Streams, 1);
    streams->options = *options;
    streams->bin = GST_BIN(pipeline);
    streams->is_sound_only = options->open->language != NULL && options->open->language[0] != '\0';
    g_signal_connect_data(elements[n - 1], "pad-added", G_CALLBACK(on_stream), streams,
                          free_streams, 0);
    return g_steal_pointer(&pipeline);
}

/* ---- the test picture ---- */

static const char *const TEST_BRANCHES[N_MEDIA_KINDS][2] = {
    [MEDIA_VIDEO] = {"videotestsrc is-live=true pattern=smpte ! capsfilter caps=\"",
                     ",framerate=25/1\" ! clockoverlay halignment=center valignment=center "
                     "time-format=%H:%M:%S font-desc=\"Noto Sans Mono 32\""},
    [MEDIA_AUDIO] = {"audiotestsrc is-live=true wave=ticks freq=1000 volume=0.25 "
                     "sine-periods-per-tick=100 tick-interval=1000000000 ! capsfilter caps=\"",
                     "\""},
};

static bool add_test_branch(GstBin *bin, MediaKind kind, const InputSourceOptions *options,
                            GError **error) {
    g_autofree char *caps = input_chain_caps(kind, &options->chain);
    g_autofree char *text = g_strconcat(TEST_BRANCHES[kind][0], caps, TEST_BRANCHES[kind][1], NULL);
    GstElement *branch = gst_parse_bin_from_description(text, TRUE, error);
    if (branch == NULL)
        return false;
    GstElement *sink = input_chain_sink(kind);
    g_autoptr(GstPad) pad = gst_element_get_static_pad(branch, "src");
    gst_bin_add_many(bin, branch, sink, NULL);
    gst_element_link(branch, sink);
    atomic_store(&options->chain.stats->flows[kind].codec, kind == MEDIA_VIDEO ? "raw" : "PCM");
    input_stats_watch_decoded(options->chain.stats, pad, kind);
    options->on_feed(sink, NULL, kind, options->user);
    return true;
}

static GstElement *build_test(const InputSourceOptions *options, GError **error) {
    g_autoptr(GstElement) pipeline = gst_object_ref_sink(gst_pipeline_new(NULL));
    bool is_sound_only = options->open->language != NULL && options->open->language[0] != '\0';
    if (!is_sound_only && !add_test_branch(GST_BIN(pipeline), MEDIA_VIDEO, options, error))
        return NULL;
    if (!add_test_branch(GST_BIN(pipeline), MEDIA_AUDIO, options, error))
        return NULL;
    return g_steal_pointer(&pipeline);
}

/* ---- life ---- */

static bool is_address(const char *text, const char *scheme, GUriFlags flags) {
    g_autoptr(GUri) uri = g_uri_parse(text, flags, NULL);
    return uri != NULL && g_str_equal(g_uri_get_scheme(uri), scheme) &&
           g_uri_get_host(uri) != NULL && *g_uri_get_host(uri) != '\0';
}

static bool can_use(int source, const char *uri) {
    switch (source) {
    case LINK_SOURCE_RTSP:
        return is_address(uri, "rtsp", RTSP_URI);
    case LINK_SOURCE_UDP:
        return is_address(uri, "udp", G_URI_FLAGS_NONE);
    case LINK_SOURCE_FILE:
        return uri[0] == '/';
    default:
        return true;
    }
}

GstElement *input_source_new(const InputSourceOptions *options, GError **error) {
    const LinkInputOpen *open = options->open;
    const char *uri = open->uri == NULL ? "" : open->uri;
    if (!can_use(open->source, uri)) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "The address of this input cannot be used.");
        return NULL;
    }
    if (open->source == LINK_SOURCE_TEST)
        return build_test(options, error);
    return build_demuxed(options, error);
}
