/* Cues as a file has them → cues as a player shows them. Pure. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "media/course/subtitle_draft.h"

/* What was changed, in cues of the file. */
typedef struct SubtitleRepairs {
    unsigned n_sorted;  /* began before the one before them */
    unsigned n_ended;   /* ended before they began: shown for a moment */
    unsigned n_beyond;  /* began at or after the lesson's end: left out */
    unsigned n_cut;     /* ended after it */
    unsigned n_shared;  /* shown together with another one */
    unsigned n_crowded; /* did not fit beside those shown at the same moment */
} SubtitleRepairs;

/* Sorts, cuts at `duration_us` (0: not known), and divides what overlaps so that one cue is shown
 * at a time: two that overlap give one of both texts for that time. Ends that are a moment too late
 * are pulled back instead. `draft` is used up. Array of SubtitleCue. */
GArray *subtitle_order(SubtitleDraft *draft, int64_t duration_us, SubtitleRepairs *ret_repairs);
