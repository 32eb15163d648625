#include "media/library/lesson_view.h"

#include <string.h>

#include "base/log.h"
#include "media/deliver/attachment_name.h"
#include "media/library/lesson_facts.h"
#include "base/language_table.h"
#include "media/package/playlist_gzip.h"

#define LOW_NAME     "low"
#define SUFFIX_CHARS 8u

/* While it is opened. */
typedef struct Opening {
    const char *folder;
    LessonView *view;
    GArray *tracks;    /* LessonTrack */
    GHashTable *texts; /* text → PlaylistText: renditions cut alike have the same one */
    PlaylistGzip *gzip;
    bool has_picture;
} Opening;

/* ---- texts ---- */

static GateBuffer *compress(PlaylistGzip *gzip, const GString *text) {
    GByteArray *bytes = g_byte_array_new();
    PlaylistSum sum = {0};
    playlist_gzip_append_head(bytes);
    playlist_gzip_append_piece(gzip, bytes, text->str, text->len, &sum);
    playlist_gzip_append_end(bytes, &sum);
    gsize length = bytes->len;
    return gate_buffer_new_take(g_byte_array_free(bytes, FALSE), length, g_free);
}

static void free_text(void *data) {
    playlist_text_clear(data);
    g_free(data);
}

static PlaylistText keep_text(Opening *opening, GString *take_text) {
    g_autoptr(GString) text = take_text;
    PlaylistText *known = g_hash_table_lookup(opening->texts, text->str);
    if (!known) {
        known = g_new(PlaylistText, 1);
        *known =
            (PlaylistText){gate_buffer_new(text->str, text->len), compress(opening->gzip, text)};
        opening->view->bytes += known->plain->length + known->gzip->length;
        g_hash_table_insert(opening->texts, g_strdup(text->str), known);
    }
    return (PlaylistText){gate_buffer_ref(known->plain), gate_buffer_ref(known->gzip)};
}

static GateBuffer *keep_plain(Opening *opening, GString *take_text) {
    PlaylistText text = keep_text(opening, take_text);
    gate_buffer_unref(text.gzip);
    return text.plain;
}

/* ---- tracks ---- */

static const char *label_of(const LibraryAsset *asset) {
    return asset->name && asset->name[0] ? asset->name : language_table_autonym(asset->language);
}

static LessonTrack *add_track(Opening *opening, const LibraryAsset *asset, const char *name,
                              const AssetManifest *manifest) {
    LessonTrack track = {.asset = asset, .manifest = manifest};
    size_t length = strlen(asset->id);
    track.info = (VodRendition){
        .kind = asset->kind,
        .asset = (unsigned)(asset -
                            (const LibraryAsset *)(const void *)opening->view->order->assets->data),
        .language = asset->language,
        .label = label_of(asset),
        .is_default = asset->is_default,
        .is_low = strcmp(name, LOW_NAME) == 0};
    g_snprintf(track.info.name, sizeof track.info.name, "%s-%s", name,
               asset->id + (length > SUFFIX_CHARS ? length - SUFFIX_CHARS : 0));
    g_array_append_val(opening->tracks, track);
    return &g_array_index(opening->tracks, LessonTrack, opening->tracks->len - 1);
}

static void add_media(Opening *opening, const LibraryAsset *asset, const AssetManifest *manifest) {
    g_autofree char *folder = g_build_filename(opening->folder, asset->id, NULL);
    for (guint i = 0; i < manifest->tracks->len; i++) {
        const AssetTrack *of = manifest->tracks->pdata[i];
        g_autoptr(GError) error = NULL;
        AssetMedia *media = asset_track_open(folder, of->name, &error);
        bool is_video = asset->kind == ASSET_PICTURE;
        if (!media || (media->index->kind == MEDIA_VIDEO) != is_video) {
            log_error(LOG_WARNING, "library", "a track is left out", error);
            asset_track_free(media);
            continue;
        }
        LessonTrack *track = add_track(opening, asset, of->name, manifest);
        track->media = media;
        track->number = i;
        track->info.track = of;
        track->info.index = media->index;
        g_strlcpy(media->track.language, asset->language, sizeof media->track.language);
        opening->view->bytes += media->index->n_segments * sizeof(AssetSegment);
    }
}

static void add_asset(Opening *opening, const LibraryAsset *asset) {
    g_autoptr(GError) error = NULL;
    AssetManifest *manifest = lesson_facts_manifest(opening->folder, asset, &error);
    if (!manifest) {
        log_error(LOG_WARNING, "library", "an asset is left out", error);
        return;
    }
    g_ptr_array_add(opening->view->manifests, manifest);
    bool is_second_picture = asset->kind == ASSET_PICTURE && opening->has_picture;
    if (asset->kind == ASSET_SUBTITLE)
        add_track(opening, asset, "c", manifest);
    else if (asset->kind == ASSET_DOCUMENT)
        add_track(opening, asset, "d", manifest);
    else if (!is_second_picture)
        add_media(opening, asset, manifest);
    opening->has_picture |= asset->kind == ASSET_PICTURE;
}

/* Exactly one sound is the default one (RFC 8216 §4.3.4.1.1), whatever was left out. */
static void choose_default(GArray *tracks) {
    const LibraryAsset *chosen = NULL;
    for (guint i = 0; i < tracks->len; i++) {
        const LessonTrack *track = &g_array_index(tracks, LessonTrack, i);
        bool is_better = !chosen || (track->info.is_default && !chosen->is_default);
        if (track->info.kind == ASSET_SOUND && is_better)
            chosen = track->asset;
    }
    for (guint i = 0; i < tracks->len; i++) {
        LessonTrack *track = &g_array_index(tracks, LessonTrack, i);
        track->info.is_default = track->asset == chosen;
    }
}

