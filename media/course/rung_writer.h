/* Samples of a picture or a sound, cut into the segments of an asset's track. Times of a picture:
 * within a segment, which nothing refers out of, decoding begins with the cut and no sample is
 * shown before its decoding time, so that players which take offsets for unsigned numbers, or shift
 * them until they are, show the first one at 0 as well (ISO/IEC 14496-12 §8.6.1.3). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/lesson/asset_track_writer.h"

typedef struct RungWriter RungWriter;

/* `cuts` (media/course/cuts.h) outlives it. What is there of the track already is kept. NULL with
 * `ret_is_done`: the track is finished. */
RungWriter *rung_writer_open(const char *folder, const MediaTrack *track, const GArray *cuts,
                             bool *ret_is_done, GError **error);
void rung_writer_free(RungWriter *writer); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RungWriter, rung_writer_free)

/* The segment that comes next; as many as there are when it has all. */
unsigned rung_writer_segment(const RungWriter *writer);
/* Begins again with an earlier segment's samples: those up to the next one are passed over. */
const AssetIndex *rung_writer_index(const RungWriter *writer);

/* In decoding order, from the first sample of a segment on; copied. Samples of segments that are
 * there already are passed over. `time` in ticks of the track; unused for sounds, whose samples
 * follow each other. */
bool rung_writer_add(RungWriter *writer, int64_t time, bool is_key, const uint8_t *bytes,
                     size_t length, GError **error);
bool rung_writer_finish(RungWriter *writer, GError **error);
