/* What the handler of /vod/ is given and what it counts. Plain data. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate.h"
#include "base/token.h"
#include "media/deliver/delivered.h"
#include "media/library/lesson_files.h"
#include "media/library/library_shelf.h"
#include "media/library/vod_path.h"
#include "media/ts/ts_maker.h"

#define LIBRARY_HANDLER_HOLD_US      INT64_C(6000000) /* then 503 */
#define LIBRARY_HANDLER_FILE_HOLD_US INT64_C(3000000) /* of files to take home: pages show it */
/* How much earlier than its chunks say a picture is decoded in a transport stream: reordering of 7
 * pictures at 25 Hz. */
#define LIBRARY_HANDLER_DECODE_LEAD 25200

typedef struct LibraryHandler LibraryHandler;

/* What is asked of the thread `library`; `hold_key` is fired in any case. */
typedef struct LibraryWant {
    char lesson[LIBRARY_ALIAS_BYTES]; /* id or alias: to be opened; "": a file */
    TsKey file;                       /* its key; its meeting is the asset */
    char file_name[80];
    uint64_t hold_key;
} LibraryWant;

/* All are borrowed until after the gate was freed. */
typedef struct LibraryHandlerOptions {
    const TokenKeys *keys;
    const LibraryShelf *shelf;
    Delivered *delivered; /* in milliseconds */
    TsMaker *ts;
    TsCache *small; /* posters, sprites, pages, subtitles */
    LessonFiles *files;
    /* On a gate worker. False: there is no room for it. */
    bool (*want)(const LibraryWant *want, void *user);
    void *user;
} LibraryHandlerOptions;

/* For /metrics, any thread. */
typedef struct LibraryHandlerStats {
    uint64_t playlists, held, media, refused, timed_out;
} LibraryHandlerStats;
