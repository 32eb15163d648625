#include "media/course/prepare_media.h"

#include <stdio.h>

#include "media/course/asset_out.h"
#include "media/course/cuts.h"
#include "media/course/glance.h"
#include "media/course/picture_copy.h"
#include "media/course/picture_encode.h"
#include "media/course/plan.h"
#include "media/course/prepare_text.h"
#include "media/course/problem.h"
#include "media/course/scan.h"
#include "media/course/sound_make.h"
#include "media/lesson/asset_track.h"

/* Guesses of seconds for an hour of 720p, corrected while it runs. */
#define WEIGHT_SCAN   0.0005
#define WEIGHT_COPY   0.001
#define WEIGHT_GLANCE 0.002
#define WEIGHT_SOUND  0.03
#define WEIGHT_DECODE 0.08
#define WEIGHT_ENCODE 0.45

typedef struct Media {
    const Order *order;
    Source *source;
    Pass *pass;
    PictureScan *scan;
    PicturePlan plan;
    GArray *own_cuts;
    const GArray *cuts;
    int64_t origin;
} Media;

/* ---- time line ---- */

static bool on_scan(const Source *source, void *user) {
    return pass_tick(user, source_permille(source));
}

/* A steady picture's end is at one of its frames. */
static GArray *even_cuts(const PictureScan *scan, const PicturePlan *plan) {
    int64_t frame = cuts_frame_time(1, plan->rate_num, plan->rate_den);
    uint64_t n = (uint64_t)MAX((scan->end + frame / 2) / frame, 1);
    while (n > 1 && cuts_frame_time(n, plan->rate_num, plan->rate_den) > scan->end + frame / 2)
        n--;
    return cuts_even(cuts_frame_time(n, plan->rate_num, plan->rate_den), plan->rate_num,
                     plan->rate_den);
}

static const OrderAsset *picture_of(const Order *order) {
    for (unsigned i = 0; i < order->assets->len; i++) {
        const OrderAsset *asset = order->assets->pdata[i];
        if (asset->kind == ASSET_PICTURE)
            return asset;
    }
    return NULL;
}

static AVStream *picture_stream(const Media *media, const OrderAsset *asset, GError **error) {
    g_autoptr(GError) reason = NULL;
    AVStream *stream =
        source_stream(media->source, (int)asset->stream, AVMEDIA_TYPE_VIDEO, &reason);
    SourceKind kind = source_kind(media->source);
    if (kind == SOURCE_STILL)
        problem_set(error, PROBLEM_STILL);
    else if (kind != SOURCE_VIDEO || (stream != NULL && source_is_cover(stream)))
        problem_set(error, PROBLEM_NO_PICTURE);
    else if (stream == NULL)
        g_propagate_error(error, g_steal_pointer(&reason));
    else
        return stream;
    return NULL;
}

static bool look_at_picture(Media *media, const OrderAsset *asset, GError **error) {
    AVStream *stream = picture_stream(media, asset, error);
    if (stream == NULL)
        return false;
    media->scan = scan_picture(media->source, stream, on_scan, media->pass, error);
    if (media->scan == NULL)
        return false;
    const OrderHeights *heights = &media->order->heights;
    if (!plan_picture(&media->scan->facts, heights->heights, heights->n, &media->plan))
        return problem_set(error, PROBLEM_TOO_SHORT);
    fprintf(stderr, "tongping-course: picture %d: %s\n", (int)asset->stream,
            plan_reason_word(media->plan.reason));
    media->own_cuts = media->plan.rungs[0].is_copy ? g_array_ref(media->scan->cuts)
                                                   : even_cuts(media->scan, &media->plan);
    media->cuts = media->own_cuts;
    media->origin = media->scan->origin;
    return true;
}

