#include "media/encode/encode_audio.h"

#include "base/error.h"
#include "media/encode/encode_out.h"

/* From here on the fast search for quantizers is a quarter of the work and no worse: 3 dB more
 * signal to distortion on a speaker at 96 kbit/s (FFmpeg 5.1). */
#define FAST_BIT_RATE 64000

struct EncodeAudio {
    EncodeOut *out;
};

static GstElement *filter_of(const LinkTrack *info) {
    GstElement *filter = gst_element_factory_make("capsfilter", NULL);
    if (filter == NULL)
        return NULL;
    g_autofree char *text =
        g_strdup_printf("audio/x-raw,rate=48000,channels=%d", info->channels == 1 ? 1 : 2);
    g_autoptr(GstCaps) caps = gst_caps_from_string(text);
    g_object_set(filter, "caps", caps, NULL);
    return filter;
}

static GstElement *coder_of(const LinkTrack *info) {
    GstElement *coder = gst_element_factory_make("avenc_aac", NULL);
    if (coder == NULL)
        return NULL;
    g_object_set(coder, "bitrate", (gint)info->bit_rate, NULL);
    if (info->bit_rate >= FAST_BIT_RATE)
        gst_util_set_object_arg(G_OBJECT(coder), "aac-coder", "fast");
    return coder;
}

EncodeAudio *encode_audio_new(GstBin *bin, GstElement *tee, unsigned track, const LinkTrack *info,
                              const EncoderSink *sink, GError **error) {
    EncodeAudio *branch = g_new0(EncodeAudio, 1);
    branch->out = encode_out_new(MEDIA_AUDIO, track, sink);
    GstElement *elements[] = {
        gst_element_factory_make("audioconvert", NULL),
        filter_of(info),
        coder_of(info),
        encode_out_element(branch->out, "audio/mpeg,mpegversion=4,stream-format=raw"),
        NULL,
    };
    for (size_t i = 0; i + 1 < G_N_ELEMENTS(elements); i++) {
        if (elements[i] == NULL) {
            g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED,
                        "an element of the AAC encoder is missing");
            return NULL;
        }
    }
    return encode_out_link(bin, tee, elements, error) ? branch : NULL;
}

void encode_audio_free(EncodeAudio *branch) {
    if (branch == NULL)
        return;
    encode_out_free(branch->out);
    g_free(branch);
}
