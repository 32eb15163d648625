#include "media/course/prepare_low.h"

#include <string.h>

#include "media/course/asset_out.h"
#include "media/course/cuts.h"
#include "media/course/plan.h"
#include "media/course/problem.h"
#include "media/course/sound_make.h"
#include "media/course/sound_run.h"
#include "media/lesson/asset_track.h"

static AssetManifest *read_manifest(GError **error) {
    g_autofree char *text = NULL;
    gsize length = 0;
    AssetManifest *manifest = NULL;
    if (g_file_get_contents(PREPARE_LOW_FOLDER "/" ASSET_MANIFEST_FILE, &text, &length, NULL))
        manifest = asset_manifest_read(text, length, NULL);
    if (manifest != NULL && manifest->kind == ASSET_SOUND)
        return manifest;
    asset_manifest_free(manifest);
    problem_set(error, PROBLEM_DAMAGED);
    return NULL;
}

/* One that is made anew takes the place of the one before. */
static void drop_low(AssetManifest *manifest) {
    for (guint i = manifest->tracks->len; i-- > 0;) {
        const AssetTrack *track = manifest->tracks->pdata[i];
        if (strcmp(track->name, SOUND_LOW) == 0)
            g_ptr_array_remove_index(manifest->tracks, i);
    }
}

/* In ticks of the picture: whole AAC frames are whole numbers of them. */
static GArray *cuts_of(const AssetIndex *index) {
    GArray *cuts = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (unsigned i = 0; i <= index->n_segments; i++) {
        uint64_t time = i < index->n_segments ? index->segments[i].time : asset_index_end(index);
        int64_t cut = (int64_t)(time * CUTS_A_SECOND / CUTS_SOUND_HZ);
        g_array_append_val(cuts, cut);
    }
    return cuts;
}

static bool make(const OrderAsset *asset, const GArray *cuts, Pass *pass, GError **error) {
    g_autoptr(Source) source = source_open(PREPARE_LOW_FOLDER "/" SOUND_FULL ".m4s", error);
    g_autofree char *folder = source == NULL ? NULL : asset_out_open(asset, error);
    AVStream *stream = folder == NULL ? NULL : source_stream(source, 0, AVMEDIA_TYPE_AUDIO, error);
    return stream != NULL &&
           sound_make_low(&(SoundJob){source, stream, 0, cuts, folder, pass}, error);
}

static bool run(const OrderAsset *asset, Pass *pass, GError **error) {
    g_autoptr(AssetManifest) manifest = read_manifest(error);
    g_autoptr(AssetMedia) full = NULL;
    if (manifest == NULL)
        return false;
    full = asset_track_open(PREPARE_LOW_FOLDER, SOUND_FULL, NULL);
    if (full == NULL || full->index->kind != MEDIA_AUDIO)
        return problem_set(error, PROBLEM_DAMAGED);
    g_autoptr(GArray) cuts = cuts_of(full->index);
    g_autofree char *folder = asset_out_open(asset, error);
    if (folder == NULL || !make(asset, cuts, pass, error))
        return false;
    drop_low(manifest);
    return sound_make_describe(folder, SOUND_LOW, 1, manifest, error) &&
           asset_out_close(asset, manifest, NULL, pass, error);
}

bool prepare_low_run(const Order *order, Pass *pass, GError **error) {
    const OrderAsset *asset = order->assets->pdata[0];
    if (order->assets->len != 1 || asset->kind != ASSET_SOUND)
        return problem_set(error, PROBLEM_ORDER);
    if (asset_out_is_done(asset)) {
        asset_out_tell(asset, pass);
        return true;
    }
    pass_add_step(pass, SOUND_LOW, 1);
    pass_begin(pass, SOUND_LOW);
    return run(asset, pass, error);
}
