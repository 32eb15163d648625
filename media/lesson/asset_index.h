/* T.idx, where the segments of one track of an asset lie in T.m4s (docs/courses.md). Pure.
 *
 * Little-endian: a head with a CRC-32, a row for each segment, a CRC-32 of all rows. Segments touch
 * each other in the file, from the initialization section on, and in time, from 0 on. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/types/media_grid.h"

#define ASSET_INDEX_VERSION           1u
#define ASSET_INDEX_HEAD_BYTES        28u
#define ASSET_INDEX_ROW_BYTES         32u
#define ASSET_INDEX_MAX_SEGMENTS      90000u /* 25 h of one second each */
#define ASSET_INDEX_MAX_INIT_BYTES    4096u
#define ASSET_INDEX_MAX_SEGMENT_BYTES (64u * 1024 * 1024)
#define ASSET_INDEX_MAX_SEGMENT_S     10u
#define ASSET_INDEX_MAX_BYTES                                                                      \
    (ASSET_INDEX_HEAD_BYTES + ASSET_INDEX_MAX_SEGMENTS * ASSET_INDEX_ROW_BYTES + 4u)

#define ASSET_SEGMENT_IDR 1u /* begins with an IDR */

typedef struct AssetSegment {
    uint64_t offset;
    uint32_t length;
    uint32_t key_length; /* from offset on: the moof and the first sample; 0: audio */
    uint64_t time;       /* ticks of MEDIA_GRIDS[kind].timescale, as is the next */
    uint32_t duration;
    uint32_t flags; /* ASSET_SEGMENT_… */
} AssetSegment;

typedef struct AssetIndex {
    MediaKind kind;
    uint32_t init_length;
    unsigned n_segments;
    AssetSegment *segments;
} AssetIndex;

/* Without segments. */
AssetIndex *asset_index_new(MediaKind kind, uint32_t init_length);
void asset_index_free(AssetIndex *index); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssetIndex, asset_index_free)

/* Why `next` cannot be the segment behind those that are there, in a few words; NULL: it can. */
const char *asset_index_judge(const AssetIndex *index, const AssetSegment *next);
/* It has been judged. */
void asset_index_add(AssetIndex *index, const AssetSegment *next);

/* Where the next segment begins, in bytes of the file and in ticks. */
uint64_t asset_index_bytes(const AssetIndex *index);
uint64_t asset_index_end(const AssetIndex *index);

/* Appends the file. */
void asset_index_write(const AssetIndex *index, GByteArray *out);
/* ERROR_CORRUPT, ERROR_NEWER for a version above ours: one sentence. An index has a segment. */
AssetIndex *asset_index_read(const uint8_t *bytes, size_t length, GError **error);

/* One row, as in the file. */
void asset_index_put_row(uint8_t ret_bytes[ASSET_INDEX_ROW_BYTES], const AssetSegment *segment);
AssetSegment asset_index_get_row(const uint8_t bytes[ASSET_INDEX_ROW_BYTES]);

/* The longest segment, rounded to seconds: EXT-X-TARGETDURATION (RFC 8216 §4.3.3.1). */
unsigned asset_index_target_s(const AssetIndex *index);
/* Bits a second as RFC 8216 §4.3.4.2 means them: the peak is that of any run of segments of 0.5 to
 * 1.5 target durations. */
uint64_t asset_index_peak_bit_rate(const AssetIndex *index);
uint64_t asset_index_average_bit_rate(const AssetIndex *index);
/* The segment that holds `time`; the last one behind the end. */
unsigned asset_index_find(const AssetIndex *index, uint64_t time);
