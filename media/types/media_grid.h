/* The one grid of time that every track of every programme is cut by (DESIGN §4).
 *
 * A programme runs at 25 frames a second and 48 kHz. A part is 8 frames = 15 AAC frames = 0.32 s, a
 * segment 6 parts = 1.92 s: both numbers of a part follow from its time alone, so all renditions
 * and languages have the same numbers at the same moment. All sums below are exact. */
#pragma once

#include <stdint.h>

#define MEDIA_FRAME_RATE        25
#define MEDIA_PARTS_PER_SEGMENT 6u
#define MEDIA_PART_US           INT64_C(320000)
#define MEDIA_SEGMENT_US        INT64_C(1920000)

typedef enum MediaKind { MEDIA_VIDEO, MEDIA_AUDIO, N_MEDIA_KINDS } MediaKind;

typedef struct MediaGrid {
    uint32_t timescale;   /* ticks of a second */
    uint32_t frame_ticks; /* of one access unit */
    uint32_t part_ticks;  /* 8 or 15 access units */
    uint32_t segment_ticks;
} MediaGrid;

/* Indexed by MediaKind. */
static const MediaGrid MEDIA_GRIDS[N_MEDIA_KINDS] = {
    [MEDIA_VIDEO] = {90000, 3600, 28800, 172800},
    [MEDIA_AUDIO] = {48000, 1024, 15360, 92160},
};
