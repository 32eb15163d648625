/* One row of the grid: the parts of all tracks that share (msn, part). They are announced together,
 * so that renditions are never out of step. Plain data. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/types/media_track.h"

/* One track's part: a whole number of CMAF chunks (moof + mdat). */
typedef struct GridPart {
    const uint8_t *bytes; /* NULL: a gap */
    size_t length;
    bool is_independent; /* begins with a key frame, seen in the sample, never guessed */
    bool is_gap;         /* the track has nothing here: shed, withdrawn or late */
} GridPart;

typedef struct GridRow {
    uint64_t msn;        /* media sequence number: +1 from segment to segment, across restarts */
    unsigned part;       /* 0 to MEDIA_PARTS_PER_SEGMENT - 1 */
    unsigned generation; /* counts the lives of the programme: a change is a discontinuity */
    int64_t wall_us;     /* wall clock of the row's first frame: PROGRAM-DATE-TIME */
    unsigned n_tracks;
    const GridPart *parts; /* n_tracks */
} GridRow;

/* Where a part lies in its track's file. length 0: nowhere. */
typedef struct GridSpan {
    uint64_t offset;
    uint32_t length;
    uint32_t flags; /* GRID_… */
} GridSpan;

#define GRID_INDEPENDENT 1u
#define GRID_GAP         2u
/* Spilled parts are kept for so many rows: two minutes. */
#define GRID_SPILL_ROWS 375u

#define GRID_SPILLED 4u /* lies in memory: the disk had no room for it */
