/* One track of a sound as AAC-LC at 48 kHz: encoded, or copied frame by frame. It begins at 0, the
 * encoder's delay is taken off, and it ends with the picture: silence fills it up. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include <libavutil/frame.h>

#include "media/course/rung_writer.h"

typedef struct AacTrackWish {
    const char *folder, *name; /* "a", "low" */
    unsigned channels;         /* 1 or 2 */
    unsigned bit_rate;         /* 0: copied */
    const GArray *cuts;
} AacTrackWish;

typedef struct AacTrack AacTrack;

/* NULL with `ret_is_done`: the track is there already. */
AacTrack *aac_track_open(const AacTrackWish *wish, bool *ret_is_done, GError **error);
void aac_track_free(AacTrack *track); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AacTrack, aac_track_free)

/* 1024 samples (the last one fewer), planar floats; behind the end: passed over. */
bool aac_track_encode(AacTrack *track, AVFrame *frame, GError **error);
/* One coded frame, whose number on the time line is `number`: what is missing before it is silent,
 * what is there already is passed over. */
bool aac_track_copy(AacTrack *track, int64_t number, const uint8_t *bytes, size_t length,
                    GError **error);
bool aac_track_finish(AacTrack *track, uint64_t *ret_bytes, GError **error);
/* Given to the encoder so far. */
int64_t aac_track_samples(const AacTrack *track);
