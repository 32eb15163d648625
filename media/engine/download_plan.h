/* What of a recording is in the file that is taken home: what a player would show of it, in its
 * best picture and all its languages. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/engine/live_order.h"
#include "media/record/mp4_export.h"

/* NULL: a meeting in this state has nothing to take home. Else Mp4Range, by whole segments as
 * playlists have them: trimmed, without what was withdrawn; empty when nothing is left.
 * `live_from_us` is the media time at which it went on air; -1: not known. Caller unrefs. */
GArray *download_plan_ranges(const LiveOrder *order, int64_t live_from_us);
bool download_plan_is_equal(const GArray *ranges, const GArray *other); /* both may be NULL */

/* The picture first, then the language of the room, then the others. A picture that was shed for a
 * while counts less than one that has all. Returns how many. The recording's thread. */
unsigned download_plan_tracks(Recording *recording, const GArray *ranges,
                              unsigned ret_tracks[MEDIA_MAX_TRACKS]);
