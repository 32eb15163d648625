/* One segment of an MPEG transport stream (HLS version 3) from CMAF chunks: a picture and one
 * language. Pure: the same chunks give the same bytes, always.
 *
 * Any segment can be made alone and still follows the one before it: timestamps come from media
 * time, and of each PID a segment has a multiple of 16 packets, so that every continuity counter
 * begins with 0 and ends with 15. Tables come 16 times, the clock with each picture. No null
 * packets. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/types/media_track.h"

#define TS_MUX_MAX_SEGMENTS 2u      /* of the grid in one of ours: 3.84 s */
#define TS_MUX_LEAD_TICKS   45000u  /* 0.5 s: how far the clock runs ahead of decoding */
#define TS_MUX_ZERO_TICKS   126000u /* 1.4 s: timestamp of media time 0 */

/* `chunks` are CMAF chunks, one behind the other; none (length 0) where the track has a gap.
 * `track` needs kind, language and config. */
typedef struct TsMuxTrack {
    const MediaTrack *track;
    const uint8_t *chunks;
    size_t length;
} TsMuxTrack;

typedef struct TsMuxSegment {
    uint64_t number;              /* for messages */
    int64_t begin_ticks, n_ticks; /* 90 kHz of media time: where tables and clocks stand */
    TsMuxTrack video, audio;
    /* How much earlier pictures are decoded than their chunks say, where reordering begins below 0
     * and a picture would be shown before it is decoded. Less than TS_MUX_LEAD_TICKS. */
    int64_t decode_lead_ticks;
} TsMuxSegment;

#define TS_MUX_GRID_TICKS 172800 /* of a segment of the grid */

/* Appends the segment. ERROR_CORRUPT when chunks or configuration are not ours; `out` then has
 * what it had. */
bool ts_mux_append(GByteArray *out, const TsMuxSegment *segment, GError **error);
