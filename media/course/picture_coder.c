#include "media/course/picture_coder.h"

#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>

#include "media/course/nal.h"
#include "media/course/problem.h"
#include "media/course/source.h"

struct PictureCoder {
    AVCodecContext *context;
    AVPacket *packet;
    RungWriter *writer;
    NalForm *form;
    const GArray *cuts;
    unsigned next_cut;
    GByteArray *sample;
};

static AVDictionary *settings(void) {
    AVDictionary *options = NULL;
    av_dict_set(&options, "preset", PICTURE_CODER_PRESET, 0);
    av_dict_set(&options, "crf", PICTURE_CODER_CRF, 0);
    av_dict_set(&options, "forced-idr", "1", 0);
    /* Key frames are ours; a scene that changes within a segment costs no second one. */
    av_dict_set(&options, "x264-params", "keyint=infinite:scenecut=0:open-gop=0", 0);
    return options;
}

static bool open_codec(PictureCoder *coder, const PictureCoderWish *wish, GError **error) {
    const AVCodec *codec = avcodec_find_encoder_by_name("libx264");
    if (codec == NULL)
        return problem_set(error, PROBLEM_INTERNAL);
    AVCodecContext *context = coder->context = avcodec_alloc_context3(codec);
    context->width = (int)wish->rung->width;
    context->height = (int)wish->rung->height;
    context->pix_fmt = AV_PIX_FMT_YUV420P;
    context->sample_aspect_ratio = (AVRational){1, 1};
    context->time_base = (AVRational){1, SOURCE_TICKS_A_SECOND};
    context->framerate = (AVRational){(int)wish->rate_num, (int)wish->rate_den};
    context->thread_count = 1;
    context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    context->rc_max_rate = wish->rung->bit_rate;
    context->rc_buffer_size = (int)(wish->rung->bit_rate + wish->rung->bit_rate / 2);
    context->color_range = AVCOL_RANGE_MPEG;
    AVDictionary *options = settings();
    int code = avcodec_open2(context, codec, &options);
    av_dict_free(&options);
    return code >= 0 || problem_set_av(error, code, PROBLEM_INTERNAL);
}

static bool describe(const PictureCoder *coder, const PlanRung *rung, MediaTrack *ret_track) {
    g_autoptr(GByteArray) config = g_byte_array_new();
    MediaTrack track = {.kind = MEDIA_VIDEO,
                        .bit_rate = rung->bit_rate,
                        .width = rung->width,
                        .height = rung->height};
    nal_append_avcc(coder->form, config);
    nal_codec_name(coder->form, track.codec, sizeof track.codec);
    g_strlcpy(track.name, rung->name, sizeof track.name);
    if (config->len > sizeof track.config)
        return false;
    memcpy(track.config, config->data, config->len);
    track.config_length = config->len;
    *ret_track = track;
    return true;
}

PictureCoder *picture_coder_open(const PictureCoderWish *wish, bool *ret_is_done, GError **error) {
    g_autoptr(PictureCoder) coder = g_new0(PictureCoder, 1);
    MediaTrack track;
    *ret_is_done = false;
    coder->cuts = wish->cuts;
    coder->sample = g_byte_array_new();
    coder->packet = av_packet_alloc();
    if (!open_codec(coder, wish, error))
        return NULL;
    coder->form = nal_form_new(coder->context->extradata, (size_t)coder->context->extradata_size);
    if (coder->form == NULL || !describe(coder, wish->rung, &track)) {
        problem_set(error, PROBLEM_INTERNAL);
        return NULL;
    }
    coder->writer = rung_writer_open(wish->folder, &track, wish->cuts, ret_is_done, error);
    return coder->writer != NULL ? g_steal_pointer(&coder) : NULL;
}

void picture_coder_free(PictureCoder *coder) {
    if (coder == NULL)
        return;
    avcodec_free_context(&coder->context);
    av_packet_free(&coder->packet);
    rung_writer_free(coder->writer);
    nal_form_free(coder->form);
    g_byte_array_unref(coder->sample);
    g_free(coder);
}

unsigned picture_coder_segment(const PictureCoder *coder) {
    return rung_writer_segment(coder->writer);
}

void picture_coder_begin(PictureCoder *coder, unsigned segment) {
    coder->next_cut = segment;
}

static bool drain(PictureCoder *coder, GError **error) {
    for (;;) {
        AVPacket *packet = coder->packet;
        int code = avcodec_receive_packet(coder->context, packet);
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF)
            return true;
        if (code < 0)
            return problem_set_av(error, code, PROBLEM_INTERNAL);
        g_byte_array_set_size(coder->sample, 0);
        (void)nal_read(coder->form, packet->data, (size_t)packet->size, coder->sample);
        bool is_good =
            rung_writer_add(coder->writer, packet->pts, (packet->flags & AV_PKT_FLAG_KEY) != 0,
                            coder->sample->data, coder->sample->len, error);
        av_packet_unref(packet);
        if (!is_good)
            return false;
    }
}

bool picture_coder_add(PictureCoder *coder, AVFrame *frame, GError **error) {
    bool is_cut = coder->next_cut + 1 < coder->cuts->len &&
                  frame->pts >= g_array_index(coder->cuts, int64_t, coder->next_cut);
    frame->pict_type = is_cut ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    coder->next_cut += is_cut;
    int code = avcodec_send_frame(coder->context, frame);
    if (code < 0)
        return problem_set_av(error, code, PROBLEM_INTERNAL);
    return drain(coder, error);
}

bool picture_coder_finish(PictureCoder *coder, uint64_t *ret_bytes, GError **error) {
    int code = avcodec_send_frame(coder->context, NULL);
    if (code < 0 && code != AVERROR_EOF)
        return problem_set_av(error, code, PROBLEM_INTERNAL);
    if (!drain(coder, error) || !rung_writer_finish(coder->writer, error))
        return false;
    *ret_bytes = asset_index_bytes(rung_writer_index(coder->writer));
    return true;
}
