#include "media/program/element_check.h"

#include <gst/gst.h>
#include <string.h>

#define CORE  "libgstreamer1.0-0"
#define BASE  "gstreamer1.0-plugins-base"
#define GOOD  "gstreamer1.0-plugins-good"
#define BAD   "gstreamer1.0-plugins-bad"
#define X     "gstreamer1.0-x" /* Pango too */
#define UGLY  "gstreamer1.0-plugins-ugly"
#define LIBAV "gstreamer1.0-libav"

/* What media/program and media/encode name, what decodebin finds for the streams that studios send,
 * and the Debian package that brings it. */
static const struct {
    const char *element, *package;
} ELEMENTS[] = {
    {"fdsrc", CORE},           {"filesrc", CORE},
    {"queue", CORE},           {"tee", CORE},
    {"capsfilter", CORE},      {"appsrc", BASE},
    {"appsink", BASE},         {"decodebin", BASE},
    {"parsebin", BASE},        {"videoconvertscale", BASE},
    {"videoscale", BASE},      {"audioconvert", BASE},
    {"audioresample", BASE},   {"videotestsrc", BASE},
    {"audiotestsrc", BASE},    {"textoverlay", X},
    {"clockoverlay", X},       {"deinterlace", GOOD},
    {"flvdemux", GOOD},        {"rtspsrc", GOOD},
    {"udpsrc", GOOD},          {"rtph264depay", GOOD},
    {"rtph265depay", GOOD},    {"rtpmp4gdepay", GOOD},
    {"rtppcmadepay", GOOD},    {"rtppcmudepay", GOOD},
    {"alawdec", GOOD},         {"mulawdec", GOOD},
    {"qtdemux", GOOD},         {"aacparse", GOOD},
    {"mpegaudioparse", GOOD},  {"ac3parse", GOOD},
    {"tsparse", BAD},          {"tsdemux", BAD},
    {"h264parse", BAD},        {"h265parse", BAD},
    {"mpegvideoparse", BAD},   {"x264enc", UGLY},
    {"avenc_aac", LIBAV},      {"avdec_h264", LIBAV},
    {"avdec_h265", LIBAV},     {"avdec_mpeg2video", LIBAV},
    {"avdec_aac", LIBAV},      {"avdec_ac3", LIBAV},
    {"avdec_mp2float", LIBAV},
};

static bool has_element(const char *name) {
    GstElementFactory *factory = gst_element_factory_find(name);
    bool is_there = factory != NULL;
    if (is_there)
        gst_object_unref(factory);
    return is_there;
}

bool element_check_run(char **ret_text) {
    g_autoptr(GString) missing = g_string_new(NULL);
    g_autoptr(GString) packages = g_string_new("apt install");
    for (unsigned i = 0; i < G_N_ELEMENTS(ELEMENTS); i++) {
        if (has_element(ELEMENTS[i].element))
            continue;
        g_string_append_printf(missing, "%s%s", missing->len ? ", " : "", ELEMENTS[i].element);
        if (!strstr(packages->str, ELEMENTS[i].package))
            g_string_append_printf(packages, " %s", ELEMENTS[i].package);
    }
    bool is_complete = missing->len == 0;
    *ret_text = is_complete
                    ? g_strdup("GStreamer has all elements that live meetings need.\n")
                    : g_strdup_printf("GStreamer lacks: %s.\n%s\n", missing->str, packages->str);
    return is_complete;
}
