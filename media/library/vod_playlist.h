/* HLS texts of lessons (RFC 8216): everything is there, nothing changes. Pure.
 *
 * URIs are relative to the playlist: master.m3u8 names `{track}/media.m3u8`,
 * `{track}/iframes.m3u8` and `{track}/cues.m3u8`; those name `init.mp4`, `s{n}.m4s`, `cues.vtt`.
 * The playlists for old televisions are version 3: `{language}/{track}.m3u8`, `{track}/t{n}.ts`. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/lesson/asset_index.h"
#include "media/lesson/asset_manifest.h"

#define VOD_PLAYLIST_MAX_RENDITIONS 256u
#define VOD_PLAYLIST_NAME_BYTES     40

/* A track as a player sees it. All is borrowed. */
typedef struct VodRendition {
    char name[VOD_PLAYLIST_NAME_BYTES]; /* "v720-9f21c0aa": its folder */
    AssetKind kind;                     /* not a document */
    const AssetTrack *track;            /* NULL: subtitles */
    const AssetIndex *index;            /* NULL: subtitles */
    unsigned asset;                     /* those of one sound share it */
    const char *language, *label;       /* BCP 47; NAME */
    bool is_default, is_low;            /* sound: the default one; of the group `low` */
} VodRendition;

typedef struct VodLesson {
    const VodRendition *renditions;
    unsigned n_renditions;
    int64_t duration_us;
} VodLesson;

/* All append to `out`. */
void vod_playlist_master(GString *out, const VodLesson *lesson);
void vod_playlist_media(GString *out, const AssetIndex *index);
void vod_playlist_iframes(GString *out, const AssetIndex *index);
void vod_playlist_cues(GString *out, int64_t duration_us);

/* Old televisions: the pictures of at most `max_height` lines, or the smallest, with `sound`. */
void vod_playlist_tv(GString *out, const VodLesson *lesson, const VodRendition *sound,
                     unsigned max_height);
/* By the picture's index. */
void vod_playlist_tv_media(GString *out, const AssetIndex *index, const char *track);

/* WebVTT: which part of which sprite shows which moment (#xywh, Media Fragments 1.0 §4.2.2). */
void vod_playlist_sprites(GString *out, const AssetSprites *sprites, int64_t duration_us);
