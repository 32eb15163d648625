/* The ladder as data: which pictures and sounds a meeting is encoded to (DESIGN §4). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/types/media_track.h"

#define LADDER_MAX_LANGUAGES 8u

/* One picture of the ladder. */
typedef struct LadderRung {
    unsigned height, width, bit_rate;
    bool is_low; /* goes with the mono sound: at most 192 kbit/s together */
} LadderRung;

/* Highest first, ended by height 0. */
extern const LadderRung LADDER_RUNGS[];

/* NULL: there is no such rung. */
const LadderRung *ladder_find(unsigned height);

/* Heights that this many cores carry for one meeting besides everything else; ended by 0. */
const unsigned *ladder_for_cores(unsigned n_cores);

/* Fills in pictures of `heights` (ended by 0), then each language, then each language once more in
 * mono when there is a low rung. The first language is the floor. Returns how many. */
unsigned ladder_make(const unsigned *heights, const char *const *languages,
                     MediaTrack ret_tracks[MEDIA_MAX_TRACKS]);
