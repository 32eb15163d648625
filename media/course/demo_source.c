#include "media/course/demo_source.h"

#include <stdio.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

#include "media/course/demo_picture.h"
#include "media/course/demo_voice.h"
#include "media/course/demo_words.h"
#include "media/course/problem.h"

#define PART           DEMO_SOURCE_FILE ".part"
#define N_STREAMS      (1 + DEMO_N_VOICES + DEMO_N_TEXTS)
#define FRAMES_OF_S(s) ((s)*DEMO_PICTURE_RATE_NUM / DEMO_PICTURE_RATE_DEN)
#define N_FRAMES       FRAMES_OF_S(DEMO_LENGTH_S)
#define N_SAMPLES      ((int64_t)DEMO_LENGTH_S * DEMO_VOICE_RATE)

typedef struct Maker {
    AVFormatContext *file;
    AVCodecContext *picture, *sounds[DEMO_N_VOICES];
    AVFrame *frame;
    AVPacket *packet;
    DemoVoice voices[DEMO_N_VOICES];
    int64_t n_samples;
    const DemoLesson *words;
} Maker;

bool demo_source_read_order(unsigned *ret_lesson, GError **error) {
    g_autofree char *text = NULL;
    guint64 number = 0;
    if (!g_file_get_contents(DEMO_SOURCE_ORDER, &text, NULL, NULL) ||
        !g_ascii_string_to_unsigned(text, 10, 1, DEMO_N_LESSONS, &number, NULL))
        return problem_set(error, PROBLEM_ORDER);
    *ret_lesson = (unsigned)number - 1;
    return true;
}

/* ---- the file ---- */

static int add_stream(const Maker *maker, const AVCodecContext *coder, const char *language) {
    AVStream *stream = avformat_new_stream(maker->file, NULL);
    if (stream == NULL)
        return AVERROR(ENOMEM);
    if (language != NULL)
        av_dict_set(&stream->metadata, "language", language, 0);
    if (coder != NULL) {
        stream->time_base = coder->time_base;
        return avcodec_parameters_from_context(stream->codecpar, coder);
    }
    stream->time_base = (AVRational){1, 1000};
    stream->codecpar->codec_type = AVMEDIA_TYPE_SUBTITLE;
    stream->codecpar->codec_id = AV_CODEC_ID_SUBRIP;
    return 0;
}

static AVCodecContext *open_picture(void) {
    const AVCodec *codec = avcodec_find_encoder_by_name("libx264");
    AVCodecContext *context = codec != NULL ? avcodec_alloc_context3(codec) : NULL;
    if (context == NULL)
        return NULL;
    context->width = DEMO_PICTURE_WIDTH;
    context->height = DEMO_PICTURE_HEIGHT;
    context->pix_fmt = AV_PIX_FMT_YUV420P;
    context->sample_aspect_ratio = (AVRational){1, 1};
    context->time_base = (AVRational){DEMO_PICTURE_RATE_DEN, DEMO_PICTURE_RATE_NUM};
    context->framerate = (AVRational){DEMO_PICTURE_RATE_NUM, DEMO_PICTURE_RATE_DEN};
    context->gop_size = context->keyint_min = FRAMES_OF_S(2);
    context->thread_count = 1;
    context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    AVDictionary *options = NULL;
    av_dict_set(&options, "preset", "superfast", 0);
    av_dict_set(&options, "crf", "23", 0);
    av_dict_set(&options, "x264-params", "scenecut=0:open-gop=0", 0);
    if (avcodec_open2(context, codec, &options) < 0)
        avcodec_free_context(&context);
    av_dict_free(&options);
    return context;
}

static AVCodecContext *open_sound(void) {
    const AVCodec *codec = avcodec_find_encoder_by_name("aac");
    AVCodecContext *context = codec != NULL ? avcodec_alloc_context3(codec) : NULL;
    if (context == NULL)
        return NULL;
    context->sample_rate = DEMO_VOICE_RATE;
    context->sample_fmt = AV_SAMPLE_FMT_FLTP;
    context->bit_rate = 72000;
    context->time_base = (AVRational){1, DEMO_VOICE_RATE};
    context->thread_count = 1;
    context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    av_channel_layout_default(&context->ch_layout, 1);
    AVDictionary *options = NULL;
    av_dict_set(&options, "aac_coder", "fast", 0);
    if (avcodec_open2(context, codec, &options) < 0)
        avcodec_free_context(&context);
    av_dict_free(&options);
    return context;
}

static bool open_file(Maker *maker, GError **error) {
    int code = avformat_alloc_output_context2(&maker->file, NULL, "matroska", NULL);
    if (code < 0 || (maker->picture = open_picture()) == NULL)
        return problem_set(error, PROBLEM_INTERNAL);
    code = add_stream(maker, maker->picture, NULL);
    for (unsigned i = 0; code >= 0 && i < DEMO_N_VOICES; i++) {
        demo_voice_begin(&maker->voices[i], i);
        maker->sounds[i] = open_sound();
        code = maker->sounds[i] != NULL ? add_stream(maker, maker->sounds[i], DEMO_LANGUAGES[i])
                                        : AVERROR_ENCODER_NOT_FOUND;
    }
    for (unsigned i = 0; code >= 0 && i < DEMO_N_TEXTS; i++)
        code = add_stream(maker, NULL, DEMO_LANGUAGES[i]);
    if (code >= 0)
        code = avio_open(&maker->file->pb, PART, AVIO_FLAG_WRITE);
    if (code >= 0)
        code = avformat_write_header(maker->file, NULL);
    return code >= 0 || problem_set_av(error, code, PROBLEM_INTERNAL);
}