/* A sound alone is as long as it says. */
static bool look_at_sounds(Media *media, GError **error) {
    int64_t us = media->source->format->duration;
    media->origin = AV_NOPTS_VALUE;
    if (media->cuts != NULL)
        return true;
    if (us == AV_NOPTS_VALUE || us <= 0)
        return problem_set(error, PROBLEM_DAMAGED);
    if (us > SOURCE_MAX_US)
        return problem_set(error, PROBLEM_TOO_LONG);
    media->own_cuts = cuts_even(MAX(us * 9 / 100, 1), 25, 1);
    media->cuts = media->own_cuts;
    return true;
}

/* ---- picture ---- */

static bool describe_rung(const PlanRung *rung, const Media *media, const char *folder,
                          AssetManifest *manifest, GError **error) {
    g_autoptr(AssetMedia) opened = asset_track_open(folder, rung->name, error);
    if (opened == NULL)
        return false;
    const PictureFacts *facts = &media->scan->facts;
    uint64_t num = rung->is_copy ? facts->rate_num : media->plan.rate_num;
    uint64_t den = rung->is_copy ? facts->rate_den : media->plan.rate_den;
    AssetTrack *track = asset_manifest_add_track(manifest);
    track->name = g_strdup(rung->name);
    track->codec = g_strdup(opened->track.codec);
    track->width = rung->width;
    track->height = rung->height;
    track->frame_rate_milli = (int64_t)((num * 1000 + den / 2) / den);
    track->peak_bit_rate = (int64_t)asset_index_peak_bit_rate(opened->index);
    track->average_bit_rate = (int64_t)asset_index_average_bit_rate(opened->index);
    track->is_copy = rung->is_copy;
    return true;
}

static const char *encode_step(const PicturePlan *plan) {
    return plan->rungs[plan->rungs[0].is_copy ? 1 : 0].name;
}

static bool make_rungs(const Media *media, AVStream *stream, const char *folder, GError **error) {
    const PicturePlan *plan = &media->plan;
    const PictureJob job = {media->source, stream, media->scan, plan,
                            media->cuts,   folder, media->pass};
    bool copies = plan->rungs[0].is_copy;
    if (copies) {
        pass_begin(media->pass, plan->rungs[0].name);
        if (!picture_copy_make(&job, error))
            return false;
    }
    if (copies && plan->n_rungs == 1)
        return true;
    pass_begin(media->pass, encode_step(plan));
    return picture_encode_make(&job, error);
}

static int64_t duration_us(const Media *media) {
    return g_array_index(media->cuts, int64_t, media->cuts->len - 1) * 100 / 9;
}

static bool make_picture(const Media *media, const OrderAsset *asset, GError **error) {
    AVStream *stream = media->source->format->streams[asset->stream];
    g_autofree char *folder = asset_out_open(asset, error);
    g_autoptr(AssetManifest) manifest = asset_manifest_new(ASSET_PICTURE);
    if (folder == NULL || !make_rungs(media, stream, folder, error))
        return false;
    pass_begin(media->pass, "stills");
    if (!glance_make(folder, &media->plan, media->pass, manifest, error))
        return false;
    for (unsigned i = 0; i < media->plan.n_rungs; i++) {
        if (!describe_rung(&media->plan.rungs[i], media, folder, manifest, error))
            return false;
    }
    manifest->duration_us = duration_us(media);
    return asset_out_close(asset, manifest, NULL, media->pass, error);
}

/* ---- sound ---- */

static bool make_sound(const Media *media, const OrderAsset *asset, GError **error) {
    AVStream *stream = source_stream(media->source, (int)asset->stream, AVMEDIA_TYPE_AUDIO, error);
    g_autofree char *folder = stream == NULL ? NULL : asset_out_open(asset, error);
    g_autoptr(AssetManifest) manifest = asset_manifest_new(ASSET_SOUND);
    const SoundJob job = {media->source, stream, media->origin, media->cuts, folder, media->pass};
    Warning warning;
    if (folder == NULL || !sound_make(&job, manifest, &warning, error))
        return false;
    manifest->duration_us = duration_us(media);
    return asset_out_close(asset, manifest, problem_warning(warning), media->pass, error);
}

