/* Puts the messages of an RTMP chunk stream together (Adobe RTMP 1.0 §5.3). Buffers grow to the
 * largest message of their chunk stream and are kept: a running stream allocates nothing. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/ingest/rtmp_message.h"

#define RTMP_MAX_CHUNK_STREAMS 16u       /* encoders use two to six */
#define RTMP_CHUNK_MAX_BYTES   0xffffffu /* §5.4.1: no message is larger */
#define RTMP_CHUNK_DEFAULT     128u

typedef struct RtmpChunkStream {
    unsigned id; /* 0: free */
    uint32_t timestamp_ms, delta_ms;
    uint32_t extended; /* what the extended field held, for repetitions in type 3 */
    bool has_extended, has_header;
    uint32_t length, stream_id;
    uint8_t type;
    uint8_t *buffer;
    size_t capacity, n_read; /* of the payload */
    bool is_inside;
} RtmpChunkStream;

typedef struct RtmpChunkReader {
    RtmpChunkStream streams[RTMP_MAX_CHUNK_STREAMS];
    RtmpChunkStream *current; /* whose chunk is being read; NULL: a header comes */
    size_t chunk_left;
    uint32_t chunk_size;
    size_t max_message; /* of what is still to begin */
    size_t allocated;
    const char *error; /* static sentence, set once */
} RtmpChunkReader;

void rtmp_chunk_reader_init(RtmpChunkReader *reader);
void rtmp_chunk_reader_clear(RtmpChunkReader *reader);

/* Reads up to the end of one message. True when there is one: it is valid until the next call.
 * *ret_used bytes are done with; fewer than given and no message: a header is incomplete (less
 * than 18 bytes), the caller keeps the rest and comes back with more. After an error nothing is
 * used any more. */
bool rtmp_chunk_reader_read(RtmpChunkReader *reader, const uint8_t *bytes, size_t n,
                            size_t *ret_used, RtmpMessage *ret_message);

/* §5.4.1; false: the size is no size. */
bool rtmp_chunk_reader_set_size(RtmpChunkReader *reader, uint32_t size);
/* §5.4.2: forgets what was read of a message. */
void rtmp_chunk_reader_abort(RtmpChunkReader *reader, uint32_t chunk_stream_id);
