/* What a path below /live/ asks for. Pure; never allocates. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate.h"

#define LIVE_PATH_PREFIX "/live/"

typedef enum LivePathKind {
    LIVE_PATH_MASTER,      /* master.m3u8 */
    LIVE_PATH_PHONE,       /* phone.m3u8 */
    LIVE_PATH_MEDIA,       /* {track}/live.m3u8 */
    LIVE_PATH_PHONE_MEDIA, /* {track}/phone.m3u8 */
    LIVE_PATH_INIT,        /* {track}/init{generation}.mp4 */
    LIVE_PATH_SEGMENT,     /* {track}/s{msn}.m4s */
    LIVE_PATH_PART,        /* {track}/p{msn}.{part}.m4s */
    LIVE_PATH_HALF,        /* {track}/q{msn}.{half}.m4s: three parts */
    LIVE_PATH_TV,          /* tv/{language}.m3u8 */
    LIVE_PATH_TV_MEDIA,    /* tv/{language}/{track}.m3u8 */
    LIVE_PATH_TV_SEGMENT,  /* tv/{language}/{track}/t{msn}.ts */
    LIVE_PATH_DOWNLOAD,    /* download.mp4 */
} LivePathKind;

typedef struct LivePath {
    LivePathKind kind;
    GateText meeting;
    GateText token; /* empty: none */
    GateText track, language;
    uint64_t number; /* generation, msn */
    unsigned part;   /* part or half */
} LivePath;

/* False when there is no such name. Numbers are decimal, without signs or leading zeros. */
bool live_path_parse(GateText path, LivePath *ret_path);