/* ---- what is said of them ---- */

static void measure(LessonView *view) {
    int64_t longest_us = 0;
    view->picture = -1;
    for (unsigned i = 0; i < view->n_tracks; i++) {
        longest_us = MAX(longest_us, view->tracks[i].manifest->duration_us);
        if (view->tracks[i].info.kind == ASSET_PICTURE && view->picture < 0)
            view->picture = (int)i;
    }
    view->duration_us =
        view->picture >= 0 ? view->tracks[view->picture].manifest->duration_us : longest_us;
}

static void write_track(Opening *opening, const VodLesson *lesson, LessonTrack *track) {
    GString *text = g_string_new(NULL);
    if (track->info.kind == ASSET_SUBTITLE)
        vod_playlist_cues(text, opening->view->duration_us);
    else
        vod_playlist_media(text, track->info.index);
    track->list = keep_text(opening, text);
    if (track->info.kind == ASSET_PICTURE) {
        text = g_string_new(NULL);
        vod_playlist_iframes(text, track->info.index);
        track->iframes = keep_text(opening, text);
        text = g_string_new(NULL);
        vod_playlist_tv_media(text, track->info.index, track->info.name);
        track->tv = keep_plain(opening, text);
    } else if (track->info.kind == ASSET_SOUND && opening->view->picture >= 0) {
        text = g_string_new(NULL);
        vod_playlist_tv(text, lesson, &track->info, LESSON_VIEW_TV_HEIGHT);
        track->tv = keep_plain(opening, text);
    }
}

static void write_texts(Opening *opening) {
    LessonView *view = opening->view;
    g_autoptr(GArray) renditions = g_array_new(FALSE, FALSE, sizeof(VodRendition));
    for (unsigned i = 0; i < view->n_tracks; i++)
        if (view->tracks[i].info.kind != ASSET_DOCUMENT)
            g_array_append_val(renditions, view->tracks[i].info);
    VodLesson lesson = {(const VodRendition *)(const void *)renditions->data, renditions->len,
                        view->duration_us};
    bool has_media = false;
    for (unsigned i = 0; i < view->n_tracks; i++) {
        has_media |= view->tracks[i].media != NULL;
        if (view->tracks[i].info.kind != ASSET_DOCUMENT)
            write_track(opening, &lesson, &view->tracks[i]);
    }
    if (has_media) {
        GString *text = g_string_new(NULL);
        vod_playlist_master(text, &lesson);
        view->master = keep_text(opening, text);
    }
    const AssetManifest *picture = view->picture >= 0 ? view->tracks[view->picture].manifest : NULL;
    if (picture && picture->sprites) {
        GString *text = g_string_new(NULL);
        vod_playlist_sprites(text, picture->sprites, view->duration_us);
        view->sprites = keep_text(opening, text);
    }
}

LessonView *lesson_view_open(const char *folder, const LibraryOrder *order) {
    LessonView *view = g_new0(LessonView, 1);
    Opening opening = {.folder = folder, .view = view};
    opening.tracks = g_array_new(FALSE, FALSE, sizeof(LessonTrack));
    opening.texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_text);
    opening.gzip = playlist_gzip_new();
    view->order = library_order_copy(order);
    view->manifests = g_ptr_array_new_with_free_func((GDestroyNotify)asset_manifest_free);
    for (guint i = 0; i < order->assets->len; i++)
        add_asset(&opening, &g_array_index(view->order->assets, LibraryAsset, i));
    choose_default(opening.tracks);
    view->n_tracks = opening.tracks->len;
    view->tracks = (LessonTrack *)(void *)g_array_free(opening.tracks, FALSE);
    measure(view);
    write_texts(&opening);
    const char *title = order->title ? order->title : "";
    view->video_name = attachment_name_field(title, ".mp4");
    view->sound_name = attachment_name_field(title, ".m4a");
    g_hash_table_unref(opening.texts);
    playlist_gzip_free(opening.gzip);
    return view;
}

void lesson_view_free(LessonView *view) {
    if (!view)
        return;
    for (unsigned i = 0; i < view->n_tracks; i++) {
        LessonTrack *track = &view->tracks[i];
        asset_track_free(track->media);
        playlist_text_clear(&track->list);
        playlist_text_clear(&track->iframes);
        gate_buffer_unref(track->tv);
    }
    g_free(view->tracks);
    playlist_text_clear(&view->master);
    playlist_text_clear(&view->sprites);
    g_ptr_array_unref(view->manifests);
    library_order_free(view->order);
    g_free(view->video_name);
    g_free(view->sound_name);
    g_free(view);
}

/* ---- finding ---- */

static bool equals(const char *text, GateText other) {
    return strlen(text) == other.length && g_ascii_strncasecmp(text, other.at, other.length) == 0;
}

const LessonTrack *lesson_view_find(const LessonView *view, GateText name, AssetKind kind) {
    for (unsigned i = 0; i < view->n_tracks; i++)
        if (view->tracks[i].info.kind == kind && equals(view->tracks[i].info.name, name))
            return &view->tracks[i];
    return NULL;
}

const LessonTrack *lesson_view_find_sound(const LessonView *view, GateText language) {
    const LessonTrack *found = NULL;
    for (unsigned i = 0; i < view->n_tracks; i++) {
        const LessonTrack *track = &view->tracks[i];
        if (track->info.kind != ASSET_SOUND || track->info.is_low ||
            !equals(track->asset->language, language))
            continue;
        if (!found || (track->info.is_default && !found->info.is_default))
            found = track;
    }
    return found;
}
