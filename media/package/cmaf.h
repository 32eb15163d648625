/* CMAF writer (ISO/IEC 23000-19; 14496-12 boxes): initialization sections and chunks. Pure. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "media/types/media_track.h"

/* Appends ftyp + moov. The track's config must be known. */
void cmaf_append_init(GByteArray *out, const MediaTrack *track);

/* One chunk. Samples are consecutive; `sequence` is mfhd's, `decode_time` tfdt's (ticks). */
typedef struct CmafChunk {
    const MediaTrack *track;
    uint32_t sequence;
    uint64_t decode_time;
    const MediaSample *samples;
    unsigned n_samples;
} CmafChunk;

/* Appends moof + mdat (tfhd default-base-is-moof, tfdt v1, trun v1 with per-sample fields). */
void cmaf_append_chunk(GByteArray *out, const CmafChunk *chunk);

/* The mirror, for what we wrote ourselves (recovery, MPEG-TS): one chunk at `bytes`. */
typedef struct CmafChunkView {
    size_t length; /* of moof + mdat together */
    uint64_t decode_time;
    unsigned n_samples;
    bool is_independent;
} CmafChunkView;

/* False when no complete, well-formed chunk begins here. `ret_samples` (may be NULL) takes up to
 * `max_samples`; their bytes point into `bytes`. */
bool cmaf_read_chunk(const uint8_t *bytes, size_t length, CmafChunkView *ret_view,
                     MediaSample *ret_samples, unsigned max_samples);
