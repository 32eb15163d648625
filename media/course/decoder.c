#include "media/course/decoder.h"

#include "media/course/problem.h"

struct Decoder {
    AVCodecContext *context;
    AVFrame *frame;
    uint64_t count;
};

Decoder *decoder_open(const AVCodecParameters *parameters, AVRational time_base, GError **error) {
    const AVCodec *codec = avcodec_find_decoder(parameters->codec_id);
    if (codec == NULL) {
        problem_set(error, PROBLEM_CODEC);
        return NULL;
    }
    g_autoptr(Decoder) decoder = g_new0(Decoder, 1);
    decoder->context = avcodec_alloc_context3(codec);
    decoder->frame = av_frame_alloc();
    int code = avcodec_parameters_to_context(decoder->context, parameters);
    decoder->context->thread_count = 1;
    decoder->context->pkt_timebase = time_base;
    decoder->context->max_pixels = (int64_t)SOURCE_MAX_SIDE * SOURCE_MAX_SIDE;
    if (code >= 0)
        code = avcodec_open2(decoder->context, codec, NULL);
    if (code < 0) {
        problem_set_av(error, code, PROBLEM_CODEC);
        return NULL;
    }
    return g_steal_pointer(&decoder);
}

void decoder_free(Decoder *decoder) {
    if (decoder == NULL)
        return;
    avcodec_free_context(&decoder->context);
    av_frame_free(&decoder->frame);
    g_free(decoder);
}

static int drain(Decoder *decoder, DecodedFn on_frame, void *user) {
    for (;;) {
        int code = avcodec_receive_frame(decoder->context, decoder->frame);
        if (code < 0)
            return code == AVERROR(ENOMEM) ? code : 0;
        decoder->count++;
        decoder->frame->pts = decoder->frame->best_effort_timestamp;
        code = on_frame(decoder->frame, user);
        av_frame_unref(decoder->frame);
        if (code < 0)
            return code;
    }
}

int decoder_feed(Decoder *decoder, const AVPacket *packet, DecodedFn on_frame, void *user) {
    int code = avcodec_send_packet(decoder->context, packet);
    if (code == AVERROR(ENOMEM))
        return code;
    return drain(decoder, on_frame, user);
}

void decoder_flush(Decoder *decoder) {
    avcodec_flush_buffers(decoder->context);
}

void decoder_hurry(Decoder *decoder) {
    decoder->context->skip_loop_filter = AVDISCARD_ALL;
}

uint64_t decoder_count(const Decoder *decoder) {
    return decoder->count;
}
