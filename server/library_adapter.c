#include "server/library_adapter.h"

#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

#define FOLDER "courses"

struct LibraryAdapter {
    Library *library;
    const LibraryNews *news;
    _Atomic(Catalog *) catalog;
};

/* ---- the catalogue's orders ---- */

static const LibraryAccess ACCESS[COURSE_N_ACCESS] = {
    [COURSE_CLOSED] = LIBRARY_CLOSED,
    [COURSE_TOKEN] = LIBRARY_TOKEN,
    [COURSE_PUBLIC] = LIBRARY_PUBLIC,
};

static const AssetKind KINDS[COURSE_N_ASSET_KINDS] = {
    [COURSE_ASSET_PICTURE] = ASSET_PICTURE,
    [COURSE_ASSET_SOUND] = ASSET_SOUND,
    [COURSE_ASSET_SUBTITLE] = ASSET_SUBTITLE,
    [COURSE_ASSET_DOCUMENT] = ASSET_DOCUMENT,
};

static void on_lesson(const CourseOrder *order, void *user) {
    LibraryAdapter *adapter = user;
    g_autoptr(LibraryOrder) made = library_order_new(order->id);
    g_strlcpy(made->alias, order->alias ? order->alias : "", sizeof made->alias);
    made->title = g_strdup(order->title);
    made->access = ACCESS[order->access];
    made->allows_download = order->allows_download;
    for (unsigned i = 0; i < order->n_assets; i++) {
        const CourseOrderAsset *from = &order->assets[i];
        LibraryAsset asset = {
            .kind = KINDS[from->kind], .name = from->name, .is_default = from->is_default};
        g_strlcpy(asset.id, from->id, sizeof asset.id);
        g_strlcpy(asset.language, from->language ? from->language : "", sizeof asset.language);
        g_strlcpy(asset.code3, from->code3 ? from->code3 : "", sizeof asset.code3);
        library_order_add(made, &asset);
    }
    library_order(adapter->library, made);
}

static void on_lesson_gone(const char *lesson_id, void *user) {
    library_forget(((LibraryAdapter *)user)->library, lesson_id);
}

static void on_asset_gone(const char *asset_id, void *user) {
    library_remove_asset(((LibraryAdapter *)user)->library, asset_id);
}

CourseMedia library_adapter_port(LibraryAdapter *adapter) {
    return (CourseMedia){.on_lesson = on_lesson,
                         .on_lesson_gone = on_lesson_gone,
                         .on_asset_gone = on_asset_gone,
                         .user = adapter};
}

/* ---- what the library tells ---- */

static void on_facts(const LibraryFacts *facts, void *user) {
    LibraryAdapter *adapter = user;
    Catalog *catalog = atomic_load(&adapter->catalog);
    g_autofree CourseDownload *downloads = g_new0(CourseDownload, facts->n_downloads);
    g_autoptr(GError) error = NULL;
    if (!catalog || !adapter->news->lesson_media_changed)
        return;
    for (unsigned i = 0; i < facts->n_downloads; i++) {
        const LibraryDownload *from = &facts->downloads[i];
        downloads[i].video_bytes = from->video_bytes;
        downloads[i].sound_bytes = from->sound_bytes;
        g_strlcpy(downloads[i].language, from->language, sizeof downloads[i].language);
    }
    CourseMediaFacts told = {.duration_ms = facts->duration_us / CLOCK_US_PER_MS,
                             .has_poster = facts->has_poster,
                             .has_sprites = facts->has_sprites,
                             .downloads = downloads,
                             .n_downloads = facts->n_downloads};
    if (!adapter->news->lesson_media_changed(catalog, facts->id, &told, &error))
        log_error(LOG_WARNING, "server", "a lesson's length is told later", error);
}

static void on_asset_removed(const char *asset_id, void *user) {
    LibraryAdapter *adapter = user;
    Catalog *catalog = atomic_load(&adapter->catalog);
    g_autoptr(GError) error = NULL;
    if (catalog && adapter->news->asset_removed &&
        !adapter->news->asset_removed(catalog, asset_id, &error))
        log_error(LOG_WARNING, "server", "an asset is removed once more", error);
}

/* The library counts milliseconds. */
static void on_delivered(const DeliveredRun *runs, unsigned n, void *user) {
    static const ViewingTrack TRACKS[] = {[MEDIA_VIDEO] = VIEWING_TRACK_VIDEO,
                                          [MEDIA_AUDIO] = VIEWING_TRACK_AUDIO,
                                          [DELIVERED_BOTH_KINDS] = VIEWING_TRACK_BOTH};
    LibraryAdapter *adapter = user;
    Catalog *catalog = atomic_load(&adapter->catalog);
    g_autofree ViewingDelivery *told = g_new0(ViewingDelivery, n);
    g_autoptr(GError) error = NULL;
    for (unsigned i = 0; i < n; i++) {
        told[i] = (ViewingDelivery){.track = TRACKS[runs[i].kind],
                                    .from_ms = (int64_t)runs[i].first,
                                    .to_ms = (int64_t)runs[i].end,
                                    .bytes = (int64_t)runs[i].bytes};
        memcpy(told[i].viewing_id, runs[i].viewing, sizeof told[i].viewing_id);
    }
    if (catalog && !catalog_viewing_delivered(catalog, told, n, &error))
        log_error(LOG_ERROR, "server", "what was delivered is not in the log", error);
}

void library_adapter_set_catalog(LibraryAdapter *adapter, Catalog *catalog,
                                 const LibraryNews *news) {
    adapter->news = news;
    atomic_store(&adapter->catalog, catalog);
}

/* ---- life ---- */

LibraryAdapter *library_adapter_start(const Settings *settings, const TokenKeys *keys,
                                      GError **error) {
    g_autoptr(LibraryAdapter) adapter = g_new0(LibraryAdapter, 1);
    g_autofree char *folder = g_build_filename(settings->data_directory, FOLDER, NULL);
    LibraryOptions options = {.folder = folder,
                              .max_download_bytes = (uint64_t)settings->course_download_bytes,
                              .min_free_bytes = settings->live_min_free_bytes,
                              .keys = keys,
                              .events = {on_facts, on_delivered, on_asset_removed},
                              .user = adapter};
    adapter->library = library_start(&options, error);
    return adapter->library ? g_steal_pointer(&adapter) : NULL;
}

void library_adapter_stop(LibraryAdapter *adapter) {
    if (adapter)
        library_stop(adapter->library);
}

void library_adapter_free(LibraryAdapter *adapter) {
    if (!adapter)
        return;
    library_free(adapter->library);
    g_free(adapter);
}

Library *library_adapter_library(LibraryAdapter *adapter) {
    return adapter->library;
}
