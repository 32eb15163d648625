/* Where a picture is cut into segments: times in ticks of 90 kHz, from 0 on, with the end as the
 * last one. All renditions and sounds are cut there. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define CUTS_A_SECOND 90000
#define CUTS_USUAL    (2 * CUTS_A_SECOND)
#define CUTS_SHORTEST CUTS_A_SECOND
#define CUTS_LONGEST  (4 * CUTS_A_SECOND)
#define CUTS_SOUND_HZ 48000
#define CUTS_AAC      1024 /* samples of a frame */

/* When frame `n` of a picture of that rate is shown. */
int64_t cuts_frame_time(uint64_t n, unsigned rate_num, unsigned rate_den);

/* Every two seconds, at a frame; of int64_t. `end` is at a frame too. */
GArray *cuts_even(int64_t end, unsigned rate_num, unsigned rate_den);
/* At key frames, 1 to 4 s apart, near 2; the last may be shorter. NULL: they lie too far apart. The
 * first key is at 0. */
GArray *cuts_from_keys(const int64_t *keys, unsigned n_keys, int64_t end);

/* The AAC frame that a segment's sound begins with: the last one at or before the time. */
uint64_t cuts_sound_frame(int64_t time);
/* Frames that fill the whole: at least one in each segment. */
uint64_t cuts_sound_frames(const GArray *cuts);
