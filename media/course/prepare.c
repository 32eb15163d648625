#include "media/course/prepare.h"

#include "media/course/prepare_low.h"
#include "media/course/prepare_media.h"
#include "media/course/prepare_pages.h"
#include "media/course/prepare_text.h"
#include "media/course/problem.h"
#include "media/lesson/asset_track.h"

/* The cuts of a picture's first rung; all have the same. */
static GArray *cuts_of(const AssetIndex *index) {
    GArray *cuts = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (unsigned i = 0; i < index->n_segments; i++) {
        int64_t time = (int64_t)index->segments[i].time;
        g_array_append_val(cuts, time);
    }
    int64_t end = (int64_t)asset_index_end(index);
    g_array_append_val(cuts, end);
    return cuts;
}

bool prepare_read_picture(const Order *order, const char *folder, GArray **ret_cuts,
                          GError **error) {
    *ret_cuts = NULL;
    if (order->picture == NULL || *order->picture == '\0')
        return true;
    g_autofree char *picture = g_path_is_absolute(order->picture)
                                   ? g_strdup(order->picture)
                                   : g_build_filename(folder, "..", "..", order->picture, NULL);
    g_autofree char *path = g_build_filename(picture, ASSET_MANIFEST_FILE, NULL);
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(AssetManifest) manifest = NULL;
    g_autoptr(AssetMedia) media = NULL;
    if (g_file_get_contents(path, &text, &length, NULL))
        manifest = asset_manifest_read(text, length, NULL);
    if (manifest != NULL && manifest->tracks != NULL && manifest->tracks->len > 0) {
        const AssetTrack *track = manifest->tracks->pdata[0];
        media = asset_track_open(picture, track->name, NULL);
    }
    if (media == NULL)
        return problem_set(error, PROBLEM_PICTURE);
    *ret_cuts = cuts_of(media->index);
    return true;
}

bool prepare_run(const Order *order, const GArray *cuts, Pass *pass, GError **error) {
    switch ((OrderKind)order->kind) {
    case ORDER_VIDEO:
    case ORDER_SOUND:
        return prepare_media_run(order, cuts, pass, error);
    case ORDER_SUBTITLE:
        return prepare_text_run(order, pass, error);
    case ORDER_DOCUMENT:
        return prepare_pages_document(order, pass, error);
    case ORDER_PICTURE:
        return prepare_pages_picture(order, pass, error);
    case ORDER_LOW:
        return prepare_low_run(order, pass, error);
    }
    return problem_set(error, PROBLEM_ORDER);
}
