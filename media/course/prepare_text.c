#include "media/course/prepare_text.h"

#include <string.h>

#include <glib/gstdio.h>

#include <libavcodec/avcodec.h>

#include "base/error.h"
#include "media/course/asset_out.h"
#include "media/course/problem.h"
#include "media/course/subtitle.h"

#define CUES_FILE "cues.vtt"
/* A cue without an end stays this long. */
#define USUAL_MS 4000

/* ---- from bytes to an asset ---- */

static bool write_cues(const char *folder, const SubtitleFile *file, GError **error) {
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *path = g_build_filename(folder, CUES_FILE, NULL);
    subtitle_append_vtt(file, text);
    return g_file_set_contents_full(path, text->str, (gssize)text->len,
                                    G_FILE_SET_CONTENTS_CONSISTENT, 0640, NULL) ||
           problem_set(error, PROBLEM_DISK);
}

static bool make_asset(const OrderAsset *asset, const uint8_t *bytes, size_t length,
                       int64_t duration_us, Pass *pass, GError **error) {
    g_autoptr(GError) reason = NULL;
    g_autoptr(SubtitleFile) file = subtitle_read(bytes, length, duration_us, &reason);
    if (file == NULL) { /* its sentence is for the editor */
        g_set_error_literal(error, BASE_ERROR, ERROR_UNSUPPORTED, reason->message);
        return false;
    }
    g_autofree char *folder = asset_out_open(asset, error);
    g_autoptr(AssetManifest) manifest = asset_manifest_new(ASSET_SUBTITLE);
    if (folder == NULL || !write_cues(folder, file, error))
        return false;
    manifest->duration_us = duration_us;
    manifest->cues = g_strdup(CUES_FILE);
    manifest->n_cues = subtitle_count(file);
    return asset_out_close(asset, manifest, subtitle_warning(file), pass, error);
}

bool prepare_text_run(const Order *order, Pass *pass, GError **error) {
    const OrderAsset *asset = order->assets->pdata[0];
    g_autofree char *bytes = NULL;
    gsize length = 0;
    GStatBuf facts;
    if (asset->kind != ASSET_SUBTITLE || order->assets->len != 1)
        return problem_set(error, PROBLEM_ORDER);
    if (asset_out_is_done(asset)) {
        asset_out_tell(asset, pass);
        return true;
    }
    if (g_stat(order->source, &facts) != 0 || facts.st_size > SUBTITLE_MAX_BYTES)
        return problem_set(error, PROBLEM_FORMAT);
    if (!g_file_get_contents(order->source, &bytes, &length, NULL))
        return problem_set(error, PROBLEM_FORMAT);
    if (length == 0)
        return problem_set(error, PROBLEM_EMPTY);
    return make_asset(asset, (const uint8_t *)bytes, length, order->duration_us, pass, error);
}

/* ---- a stream as a file of ASS ---- */

static void append_time(GString *out, int64_t ms) {
    ms = MAX(ms, 0);
    g_string_append_printf(out, "%d:%02d:%02d.%02d", (int)(ms / 3600000), (int)(ms / 60000 % 60),
                           (int)(ms / 1000 % 60), (int)(ms % 1000 / 10));
}

/* Behind "ReadOrder,Layer,Style,Name,MarginL,MarginR,MarginV,Effect,". */
static const char *text_of(const char *ass) {
    for (unsigned i = 0; i < 8 && ass != NULL; i++) {
        ass = strchr(ass, ',');
        ass = ass != NULL ? ass + 1 : NULL;
    }
    return ass;
}

static void append_event(GString *out, const AVSubtitle *subtitle, int64_t begin_ms,
                         int64_t end_ms) {
    for (unsigned i = 0; i < subtitle->num_rects; i++) {
        const char *text = subtitle->rects[i]->ass ? text_of(subtitle->rects[i]->ass) : NULL;
        if (text == NULL || *text == '\0')
            continue;
        g_string_append(out, "Dialogue: 0,");
        append_time(out, begin_ms);
        g_string_append_c(out, ',');
        append_time(out, end_ms);
        g_string_append(out, ",Default,,0,0,0,,");
        for (; *text != '\0'; text++)
            g_string_append_c(out, *text == '\n' || *text == '\r' ? ' ' : *text);
        g_string_append_c(out, '\n');
    }
}

static void read_event(GString *out, AVCodecContext *decoder, const AVStream *stream,
                       AVPacket *packet, int64_t origin) {
    AVSubtitle subtitle = {0};
    int has_one = 0;
    if (avcodec_decode_subtitle2(decoder, &subtitle, &has_one, packet) < 0 || !has_one)
        return;
    int64_t begin = source_ticks(stream, packet->pts);
    if (begin != AV_NOPTS_VALUE) {
        begin -= origin == AV_NOPTS_VALUE ? 0 : origin;
        int64_t length_ms =
            packet->duration > 0 ? source_ticks(stream, packet->duration) / 90
            : subtitle.end_display_time > 0 && subtitle.end_display_time < G_MAXUINT32
                ? subtitle.end_display_time
                : USUAL_MS;
        append_event(out, &subtitle, begin / 90, begin / 90 + length_ms);
    }
    avsubtitle_free(&subtitle);
}

static AVCodecContext *open_decoder(const AVStream *stream) {
    const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);
    AVCodecContext *decoder = codec != NULL ? avcodec_alloc_context3(codec) : NULL;
    if (decoder == NULL)
        return NULL;
    avcodec_parameters_to_context(decoder, stream->codecpar);
    decoder->pkt_timebase = stream->time_base;
    if (avcodec_open2(decoder, codec, NULL) < 0)
        avcodec_free_context(&decoder);
    return decoder;
}

bool prepare_text_stream(Source *source, const OrderAsset *asset, int64_t origin,
                         int64_t duration_us, Pass *pass, GError **error) {
    const AVStream *stream =
        source_stream(source, (int)asset->stream, AVMEDIA_TYPE_SUBTITLE, error);
    if (stream == NULL)
        return false;
    AVCodecContext *decoder = source_is_text(stream) ? open_decoder(stream) : NULL;
    if (decoder == NULL)
        return problem_set(error, PROBLEM_NO_TEXT);
    g_autoptr(GString) text = g_string_new(
        "[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, Style, Name, "
        "MarginL, MarginR, MarginV, Effect, Text\n");
    AVPacket *packet = av_packet_alloc();
    source_choose(source, stream);
    bool is_good = source_rewind(source, error);
    while (is_good && source_read(source, stream, packet) == 1) {
        read_event(text, decoder, stream, packet, origin);
        av_packet_unref(packet);
        is_good = (pass_tick(pass, source_permille(source)) && text->len < SUBTITLE_MAX_BYTES) ||
                  problem_set(error, PROBLEM_STOPPED);
    }
    av_packet_free(&packet);
    avcodec_free_context(&decoder);
    return is_good &&
           make_asset(asset, (const uint8_t *)text->str, text->len, duration_us, pass, error);
}
