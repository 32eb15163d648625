#include "media/ingest/rtmp_chunk_reader.h"

#include <string.h>

#include <glib.h>

#define EXTENDED_MARK  0xffffffu
#define EXTENDED_BYTES 4u
#define BUFFER_LEAST   4096u

/* Bytes of the message header by the type of the chunk, §5.3.1.2. */
static const uint8_t HEADER_BYTES[4] = {11, 7, 3, 0};

typedef struct Header {
    unsigned format, chunk_stream_id;
    const uint8_t *fields;
    size_t n_bytes; /* basic and message header */
} Header;

void rtmp_chunk_reader_init(RtmpChunkReader *reader) {
    *reader = (RtmpChunkReader){
        .chunk_size = RTMP_CHUNK_DEFAULT,
        .max_message = RTMP_MESSAGE_EARLY_BYTES,
    };
}

void rtmp_chunk_reader_clear(RtmpChunkReader *reader) {
    for (unsigned i = 0; i < RTMP_MAX_CHUNK_STREAMS; i++)
        g_free(reader->streams[i].buffer);
    rtmp_chunk_reader_init(reader);
}

bool rtmp_chunk_reader_set_size(RtmpChunkReader *reader, uint32_t size) {
    if (size == 0 || size > INT32_MAX)
        return false;
    reader->chunk_size = MIN(size, RTMP_CHUNK_MAX_BYTES);
    return true;
}

void rtmp_chunk_reader_abort(RtmpChunkReader *reader, uint32_t chunk_stream_id) {
    for (unsigned i = 0; i < RTMP_MAX_CHUNK_STREAMS; i++) {
        RtmpChunkStream *stream = &reader->streams[i];
        if (stream->id != 0 && stream->id == chunk_stream_id) {
            stream->is_inside = false;
            stream->n_read = 0;
        }
    }
}

static bool fail(RtmpChunkReader *reader, const char *error) {
    reader->error = error;
    return false;
}

static uint32_t read_24(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 | bytes[2];
}

static uint32_t read_32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | read_24(bytes + 1);
}

/* §5.3.1.1: ids 0 and 1 announce one and two more bytes. False: more bytes are needed. */
static bool read_basic(const uint8_t *bytes, size_t n, Header *ret_header) {
    if (n < 1)
        return false;
    unsigned low = bytes[0] & 0x3f;
    size_t basic = low == 0 ? 2 : low == 1 ? 3 : 1;
    ret_header->format = bytes[0] >> 6;
    ret_header->n_bytes = basic + HEADER_BYTES[ret_header->format];
    if (n < ret_header->n_bytes)
        return false;
    ret_header->fields = bytes + basic;
    ret_header->chunk_stream_id = low;
    if (low == 0)
        ret_header->chunk_stream_id = 64u + bytes[1];
    else if (low == 1)
        ret_header->chunk_stream_id = 64u + bytes[1] + 256u * bytes[2];
    return true;
}

static RtmpChunkStream *find_stream(RtmpChunkReader *reader, unsigned id) {
    for (unsigned i = 0; i < RTMP_MAX_CHUNK_STREAMS; i++) {
        RtmpChunkStream *stream = &reader->streams[i];
        if (stream->id == 0)
            stream->id = id;
        if (stream->id == id)
            return stream;
    }
    return NULL;
}

/* False: more bytes are needed. Type 3 repeats the extended field (§5.3.1.3); old encoders leave it
 * out there, so that it counts only when it repeats the value. */
static bool read_extended(const RtmpChunkStream *stream, const Header *header, const uint8_t *bytes,
                          size_t n, size_t *ret_used, uint32_t *ret_value) {
    bool is_repeated = header->format == 3;
    uint32_t field = is_repeated ? 0 : read_24(header->fields);
    *ret_used = header->n_bytes;
    *ret_value = is_repeated ? stream->extended : field;
    if (is_repeated ? !stream->has_extended : field != EXTENDED_MARK)
        return true;
    if (n < header->n_bytes + EXTENDED_BYTES)
        return false;
    uint32_t extended = read_32(bytes + header->n_bytes);
    if (is_repeated && extended != stream->extended)
        return true;
    *ret_used += EXTENDED_BYTES;
    *ret_value = extended;
    return true;
}

/* A type 3 chunk that begins a message repeats the delta; after type 0 that is the timestamp
 * itself (§5.3.1.2.4). */
