#include "media/library/lesson_facts.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"

#define LOW_NAME "low"

AssetManifest *lesson_facts_manifest(const char *folder, const LibraryAsset *asset,
                                     GError **error) {
    g_autofree char *path = g_build_filename(folder, asset->id, ASSET_MANIFEST_FILE, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) reason = NULL;
    gsize length;
    if (!g_file_get_contents(path, &text, &length, &reason)) {
        bool is_absent = g_error_matches(reason, G_FILE_ERROR, G_FILE_ERROR_NOENT);
        g_set_error(error, BASE_ERROR, is_absent ? ERROR_NOT_FOUND : ERROR_IO, "%s.",
                    reason->message);
        return NULL;
    }
    g_autoptr(AssetManifest) manifest = asset_manifest_read(text, length, error);
    if (!manifest || manifest->kind == (int)asset->kind)
        return g_steal_pointer(&manifest);
    g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "The asset %s is of another kind.", asset->id);
    return NULL;
}

unsigned lesson_facts_picture(const AssetManifest *picture, int64_t max_height) {
    unsigned best = 0;
    for (guint i = 1; i < picture->tracks->len; i++) {
        int64_t height = ((const AssetTrack *)picture->tracks->pdata[i])->height;
        int64_t before = ((const AssetTrack *)picture->tracks->pdata[best])->height;
        bool is_better =
            before > max_height ? height < before : height <= max_height && height > before;
        best = is_better ? i : best;
    }
    return best;
}

unsigned lesson_facts_sound(const AssetManifest *sound) {
    for (guint i = 0; i < sound->tracks->len; i++)
        if (strcmp(((const AssetTrack *)sound->tracks->pdata[i])->name, LOW_NAME) != 0)
            return i;
    return 0;
}

static int64_t bytes_of(const AssetManifest *manifest, unsigned track) {
    const AssetTrack *one = manifest->tracks->pdata[track];
    return (int64_t)((double)one->average_bit_rate * (double)manifest->duration_us / 8e6);
}

static void add_sound(GArray *downloads, const LibraryAsset *asset, const AssetManifest *sound) {
    LibraryDownload download = {.sound_bytes = bytes_of(sound, lesson_facts_sound(sound))};
    g_strlcpy(download.language, asset->language, sizeof download.language);
    for (guint i = 0; i < downloads->len; i++)
        if (strcmp(g_array_index(downloads, LibraryDownload, i).language, asset->language) == 0)
            return;
    g_array_append_val(downloads, download);
}

typedef struct Reading {
    LibraryFacts *facts;
    GArray *downloads;
    int64_t picture_us, sound_us, video_bytes;
} Reading;

static void read_asset(Reading *reading, const LibraryAsset *asset, const AssetManifest *manifest) {
    if (asset->kind == ASSET_PICTURE && reading->picture_us == 0) {
        reading->picture_us = manifest->duration_us;
        reading->video_bytes =
            bytes_of(manifest, lesson_facts_picture(manifest, LESSON_FACTS_DOWNLOAD_HEIGHT));
        reading->facts->has_poster = manifest->poster != NULL;
        reading->facts->has_sprites = manifest->sprites != NULL;
    } else if (asset->kind == ASSET_SOUND) {
        reading->sound_us = MAX(reading->sound_us, manifest->duration_us);
        add_sound(reading->downloads, asset, manifest);
    }
}

void lesson_facts_read(const char *folder, const LibraryOrder *order, GArray *downloads,
                       LibraryFacts *ret_facts) {
    Reading reading = {.facts = ret_facts, .downloads = downloads};
    *ret_facts = (LibraryFacts){0};
    g_array_set_size(downloads, 0);
    g_strlcpy(ret_facts->id, order->id, sizeof ret_facts->id);
    for (guint i = 0; i < order->assets->len; i++) {
        const LibraryAsset *asset = &g_array_index(order->assets, LibraryAsset, i);
        g_autoptr(GError) error = NULL;
        g_autoptr(AssetManifest) manifest = lesson_facts_manifest(folder, asset, &error);
        if (manifest)
            read_asset(&reading, asset, manifest);
        else
            log_error(LOG_WARNING, "library", "an asset is left out", error);
    }
    ret_facts->duration_us = reading.picture_us > 0 ? reading.picture_us : reading.sound_us;
    if (!order->allows_download)
        g_array_set_size(downloads, 0);
    for (guint i = 0; i < downloads->len; i++) {
        LibraryDownload *download = &g_array_index(downloads, LibraryDownload, i);
        download->video_bytes =
            reading.video_bytes > 0 ? reading.video_bytes + download->sound_bytes : 0;
    }
    ret_facts->downloads = (const LibraryDownload *)(const void *)downloads->data;
    ret_facts->n_downloads = downloads->len;
}
