/* Looks at the moof of a CMAF chunk that we wrote ourselves and at the size of its mdat, without
 * reading its media: the index of hours is made again in seconds. Pure; any bytes are allowed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHUNK_HEAD_MAX_BYTES 65536u /* moof and the mdat's header */

typedef struct ChunkHead {
    uint64_t length; /* of moof + mdat together */
    uint64_t decode_time;
    bool is_independent;   /* its first sample is a sync sample (14496-12 §8.8.3.1) */
    uint32_t media_offset; /* of the first sample's bytes */
    const uint8_t *rows;   /* borrowed from the bytes read: n_samples; NULL: not written by us */
    unsigned n_samples;
} ChunkHead;

typedef struct ChunkSample {
    uint32_t duration, size;
    bool is_sync;
    int32_t shift; /* of presentation against decoding */
} ChunkSample;

typedef enum ChunkHeadFound {
    CHUNK_HEAD_NONE, /* no chunk begins here */
    CHUNK_HEAD_MORE, /* more bytes are needed to tell, CHUNK_HEAD_MAX_BYTES at most */
    CHUNK_HEAD_SEEN,
} ChunkHeadFound;

ChunkHeadFound chunk_head_read(const uint8_t *bytes, size_t length, ChunkHead *ret_head);

/* Sample `index` of a head with rows. */
ChunkSample chunk_head_sample(const ChunkHead *head, unsigned index);