static void take_fields(RtmpChunkStream *stream, const Header *header, uint32_t time) {
    unsigned format = header->format;
    if (format < 3) {
        stream->has_extended = read_24(header->fields) == EXTENDED_MARK;
        stream->extended = time;
        stream->delta_ms = time;
    }
    if (format < 2) {
        stream->length = read_24(header->fields + 3);
        stream->type = header->fields[6];
    }
    if (format == 0) {
        const uint8_t *id = header->fields + 7; /* the one little-endian field */
        stream->stream_id =
            (uint32_t)id[3] << 24 | (uint32_t)id[2] << 16 | (uint32_t)id[1] << 8 | id[0];
        stream->timestamp_ms = time;
    } else {
        stream->timestamp_ms += stream->delta_ms;
    }
    stream->has_header = true;
}

static bool make_room(RtmpChunkReader *reader, RtmpChunkStream *stream) {
    size_t needed = stream->length + RTMP_MESSAGE_HEADROOM + RTMP_MESSAGE_TAILROOM;
    if (stream->length > reader->max_message)
        return fail(reader, "a message is larger than this server takes");
    if (needed <= stream->capacity)
        return true;
    size_t capacity = MAX(needed + needed / 2, BUFFER_LEAST);
    if (reader->allocated - stream->capacity + capacity > RTMP_CONNECTION_MAX_BYTES)
        capacity = needed;
    if (reader->allocated - stream->capacity + capacity > RTMP_CONNECTION_MAX_BYTES)
        return fail(reader, "the messages that are open at once are too large");
    g_free(stream->buffer);
    stream->buffer = g_malloc(capacity);
    reader->allocated += capacity - stream->capacity;
    stream->capacity = capacity;
    return true;
}

/* A header of another type within a message is a mistake of some encoders: it begins a new one.
 * librtmp begins the control stream with type 1. */
static bool begin_message(RtmpChunkReader *reader, RtmpChunkStream *stream, const Header *header,
                          uint32_t time) {
    if (header->format > 1 && !stream->has_header)
        return fail(reader, "a chunk stream does not begin with a whole header");
    take_fields(stream, header, time);
    stream->n_read = 0;
    stream->is_inside = true;
    return make_room(reader, stream);
}

/* False: more bytes are needed, or an error. */
static bool read_header(RtmpChunkReader *reader, const uint8_t *bytes, size_t n, size_t *ret_used) {
    Header header;
    uint32_t time;
    if (!read_basic(bytes, n, &header))
        return false;
    RtmpChunkStream *stream = find_stream(reader, header.chunk_stream_id);
    if (!stream)
        return fail(reader, "too many chunk streams");
    if (!read_extended(stream, &header, bytes, n, ret_used, &time))
        return false;
    bool is_continued = stream->is_inside && header.format == 3;
    if (!is_continued && !begin_message(reader, stream, &header, time))
        return false;
    reader->current = stream;
    reader->chunk_left = MIN(reader->chunk_size, stream->length - stream->n_read);
    return true;
}

static size_t read_payload(RtmpChunkReader *reader, const uint8_t *bytes, size_t n) {
    RtmpChunkStream *stream = reader->current;
    size_t used = MIN(n, reader->chunk_left);
    memcpy(stream->buffer + RTMP_MESSAGE_HEADROOM + stream->n_read, bytes, used);
    stream->n_read += used;
    reader->chunk_left -= used;
    return used;
}

static void finish_message(RtmpChunkStream *stream, RtmpMessage *ret_message) {
    *ret_message = (RtmpMessage){
        .type = stream->type,
        .timestamp_ms = stream->timestamp_ms,
        .stream_id = stream->stream_id,
        .payload = stream->buffer + RTMP_MESSAGE_HEADROOM,
        .length = stream->length,
    };
    stream->is_inside = false;
    stream->n_read = 0;
}

bool rtmp_chunk_reader_read(RtmpChunkReader *reader, const uint8_t *bytes, size_t n,
                            size_t *ret_used, RtmpMessage *ret_message) {
    *ret_used = 0;
    while (!reader->error) {
        size_t used = 0;
        if (!reader->current) {
            if (!read_header(reader, bytes + *ret_used, n - *ret_used, &used))
                return false;
            *ret_used += used;
        }
        *ret_used += read_payload(reader, bytes + *ret_used, n - *ret_used);
        if (reader->chunk_left > 0)
            return false;
        RtmpChunkStream *stream = reader->current;
        reader->current = NULL;
        if (stream->n_read == stream->length) {
            finish_message(stream, ret_message);
            return true;
        }
    }
    return false;
}