/* ---- all ---- */

static char *step_of(const OrderAsset *asset) {
    return g_strdup_printf("%s%d", asset_manifest_kinds[asset->kind], (int)asset->stream);
}

static double picture_weight(const Media *media, double seconds, bool encodes) {
    const PicturePlan *plan = &media->plan;
    double unit = 1280.0 * 720.0, weight = 0;
    if (!encodes)
        return seconds * WEIGHT_COPY;
    for (unsigned i = 0; i < plan->n_rungs; i++) {
        if (!plan->rungs[i].is_copy)
            weight += plan->rungs[i].width * (double)plan->rungs[i].height / unit * WEIGHT_ENCODE;
    }
    const PictureFacts *facts = &media->scan->facts;
    return seconds * (weight + facts->width * (double)facts->height / unit * WEIGHT_DECODE);
}

static void add_steps(const Media *media) {
    double seconds = (double)duration_us(media) / 1e6;
    const PicturePlan *plan = &media->plan;
    const OrderAsset *picture = picture_of(media->order);
    if (picture != NULL && !asset_out_is_done(picture)) {
        bool copies = plan->rungs[0].is_copy;
        if (copies)
            pass_add_step(media->pass, plan->rungs[0].name, picture_weight(media, seconds, false));
        if (!copies || plan->n_rungs > 1)
            pass_add_step(media->pass, encode_step(plan), picture_weight(media, seconds, true));
        pass_add_step(media->pass, "stills", seconds * WEIGHT_GLANCE);
    }
    for (unsigned i = 0; i < media->order->assets->len; i++) {
        const OrderAsset *asset = media->order->assets->pdata[i];
        g_autofree char *name = step_of(asset);
        if (asset->kind != ASSET_PICTURE && !asset_out_is_done(asset))
            pass_add_step(media->pass, name, seconds * WEIGHT_SOUND);
    }
}

static bool make_asset(const Media *media, const OrderAsset *asset, GError **error) {
    if (asset_out_is_done(asset)) {
        asset_out_tell(asset, media->pass);
        return true;
    }
    if (asset->kind == ASSET_PICTURE)
        return make_picture(media, asset, error);
    g_autofree char *step = step_of(asset);
    pass_begin(media->pass, step);
    if (asset->kind == ASSET_SOUND)
        return make_sound(media, asset, error);
    return asset->kind == ASSET_SUBTITLE
               ? prepare_text_stream(media->source, asset, media->origin, duration_us(media),
                                     media->pass, error)
               : problem_set(error, PROBLEM_ORDER);
}

static bool judge_source(const Media *media, GError **error) {
    int64_t us = media->source->format->duration;
    SourceKind kind = source_kind(media->source);
    if (kind == SOURCE_OTHER)
        return problem_set(error, PROBLEM_NOTHING);
    return us == AV_NOPTS_VALUE || us <= SOURCE_MAX_US || problem_set(error, PROBLEM_TOO_LONG);
}

static bool run(Media *media, GError **error) {
    const OrderAsset *picture = picture_of(media->order);
    media->source = source_open(media->order->source, error);
    if (media->source == NULL || !judge_source(media, error))
        return false;
    pass_add_step(media->pass, "look", (double)media->source->bytes / 5e8);
    pass_begin(media->pass, "look");
    if (!(picture != NULL ? look_at_picture(media, picture, error) : look_at_sounds(media, error)))
        return false;
    add_steps(media);
    for (unsigned i = 0; i < media->order->assets->len; i++) {
        if (!make_asset(media, media->order->assets->pdata[i], error))
            return false;
    }
    return true;
}

bool prepare_media_run(const Order *order, const GArray *cuts, Pass *pass, GError **error) {
    Media media = {.order = order, .pass = pass, .cuts = cuts};
    bool is_good = run(&media, error);
    if (media.own_cuts != NULL)
        g_array_unref(media.own_cuts);
    scan_free(media.scan);
    source_free(media.source);
    return is_good;
}
