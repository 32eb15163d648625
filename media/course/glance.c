#include "media/course/glance.h"

#include <string.h>
#include <unistd.h>

#include "media/course/cuts.h"
#include "media/course/decoder.h"
#include "media/course/problem.h"
#include "media/course/still.h"
#include "media/lesson/asset_track.h"

#define POSTER_QUALITY 4
#define POSTER_MAX     1280
#define SPRITE_QUALITY 6
/* A picture darker or flatter than this is not shown. */
#define DARK_MEAN      20.0
#define FLAT_DEVIATION 6.0
#define POSTER_TRIES   12u

/* ---- one key frame ---- */

typedef struct Keys {
    AssetMedia *media;
    Decoder *decoder;
    AVFrame *frame; /* the last one decoded */
    bool has_frame;
} Keys;

static bool keys_open(Keys *keys, const char *folder, const char *name, GError **error) {
    *keys = (Keys){.media = asset_track_open(folder, name, error)};
    if (keys->media == NULL)
        return false;
    AVCodecParameters *codec = avcodec_parameters_alloc();
    const MediaTrack *track = &keys->media->track;
    codec->codec_type = AVMEDIA_TYPE_VIDEO;
    codec->codec_id = AV_CODEC_ID_H264;
    codec->extradata = av_mallocz(track->config_length + AV_INPUT_BUFFER_PADDING_SIZE);
    codec->extradata_size = (int)track->config_length;
    memcpy(codec->extradata, track->config, track->config_length);
    keys->decoder = decoder_open(codec, (AVRational){1, CUTS_A_SECOND}, error);
    avcodec_parameters_free(&codec);
    keys->frame = av_frame_alloc();
    return keys->decoder != NULL;
}

static void keys_close(Keys *keys) {
    asset_track_free(keys->media);
    decoder_free(keys->decoder);
    av_frame_free(&keys->frame);
}

static int on_key(AVFrame *frame, void *user) {
    Keys *keys = user;
    av_frame_unref(keys->frame);
    av_frame_move_ref(keys->frame, frame);
    keys->has_frame = true;
    return 0;
}

static uint32_t big32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The first sample of a segment lies behind its moof and the head of its mdat. */
static bool keys_decode(Keys *keys, unsigned segment) {
    const AssetSegment *row = &keys->media->index->segments[segment];
    AVPacket *packet = av_packet_alloc();
    g_autofree uint8_t *bytes = g_malloc(row->key_length);
    ssize_t n = pread(keys->media->file->fd, bytes, row->key_length, (off_t)row->offset);
    keys->has_frame = false;
    if (n == (ssize_t)row->key_length && n > 16) {
        size_t head = (size_t)big32(bytes) + 8;
        if (head < (size_t)n && av_new_packet(packet, (int)((size_t)n - head)) >= 0) {
            memcpy(packet->data, bytes + head, (size_t)n - head);
            packet->flags |= AV_PKT_FLAG_KEY;
            (void)decoder_feed(keys->decoder, packet, on_key, keys);
            (void)decoder_feed(keys->decoder, NULL, on_key, keys);
            decoder_flush(keys->decoder);
        }
    }
    av_packet_free(&packet);
    return keys->has_frame;
}

/* ---- the poster ---- */

static int even(double side) {
    return MAX(2, (int)(side / 2 + 0.5) * 2);
}

static bool write_poster(Keys *keys, const char *folder, GError **error) {
    double scale = MIN(1.0, (double)POSTER_MAX / MAX(keys->frame->width, keys->frame->height));
    AVFrame *still = still_scale(keys->frame, even(keys->frame->width * scale),
                                 even(keys->frame->height * scale));
    g_autofree char *path = g_build_filename(folder, "poster.jpg", NULL);
    bool is_good = still != NULL ? still_write(still, path, POSTER_QUALITY, error)
                                 : problem_set(error, PROBLEM_MEMORY);
    av_frame_free(&still);
    return is_good;
}

/* From a tenth of the way on the first one that shows something. */
static bool make_poster(const char *folder, const char *name, GError **error) {
    Keys keys;
    bool is_good = keys_open(&keys, folder, name, error);
    if (is_good) {
        unsigned n = keys.media->index->n_segments, first = n / 10;
        bool is_found = false;
        for (unsigned i = 0; i < MIN(n, POSTER_TRIES) && !is_found; i++) {
            double mean, deviation;
            if (!keys_decode(&keys, (first + i * MAX(1, n / POSTER_TRIES)) % n))
                continue;
            still_light(keys.frame, &mean, &deviation);
            is_found = mean > DARK_MEAN && deviation > FLAT_DEVIATION;
        }
        if (!is_found && !keys_decode(&keys, first))
            is_good = problem_set(error, PROBLEM_DAMAGED);
        is_good = is_good && write_poster(&keys, folder, error);
    }
    keys_close(&keys);
    return is_good;
}

