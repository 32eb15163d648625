#include <string.h>

#include "media/library/vod_call.h"

#define TYPE_PICTURE  "image/jpeg"
#define TYPE_VTT      "text/vtt; charset=utf-8"
#define CACHE_NAMED   "max-age=31536000, immutable" /* the name carries the asset */
#define CACHE_OTHER   "max-age=60"
#define URGENCY_SMALL 4u
#define ETAG_BYTES    64

/* Where a small file is, and how it goes out. */
typedef struct Small {
    const LibraryAsset *asset;
    const char *name;
    const char *type, *cache_control;
} Small;

static bool find_sprite(const VodCall *call, const AssetManifest *picture, Small *small) {
    const AssetSprites *sprites = picture->sprites;
    if (!sprites || call->path.number >= g_strv_length(sprites->files))
        return false;
    small->name = sprites->files[call->path.number];
    return true;
}

static bool find_page(const VodCall *call, const AssetManifest *document, Small *small) {
    uint64_t number = call->path.number;
    if (number < 1 || number > document->pages->len)
        return false;
    const AssetPage *page = document->pages->pdata[number - 1];
    small->name = call->path.kind == VOD_PATH_PAGE ? page->file : page->small;
    small->cache_control = CACHE_NAMED;
    return true;
}

static const LessonTrack *find_track(const VodCall *call) {
    const LessonView *view = call->view;
    switch (call->path.kind) {
    case VOD_PATH_CUES:
        return lesson_view_find(view, call->path.track, ASSET_SUBTITLE);
    case VOD_PATH_PAGE:
    case VOD_PATH_SMALL_PAGE:
        return lesson_view_find(view, call->path.track, ASSET_DOCUMENT);
    default:
        return view->picture >= 0 ? &view->tracks[view->picture] : NULL;
    }
}

static bool find_small(const VodCall *call, Small *small) {
    const LessonTrack *track = find_track(call);
    if (!track)
        return false;
    *small = (Small){track->asset, NULL, TYPE_PICTURE, CACHE_OTHER};
    switch (call->path.kind) {
    case VOD_PATH_CUES:
        *small = (Small){track->asset, track->manifest->cues, TYPE_VTT, CACHE_NAMED};
        return small->name != NULL;
    case VOD_PATH_SPRITE:
        return find_sprite(call, track->manifest, small);
    case VOD_PATH_POSTER:
        small->name = track->manifest->poster;
        return small->name != NULL;
    default:
        return find_page(call, track->manifest, small);
    }
}

static bool ask(VodCall *call, const Small *small, const TsKey *key) {
    LibraryWant want = {.file = *key, .hold_key = vod_call_key(key, sizeof *key)};
    g_strlcpy(want.file_name, small->name, sizeof want.file_name);
    return call->options->want(&want, call->options->user);
}

/* The text is copied: the answer is written when the epoch is over. */
static void send(VodCall *call, const Small *small, GateFile *take_file) {
    static _Thread_local char etag[ETAG_BYTES];
    GateAnswer *answer = vod_call_begin(call, small->type, small->cache_control);
    g_snprintf(etag, sizeof etag, "\"%s\"", small->asset->id);
    answer->etag = etag;
    answer->accept_ranges = true;
    answer->urgency = URGENCY_SMALL;
    answer->take_file = take_file;
    answer->file_length = take_file->length;
}

void vod_small_answer(VodCall *call) {
    Small small;
    GateFile *file = NULL;
    if (!find_small(call, &small)) {
        vod_call_refuse(call, VOD_REFUSE_MISSING);
        return;
    }
    TsKey key = ts_cache_key(small.asset->id, call->path.number, (unsigned)call->path.kind, 0);
    TsCacheState state = ts_cache_find(call->options->small, &key, &file);
    if (state == TS_CACHE_READY)
        send(call, &small, file);
    else if (state == TS_CACHE_ABSENT && vod_call_may_ask(call) && ask(call, &small, &key))
        vod_call_hold(call, vod_call_key(&key, sizeof key), LIBRARY_HANDLER_HOLD_US);
    else
        vod_call_refuse(call, state == TS_CACHE_FAILED ? VOD_REFUSE_MISSING : VOD_REFUSE_WAITED);
}
