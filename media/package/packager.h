/* Access units of all tracks in, rows of the grid out. Pure: no thread, file or clock of its own.
 *
 * A part is closed as soon as its last access unit is there, not when the next one comes. A row is
 * given out when every active track has its part; a track that is more than PACKAGER_LATE_PARTS
 * behind the foremost one has a gap there, so that a stuck encoder never stops the others. Lost
 * frames lengthen the one before: the timeline has no holes. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/types/grid_row.h"
#include "media/types/media_track.h"

#define PACKAGER_LATE_PARTS                                                                        \
    24u /* a machine that is short of breath for some seconds loses nothing */

typedef struct Packager Packager;

/* `row` and its bytes are borrowed for the call. */
typedef void (*PackagerRowFn)(const GridRow *row, void *user);

Packager *packager_new(const MediaTrack *tracks, unsigned n_tracks, PackagerRowFn on_row,
                       void *user);
void packager_free(Packager *packager);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Packager, packager_free)

/* A life of the programme begins: its tick 0 is the beginning of segment `first_msn` and happened
 * at `wall_us`. tfdt = first_msn × segment + tick. What was unfinished is dropped. */
void packager_begin(Packager *packager, unsigned generation, uint64_t first_msn, int64_t wall_us);

/* ERROR_INVALID with one sentence for a sample that cannot be true (time far off or running
 * backwards, too large): it is dropped, the timeline goes on. */
bool packager_push(Packager *packager, unsigned track, const MediaSample *sample, GError **error);

/* A track that is shed has gaps until it is active again. All are active at first. */
void packager_set_active(Packager *packager, unsigned track, bool is_active);

/* The number that a next life must begin with: one more than any row given out had, or `first_msn`
 * of the last begin. */
uint64_t packager_next_msn(const Packager *packager);

typedef struct PackagerStats {
    uint64_t rows, samples, refused, late_gaps;
    uint64_t lost_frames;        /* that had to be bridged */
    uint64_t missing_key_frames; /* segments that did not begin with one */
} PackagerStats;
void packager_get_stats(const Packager *packager, PackagerStats *ret_stats);
