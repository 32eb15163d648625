/* Writes one track of an asset: T.m4s and, as the last step, T.idx (docs/courses.md). Blocks.
 *
 * Until it is finished a journal, T.part, has a row with checksums for each segment. Whoever opens
 * the track again, after kill -9 or loss of power, goes on behind the last segment that is whole;
 * the same samples then give the same bytes. One thread at a time. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/lesson/asset_index.h"
#include "media/types/media_track.h"

typedef struct AssetTrackWriter AssetTrackWriter;

/* `folder` exists; name, kind and config of `track` are known. Segments that are there are kept
 * when they follow the same initialization section, else it begins anew. ERROR_IO; ERROR_CONFLICT
 * when the track is finished already. */
AssetTrackWriter *asset_track_writer_open(const char *folder, const MediaTrack *track,
                                          GError **error);
/* What is unfinished stays on disk. NULL is allowed. */
void asset_track_writer_free(AssetTrackWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssetTrackWriter, asset_track_writer_free)

/* What is there: segments, rates, where the next one begins (asset_index_end()). Borrowed. */
const AssetIndex *asset_track_writer_index(const AssetTrackWriter *writer);

/* One segment: consecutive samples in ticks; decoding begins where the segment before ended, the
 * first of a picture is an IDR. ERROR_INVALID with what is wrong, ERROR_IO. */
bool asset_track_writer_add(AssetTrackWriter *writer, const MediaSample *samples,
                            unsigned n_samples, GError **error);

/* Syncs, writes the index, removes the journal. ERROR_INVALID without a segment, ERROR_IO. */
bool asset_track_writer_finish(AssetTrackWriter *writer, GError **error);
