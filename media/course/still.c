#include "media/course/still.h"

#include <math.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libswscale/swscale.h>

#include "base/error.h"
#include "media/course/problem.h"

AVFrame *still_new(int width, int height) {
    AVFrame *frame = av_frame_alloc();
    frame->format = AV_PIX_FMT_YUVJ420P;
    frame->width = width;
    frame->height = height;
    if (av_frame_get_buffer(frame, 0) < 0) {
        av_frame_free(&frame);
        return NULL;
    }
    for (int plane = 0; plane < 3; plane++) {
        int rows = plane == 0 ? height : (height + 1) / 2;
        memset(frame->data[plane], plane == 0 ? 0 : 128,
               (size_t)frame->linesize[plane] * (size_t)rows);
    }
    return frame;
}

struct StillScaler {
    struct SwsContext *context;
};

StillScaler *still_scaler_new(void) {
    return g_new0(StillScaler, 1);
}

void still_scaler_free(StillScaler *scaler) {
    sws_freeContext(scaler->context);
    g_free(scaler);
}

AVFrame *still_scaler_run(StillScaler *scaler, const AVFrame *frame, int width, int height) {
    AVFrame *scaled = still_new(width, height);
    scaler->context =
        sws_getCachedContext(scaler->context, frame->width, frame->height, frame->format, width,
                             height, AV_PIX_FMT_YUVJ420P, SWS_BICUBIC, NULL, NULL, NULL);
    if (scaled != NULL && scaler->context != NULL)
        sws_scale(scaler->context, (const uint8_t *const *)frame->data, frame->linesize, 0,
                  frame->height, scaled->data, scaled->linesize);
    else
        av_frame_free(&scaled);
    return scaled;
}

AVFrame *still_scale(const AVFrame *frame, int width, int height) {
    StillScaler *scaler = still_scaler_new();
    AVFrame *scaled = still_scaler_run(scaler, frame, width, height);
    still_scaler_free(scaler);
    return scaled;
}

void still_paste(AVFrame *big, const AVFrame *small, int left, int top) {
    for (int plane = 0; plane < 3; plane++) {
        int half = plane == 0 ? 1 : 2;
        for (int y = 0; y < small->height / half; y++)
            memcpy(big->data[plane] + (ptrdiff_t)(top / half + y) * big->linesize[plane] +
                       left / half,
                   small->data[plane] + (ptrdiff_t)y * small->linesize[plane],
                   (size_t)(small->width / half));
    }
}

void still_light(const AVFrame *frame, double *ret_mean, double *ret_deviation) {
    double sum = 0, squares = 0, n = (double)frame->width * frame->height;
    for (int y = 0; y < frame->height; y++) {
        const uint8_t *row = frame->data[0] + (ptrdiff_t)y * frame->linesize[0];
        for (int x = 0; x < frame->width; x++) {
            sum += row[x];
            squares += (double)row[x] * row[x];
        }
    }
    *ret_mean = sum / n;
    *ret_deviation = sqrt(fmax(squares / n - (sum / n) * (sum / n), 0));
}

static AVPacket *encode(const AVFrame *frame, int quality) {
    AVCodecContext *context = avcodec_alloc_context3(avcodec_find_encoder(AV_CODEC_ID_MJPEG));
    AVPacket *packet = av_packet_alloc();
    AVFrame *copy = av_frame_clone(frame);
    context->width = frame->width;
    context->height = frame->height;
    context->pix_fmt = AV_PIX_FMT_YUVJ420P;
    context->time_base = (AVRational){1, 25};
    context->thread_count = 1;
    context->flags |= AV_CODEC_FLAG_QSCALE;
    context->global_quality = quality * FF_QP2LAMBDA;
    copy->quality = context->global_quality;
    copy->pict_type = AV_PICTURE_TYPE_NONE;
    copy->pts = 0;
    if (avcodec_open2(context, NULL, NULL) < 0 || avcodec_send_frame(context, copy) < 0 ||
        avcodec_receive_packet(context, packet) < 0)
        av_packet_free(&packet);
    av_frame_free(&copy);
    avcodec_free_context(&context);
    return packet;
}

bool still_write(const AVFrame *frame, const char *path, int quality, GError **error) {
    AVPacket *packet = encode(frame, quality);
    if (packet == NULL)
        return problem_set(error, PROBLEM_INTERNAL);
    g_autoptr(GError) reason = NULL;
    bool is_good = g_file_set_contents_full(path, (const char *)packet->data, packet->size,
                                            G_FILE_SET_CONTENTS_CONSISTENT, 0640, &reason);
    av_packet_free(&packet);
    if (!is_good)
        return problem_set(error, PROBLEM_DISK);
    return true;
}
