#include "media/encode/encoder.h"

#include <gst/app/gstappsrc.h>
#include <string.h>

#include "base/error.h"
#include "media/encode/coded_time.h"
#include "media/encode/encode_audio.h"
#include "media/encode/encode_video.h"

#define SOUND_BYTES (CODED_TIME_SOUND * 2 * (int64_t)sizeof(int16_t))

struct Encoder {
    GstElement *pipeline;
    GstAppSrc *pictures;
    GstElement *picture_tee;
    unsigned n_languages;
    struct {
        char tag[MEDIA_LANGUAGE_BYTES];
        GstAppSrc *source;
        GstElement *tee;
    } languages[ENCODER_MAX_LANGUAGES];
    EncodeVideo *videos[MEDIA_MAX_TRACKS]; /* NULL: not a video track */
    EncodeAudio *audios[MEDIA_MAX_TRACKS];
};

/* appsrc ! tee; returns the appsrc, borrowed from the bin. */
static GstAppSrc *add_source(Encoder *encoder, const char *caps_text, GstElement **ret_tee,
                             GError **error) {
    GstElement *source = gst_element_factory_make("appsrc", NULL);
    GstElement *tee = gst_element_factory_make("tee", NULL);
    if (source == NULL || tee == NULL) {
        g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED, "appsrc or tee is missing");
        return NULL;
    }
    g_autoptr(GstCaps) caps = gst_caps_from_string(caps_text);
    g_object_set(source, "caps", caps, "format", GST_FORMAT_TIME, "is-live", TRUE, "max-bytes",
                 (guint64)0, NULL);
    g_object_set(tee, "allow-not-linked", TRUE, NULL);
    gst_bin_add_many(GST_BIN(encoder->pipeline), source, tee, NULL);
    gst_element_link(source, tee);
    *ret_tee = tee;
    return GST_APP_SRC(source);
}

static int find_language(Encoder *encoder, const char *tag, GError **error) {
    for (unsigned i = 0; i < encoder->n_languages; i++)
        if (g_str_equal(encoder->languages[i].tag, tag))
            return (int)i;
    unsigned i = encoder->n_languages;
    if (i == ENCODER_MAX_LANGUAGES) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "more than %u languages",
                    ENCODER_MAX_LANGUAGES);
        return -1;
    }
    encoder->languages[i].source =
        add_source(encoder, "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=2",
                   &encoder->languages[i].tee, error);
    if (encoder->languages[i].source == NULL)
        return -1;
    g_strlcpy(encoder->languages[i].tag, tag, sizeof encoder->languages[i].tag);
    encoder->n_languages++;
    return (int)i;
}

static bool add_track(Encoder *encoder, unsigned n, const LinkTrack *info, const EncoderSink *sink,
                      GError **error) {
    GstBin *bin = GST_BIN(encoder->pipeline);
    if (info->is_video) {
        if (info->width < 16 || info->height < 16 || info->width % 2 || info->height % 2) {
            g_set_error(error, BASE_ERROR, ERROR_INVALID, "track %s has no usable size",
                        info->name);
            return false;
        }
        encoder->videos[n] = encode_video_new(bin, encoder->picture_tee, n, info, sink, error);
        return encoder->videos[n] != NULL;
    }
    int language = find_language(encoder, info->language == NULL ? "" : info->language, error);
    if (language < 0)
        return false;
    encoder->audios[n] =
        encode_audio_new(bin, encoder->languages[language].tee, n, info, sink, error);
    return encoder->audios[n] != NULL;
}

Encoder *encoder_new(const LinkStart *start, const EncoderSink *sink, GError **error) {
    g_autoptr(Encoder) encoder = g_new0(Encoder, 1);
    encoder->pipeline = gst_pipeline_new("encoder");
    /* Who pushes keeps the clock: nothing in here waits for one. */
    g_autofree char *caps = g_strdup_printf(
        "video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1,pixel-aspect-ratio=1/1,"
        "interlace-mode=progressive,colorimetry=%s",
        (int)start->width, (int)start->height, MEDIA_FRAME_RATE,
        start->height >= 720 ? "bt709" : "bt601");
    encoder->pictures = add_source(encoder, caps, &encoder->picture_tee, error);
    if (encoder->pictures == NULL)
        return NULL;
    for (unsigned n = 0; n < start->tracks->len; n++)
        if (!add_track(encoder, n, g_ptr_array_index(start->tracks, n), sink, error))
            return NULL;
    if (gst_element_set_state(encoder->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
        g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED, "the encoders do not start");
        return NULL;
    }
    return g_steal_pointer(&encoder);
}

void encoder_free(Encoder *encoder) {
    if (encoder == NULL)
        return;
    if (encoder->pipeline != NULL)
        gst_element_set_state(encoder->pipeline, GST_STATE_NULL);
    gst_clear_object(&encoder->pipeline);
    for (unsigned n = 0; n < MEDIA_MAX_TRACKS; n++) {
        encode_video_free(encoder->videos[n]);
        encode_audio_free(encoder->audios[n]);
    }
    g_free(encoder);
}

unsigned encoder_n_languages(const Encoder *encoder) {
    return encoder->n_languages;
}

const char *encoder_language(const Encoder *encoder, unsigned index) {
    return encoder->languages[index].tag;
}

void encoder_push_picture(Encoder *encoder, int64_t n, GstBuffer *picture) {
    GstBuffer *head = gst_buffer_copy(picture); /* shares the picture's memory */
    GST_BUFFER_PTS(head) = (GstClockTime)(n * CODED_TIME_PICTURE_NS);
    GST_BUFFER_DTS(head) = GST_CLOCK_TIME_NONE;
    GST_BUFFER_DURATION(head) = (GstClockTime)CODED_TIME_PICTURE_NS;
    GST_BUFFER_OFFSET(head) = GST_BUFFER_OFFSET_END(head) = GST_BUFFER_OFFSET_NONE;
    GST_BUFFER_FLAG_UNSET(head, GST_BUFFER_FLAG_DISCONT | GST_BUFFER_FLAG_RESYNC |
                                    GST_BUFFER_FLAG_GAP | GST_BUFFER_FLAG_CORRUPTED);
    gst_app_src_push_buffer(encoder->pictures, head);
}

void encoder_push_sound(Encoder *encoder, unsigned language, int64_t n, const int16_t *samples) {
    GstBuffer *buffer = gst_buffer_new_allocate(NULL, (gsize)SOUND_BYTES, NULL);
    gst_buffer_fill(buffer, 0, samples, (gsize)SOUND_BYTES);
    int64_t begin = coded_time_sound_ns(n);
    GST_BUFFER_PTS(buffer) = (GstClockTime)begin;
    GST_BUFFER_DURATION(buffer) = (GstClockTime)(coded_time_sound_ns(n + 1) - begin);
    gst_app_src_push_buffer(encoder->languages[language].source, buffer);
}

bool encoder_set_rung(Encoder *encoder, unsigned track, bool on) {
    if (track >= MEDIA_MAX_TRACKS || encoder->videos[track] == NULL)
        return false;
    encode_video_set_on(encoder->videos[track], on);
    return true;
}

bool encoder_read_load(Encoder *encoder, unsigned track, LinkLoad *ret_load) {
    if (track >= MEDIA_MAX_TRACKS || encoder->videos[track] == NULL)
        return false;
    ret_load->track = track;
    encode_video_read_load(encoder->videos[track], ret_load);
    return true;
}

GstElement *encoder_pipeline(Encoder *encoder) {
    return encoder->pipeline;
}
