/* One track on its way to the grid: the part that is being filled, and a few closed ones that wait
 * for the other tracks. A cell is a part's number since tick 0 of the generation. For packager.c.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/types/grid_row.h"
#include "media/types/media_track.h"

#define PACKAGER_TRACK_QUEUE 26u /* closed parts that it can keep */

typedef struct PackagerTrack PackagerTrack;

/* Its buffers are bounded: PACKAGER_TRACK_QUEUE + 1 parts of at most packager_track_room. */
PackagerTrack *packager_track_new(const MediaTrack *track);
void packager_track_free(PackagerTrack *track);
void packager_track_begin(PackagerTrack *track, uint64_t first_msn);

void packager_track_set_active(PackagerTrack *track, bool is_active);
bool packager_track_is_active(const PackagerTrack *track);
/* Not waited for any more until it has caught up. */
void packager_track_set_late(PackagerTrack *track);

/* The cell of a time; negative before tick 0. */
int64_t packager_track_cell(const PackagerTrack *track, int64_t dts);
/* Not after the sample before. */
bool packager_track_is_behind(const PackagerTrack *track, int64_t dts);
/* Bytes that the part of `cell` still takes. */
size_t packager_track_room(const PackagerTrack *track, int64_t cell);

/* `cell` has begun: closes an open part of an earlier one. Frames that had to be bridged are added
 * to `lost_frames`, as below. */
void packager_track_advance(PackagerTrack *track, int64_t cell, uint64_t *lost_frames);
/* The sample lies in the cell that packager_track_advance was told; closes the part with its last.
 * Pictures before the first key frame after a gap are dropped: nobody could decode them. */
void packager_track_add(PackagerTrack *track, const MediaSample *sample, uint64_t *lost_frames);

int64_t packager_track_seen_cell(const PackagerTrack *track);
int64_t packager_track_last_closed(const PackagerTrack *track); /* -1: none is kept */
/* True while `cell` may still come. */
bool packager_track_is_awaited(const PackagerTrack *track, int64_t cell);
/* Borrowed until packager_track_drop_before. False: there is none of that cell. */
bool packager_track_get_part(const PackagerTrack *track, int64_t cell, GridPart *ret_part);
void packager_track_drop_before(PackagerTrack *track, int64_t cell);
