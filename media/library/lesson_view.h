/* One lesson opened: what its tracks are, its playlists ready-made, its media files. Immutable once
 * it is made; opening reads files. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate.h"
#include "media/lesson/asset_track.h"
#include "media/library/library_order.h"
#include "media/library/vod_playlist.h"
#include "media/package/playlist.h"

#define LESSON_VIEW_TV_HEIGHT 720u /* of pictures for old televisions, at most */

typedef struct LessonTrack {
    VodRendition info;
    const LibraryAsset *asset; /* of the view's order */
    unsigned number;           /* among the tracks of its asset */
    const AssetManifest *manifest;
    AssetMedia *media; /* NULL: subtitles, documents */
    PlaylistText list; /* media.m3u8 or cues.m3u8 */
    PlaylistText iframes;
    GateBuffer *tv; /* of a picture its segments, of a sound its choice of pictures; or NULL */
} LessonTrack;

typedef struct LessonView {
    LibraryOrder *order;
    GPtrArray *manifests; /* AssetManifest */
    unsigned n_tracks;
    LessonTrack *tracks;
    int picture; /* the first track of the picture; -1: none */
    int64_t duration_us;
    PlaylistText master, sprites;  /* empty: none */
    char *video_name, *sound_name; /* Content-Disposition of files to take home */
    uint64_t bytes;                /* of memory, about */
} LessonView;

/* `folder` is that of assets. What is damaged is left out and logged. */
LessonView *lesson_view_open(const char *folder, const LibraryOrder *order);
void lesson_view_free(LessonView *view); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LessonView, lesson_view_free)

/* NULL: there is none of that name, and of that kind. */
const LessonTrack *lesson_view_find(const LessonView *view, GateText name, AssetKind kind);
/* The full quality of a language: the default sound first, then in order. */
const LessonTrack *lesson_view_find_sound(const LessonView *view, GateText language);
