/* One progressive MP4 file for download, made from a recording: the moov before the media, one
 * picture and some languages, only the spans that may be seen. The samples are copied as they are.
 *
 * mp4_export_new() gathers what is needed on the recording's thread; the job then owns references
 * of its own and runs on any thread, also when the recording is closed meanwhile. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/record/recording.h"

typedef struct Mp4Range { /* of media time; rows that begin in it are kept */
    int64_t from_us, to_us;
} Mp4Range;

typedef struct Mp4Wish {
    const unsigned *tracks; /* numbers in the recording, the picture first */
    unsigned n_tracks;
    const Mp4Range *ranges; /* in order, apart from each other */
    unsigned n_ranges;
} Mp4Wish;

typedef struct Mp4Export Mp4Export;

/* ERROR_INVALID for a track that is not there, ERROR_NOT_FOUND when nothing is left to export. */
Mp4Export *mp4_export_new(Recording *recording, const Mp4Wish *wish, GError **error);
void mp4_export_free(Mp4Export *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mp4Export, mp4_export_free)

/* Bytes of the recording that it takes up: the file has about as many. */
uint64_t mp4_export_bytes(const Mp4Export *job);
/* Names what the file will hold: as long as it is the same, so is every byte. Caller frees. */
#define MP4_EXPORT_DIGEST_CHARS 32
char *mp4_export_digest(const Mp4Export *job);

/* False: cancel. Called for each part while the file is planned, with 0 bytes done, and while it is
 * written. */
typedef bool (*Mp4ProgressFn)(uint64_t done_bytes, uint64_t total_bytes, void *user);

/* Writes `path`.part and renames it. Blocks. ERROR_IO, ERROR_CORRUPT; ERROR_CONFLICT when it was
 * cancelled: then nothing stays. */
bool mp4_export_run(Mp4Export *job, const char *path, Mp4ProgressFn on_progress, void *user,
                    GError **error);
