/* What a path below /vod/ asks for (docs/courses.md, "URLs"). Pure; never allocates. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate.h"

#define VOD_PATH_PREFIX "/vod/"

typedef enum VodPathKind {
    VOD_PATH_MASTER,     /* master.m3u8 */
    VOD_PATH_MEDIA,      /* {track}/media.m3u8 */
    VOD_PATH_IFRAMES,    /* {track}/iframes.m3u8 */
    VOD_PATH_INIT,       /* {track}/init.mp4 */
    VOD_PATH_SEGMENT,    /* {track}/s{n}.m4s */
    VOD_PATH_CUES_LIST,  /* {track}/cues.m3u8 */
    VOD_PATH_CUES,       /* {track}/cues.vtt */
    VOD_PATH_TV,         /* tv/{language}.m3u8 */
    VOD_PATH_TV_MEDIA,   /* tv/{language}/{track}.m3u8 */
    VOD_PATH_TV_SEGMENT, /* tv/{language}/{track}/t{n}.ts */
    VOD_PATH_POSTER,     /* poster.jpg */
    VOD_PATH_SPRITES,    /* sprites.vtt */
    VOD_PATH_SPRITE,     /* sprite{n}.jpg */
    VOD_PATH_VIDEO_FILE, /* download/{language}.mp4 */
    VOD_PATH_SOUND_FILE, /* download/{language}.m4a */
    VOD_PATH_PAGE,       /* pages/{track}/p{n}.jpg, n from 1 */
    VOD_PATH_SMALL_PAGE, /* pages/{track}/s{n}.jpg */
} VodPathKind;

typedef struct VodPath {
    VodPathKind kind;
    GateText lesson;
    GateText token; /* empty: none */
    GateText track, language;
    uint64_t number;
} VodPath;

/* False when there is no such name. Numbers are decimal, without signs or leading zeros. */
bool vod_path_parse(GateText path, VodPath *ret_path);
