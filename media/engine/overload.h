/* When the machine cannot carry the whole ladder: which picture to shed, when to try it again.
 * Pure.
 *
 * The highest active picture goes first, the lowest never, sound never. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/types/media_track.h"

#define OVERLOAD_DROPS_PER_S 5u               /* of any picture: too much */
#define OVERLOAD_LAG_US      INT64_C(2000000) /* behind the clock: too much as well */
#define OVERLOAD_PATIENCE    3u               /* so many seconds in a row */
#define OVERLOAD_REST_S      60u  /* before a shed picture is tried again, doubled each time … */
#define OVERLOAD_REST_MAX_S  960u /* … up to this */

typedef struct Overload {
    unsigned bad_seconds, good_seconds, rest_s;
    unsigned worst_drops; /* within the current second */
} Overload;

typedef struct OverloadVerdict {
    int shed, restore; /* track, or -1 */
} OverloadVerdict;

void overload_init(Overload *overload);
/* What one picture dropped within the last second. */
void overload_note(Overload *overload, unsigned dropped);
/* Once a second. `active` has a bit for each track. */
OverloadVerdict overload_judge(Overload *overload, const MediaTrack *tracks, unsigned n_tracks,
                               uint32_t active);