/* ---- sprites ---- */

typedef struct Sheet {
    AVFrame *frame;
    GPtrArray *names;
    StillScaler *scaler;
    int height; /* of one picture */
    int every_ms;
    unsigned n; /* on it */
} Sheet;

static bool write_sheet(Sheet *sheet, const char *folder, GError **error) {
    g_autofree char *name = g_strdup_printf("sprite%u.jpg", sheet->names->len);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    /* The last one is as high as it must be. */
    sheet->frame->height = (int)((sheet->n + GLANCE_COLUMNS - 1) / GLANCE_COLUMNS) * sheet->height;
    bool is_good = still_write(sheet->frame, path, SPRITE_QUALITY, error);
    g_ptr_array_add(sheet->names, g_steal_pointer(&name));
    av_frame_free(&sheet->frame);
    sheet->n = 0;
    return is_good;
}

static bool add_sprite(Sheet *sheet, const AVFrame *frame) {
    AVFrame *small = still_scaler_run(sheet->scaler, frame, GLANCE_WIDTH, sheet->height);
    if (sheet->frame == NULL)
        sheet->frame = still_new(GLANCE_WIDTH * GLANCE_COLUMNS, sheet->height * GLANCE_ROWS);
    if (small == NULL || sheet->frame == NULL) {
        av_frame_free(&small);
        return false;
    }
    still_paste(sheet->frame, small, (int)(sheet->n % GLANCE_COLUMNS) * GLANCE_WIDTH,
                (int)(sheet->n / GLANCE_COLUMNS) * sheet->height);
    av_frame_free(&small);
    sheet->n++;
    return true;
}

static bool fill_sheets(Keys *keys, Sheet *sheet, const char *folder, Pass *pass, GError **error) {
    const AssetIndex *index = keys->media->index;
    uint64_t step = (uint64_t)sheet->every_ms * (CUTS_A_SECOND / 1000),
             end = asset_index_end(index);
    for (uint64_t time = 0; time < end; time += step) {
        if (!pass_tick(pass, (unsigned)(time * 1000 / end)))
            return problem_set(error, PROBLEM_STOPPED);
        (void)keys_decode(keys, asset_index_find(index, time));
        if (keys->frame->buf[0] == NULL) /* nothing could be decoded yet */
            continue;
        if (!add_sprite(sheet, keys->frame))
            return problem_set(error, PROBLEM_MEMORY);
        if (sheet->n == GLANCE_COLUMNS * GLANCE_ROWS && !write_sheet(sheet, folder, error))
            return false;
    }
    return sheet->n == 0 || write_sheet(sheet, folder, error);
}

static bool make_sprites(const char *folder, const PlanRung *rung, Pass *pass,
                         AssetManifest *manifest, GError **error) {
    Keys keys;
    double height = (double)GLANCE_WIDTH * rung->height / rung->width;
    bool is_large = MIN(rung->width, rung->height) > GLANCE_LARGE_SIDE;
    Sheet sheet = {.names = g_ptr_array_new(),
                   .scaler = still_scaler_new(),
                   .height = MIN(even(height), 4 * GLANCE_WIDTH),
                   .every_ms = is_large ? GLANCE_EVERY_MS_LARGE : GLANCE_EVERY_MS};
    bool is_good = keys_open(&keys, folder, rung->name, error);
    if (is_good && rung->width > 2 * GLANCE_WIDTH)
        decoder_hurry(keys.decoder);
    is_good = is_good && fill_sheets(&keys, &sheet, folder, pass, error);
    keys_close(&keys);
    av_frame_free(&sheet.frame);
    still_scaler_free(sheet.scaler);
    g_ptr_array_add(sheet.names, NULL);
    GStrv names = (GStrv)g_ptr_array_free(sheet.names, FALSE);
    if (!is_good) {
        g_strfreev(names);
        return false;
    }
    manifest->sprites = g_new0(AssetSprites, 1);
    *manifest->sprites = (AssetSprites){.files = names,
                                        .columns = GLANCE_COLUMNS,
                                        .rows = GLANCE_ROWS,
                                        .width = GLANCE_WIDTH,
                                        .height = sheet.height,
                                        .every_ms = sheet.every_ms};
    return true;
}

bool glance_make(const char *folder, const PicturePlan *plan, Pass *pass, AssetManifest *manifest,
                 GError **error) {
    if (!make_poster(folder, plan->rungs[0].name, error) ||
        !make_sprites(folder, &plan->rungs[plan->n_rungs - 1], pass, manifest, error))
        return false;
    manifest->poster = g_strdup("poster.jpg");
    return true;
}