static void close_file(Maker *maker) {
    if (maker->file != NULL)
        avio_closep(&maker->file->pb);
    avformat_free_context(maker->file);
    avcodec_free_context(&maker->picture);
    for (unsigned i = 0; i < DEMO_N_VOICES; i++)
        avcodec_free_context(&maker->sounds[i]);
    av_frame_free(&maker->frame);
    av_packet_free(&maker->packet);
}

/* ---- what goes into it ---- */

/* NULL frame: the end. */
static int encode(Maker *maker, AVCodecContext *coder, const AVFrame *frame, int stream) {
    int code = avcodec_send_frame(coder, frame);
    while (code >= 0 && (code = avcodec_receive_packet(coder, maker->packet)) >= 0) {
        maker->packet->stream_index = stream;
        av_packet_rescale_ts(maker->packet, coder->time_base,
                             maker->file->streams[stream]->time_base);
        code = av_interleaved_write_frame(maker->file, maker->packet);
    }
    return code == AVERROR(EAGAIN) || code == AVERROR_EOF ? 0 : code;
}

static int add_sound(Maker *maker, unsigned kind) {
    AVCodecContext *coder = maker->sounds[kind];
    AVFrame *frame = maker->frame;
    frame->nb_samples = coder->frame_size;
    frame->format = coder->sample_fmt;
    frame->sample_rate = coder->sample_rate;
    int code = av_channel_layout_copy(&frame->ch_layout, &coder->ch_layout);
    if (code >= 0)
        code = av_frame_get_buffer(frame, 0);
    if (code < 0)
        return code;
    float *samples = (float *)(void *)frame->data[0];
    for (int i = 0; i < frame->nb_samples; i++)
        samples[i] = demo_voice_sample(&maker->voices[kind], maker->n_samples + i);
    frame->pts = maker->n_samples;
    code = encode(maker, coder, frame, 1 + (int)kind);
    av_frame_unref(frame);
    return code;
}

/* All sounds up to the moment of a picture. */
static int add_sounds(Maker *maker, int64_t until) {
    int code = 0;
    while (code >= 0 && maker->n_samples < MIN(until, N_SAMPLES)) {
        for (unsigned i = 0; code >= 0 && i < DEMO_N_VOICES; i++)
            code = add_sound(maker, i);
        maker->n_samples += maker->sounds[0]->frame_size;
    }
    return code;
}

static int add_texts(Maker *maker, int cue) {
    int code = 0;
    for (int i = 0; code >= 0 && i < DEMO_N_TEXTS; i++) {
        const char *text = maker->words->cues[cue][i];
        code = av_new_packet(maker->packet, (int)strlen(text));
        if (code < 0)
            return code;
        memcpy(maker->packet->data, text, strlen(text));
        maker->packet->stream_index = 1 + DEMO_N_VOICES + i;
        maker->packet->pts = maker->packet->dts = (int64_t)cue * DEMO_CUE_S * 1000;
        maker->packet->duration = DEMO_SHOWN_S * 1000;
        maker->packet->flags |= AV_PKT_FLAG_KEY;
        code = av_interleaved_write_frame(maker->file, maker->packet);
    }
    return code;
}

static bool add_frame(Maker *maker, DemoPicture *picture, int index, GError **error) {
    if (!demo_picture_next(picture, maker->frame, error))
        return false;
    maker->frame->pts = index;
    maker->frame->pict_type = AV_PICTURE_TYPE_NONE;
    int code = encode(maker, maker->picture, maker->frame, 0);
    av_frame_unref(maker->frame);
    if (code >= 0 && index % FRAMES_OF_S(DEMO_CUE_S) == 0)
        code = add_texts(maker, index / FRAMES_OF_S(DEMO_CUE_S));
    if (code >= 0)
        code = add_sounds(maker, (int64_t)(index + 1) * DEMO_VOICE_RATE * DEMO_PICTURE_RATE_DEN /
                                     DEMO_PICTURE_RATE_NUM);
    return code >= 0 || problem_set_av(error, code, PROBLEM_INTERNAL);
}

static bool finish(Maker *maker, GError **error) {
    int code = encode(maker, maker->picture, NULL, 0);
    for (unsigned i = 0; code >= 0 && i < DEMO_N_VOICES; i++)
        code = encode(maker, maker->sounds[i], NULL, 1 + (int)i);
    if (code >= 0)
        code = av_write_trailer(maker->file);
    if (code >= 0)
        code = avio_closep(&maker->file->pb);
    if (code >= 0 && rename(PART, DEMO_SOURCE_FILE) != 0)
        code = AVERROR(errno);
    return code >= 0 || problem_set_av(error, code, PROBLEM_INTERNAL);
}

static bool make(Maker *maker, unsigned lesson, Pass *pass, GError **error) {
    g_autoptr(DemoPicture) picture = demo_picture_new(lesson, error);
    if (picture == NULL || !open_file(maker, error))
        return false;
    for (int i = 0; i < N_FRAMES; i++) {
        if (!add_frame(maker, picture, i, error))
            return false;
        if (!pass_tick(pass, (unsigned)(i * INT64_C(1000) / N_FRAMES)))
            return problem_set(error, PROBLEM_STOPPED);
    }
    return finish(maker, error);
}

bool demo_source_make(unsigned lesson, Pass *pass, GError **error) {
    Maker maker = {
        .frame = av_frame_alloc(), .packet = av_packet_alloc(), .words = &DEMO_LESSONS[lesson]};
    pass_add_step(pass, DEMO_SOURCE_STEP, 1);
    pass_begin(pass, DEMO_SOURCE_STEP);
    bool is_made = make(&maker, lesson, pass, error);
    close_file(&maker);
    return is_made;
}
