/* One progressive MP4 or M4A file of a lesson: the moov before the media, the samples copied as
 * they are. Values only: opens the assets itself, on any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "media/library/library_order.h"
#include "media/types/media_track.h"

typedef struct LessonExportTrack {
    char asset[ID_TEXT_BYTES];
    char name[MEDIA_NAME_BYTES];
    char language[LIBRARY_LANGUAGE_BYTES];
} LessonExportTrack;

typedef struct LessonExport {
    unsigned n_tracks; /* 1 or 2: the picture first */
    LessonExportTrack tracks[2];
} LessonExport;

/* False: cancel. */
typedef bool (*LessonExportFn)(unsigned percent, void *user);

/* Writes `path`.part and renames it; `folder` is that of assets. Blocks. ERROR_IO, ERROR_CORRUPT,
 * ERROR_NOT_FOUND; ERROR_CONFLICT when it was cancelled: then nothing stays. */
bool lesson_export_run(const LessonExport *wish, const char *folder, const char *path,
                       LessonExportFn goes_on, void *user, GError **error);
