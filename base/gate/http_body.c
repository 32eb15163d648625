#include "base/gate/http_body.h"

#include <string.h>

typedef enum ChunkState {
    CHUNK_SIZE,      /* hex digits */
    CHUNK_EXTENSION, /* until CR */
    CHUNK_SIZE_LF,
    CHUNK_DATA,
    CHUNK_DATA_CR,
    CHUNK_DATA_LF,
    CHUNK_TRAILER,      /* at the start of a trailer line */
    CHUNK_TRAILER_LINE, /* inside one */
    CHUNK_TRAILER_LF,
    CHUNK_END_LF,
} ChunkState;

#define CHUNK_MAX_BYTES (UINT64_C(1) << 53)

void http_body_init(HttpBody *body, HttpFraming framing, uint64_t length) {
    *body = (HttpBody){
        .framing = framing,
        .left = framing == HTTP_FRAMING_LENGTH ? length : 0,
        .state = CHUNK_SIZE,
        .is_done = framing == HTTP_FRAMING_NONE || (framing == HTTP_FRAMING_LENGTH && length == 0),
    };
}

static int hex_digit(uint8_t c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The size line was read up to its CR; size 0 is the last chunk. */
static bool read_size_byte(HttpBody *body, uint8_t c) {
    int digit = body->state == CHUNK_SIZE ? hex_digit(c) : -1;
    if (++body->line_bytes > HTTP_CHUNK_LINE_MAX_BYTES)
        return false;
    if (digit >= 0) {
        body->left = body->left * 16 + (uint64_t)digit;
        return body->left <= CHUNK_MAX_BYTES;
    }
    if (body->line_bytes == 1)
        return false; /* no digit at all */
    if (c == '\r') {
        body->state = CHUNK_SIZE_LF;
        return true;
    }
    bool starts_extension = body->state == CHUNK_SIZE && (c == ';' || c == ' ' || c == '\t');
    if (body->state == CHUNK_SIZE && !starts_extension)
        return false;
    body->state = CHUNK_EXTENSION;
    return c >= 0x20 || c == '\t';
}

static bool read_trailer_byte(HttpBody *body, uint8_t c) {
    if (++body->trailer_bytes > HTTP_TRAILER_MAX_BYTES)
        return false;
    if (c == '\r')
        body->state = body->state == CHUNK_TRAILER ? CHUNK_END_LF : CHUNK_TRAILER_LF;
    else if (c == '\n')
        return false;
    else
        body->state = CHUNK_TRAILER_LINE;
    return true;
}

static bool expect_byte(HttpBody *body, uint8_t c, uint8_t expected, ChunkState next) {
    body->state = (uint8_t)next;
    return c == expected;
}

/* Every byte of a chunked body that is not data. */
static bool read_frame_byte(HttpBody *body, uint8_t c) {
    switch ((ChunkState)body->state) {
    case CHUNK_SIZE:
    case CHUNK_EXTENSION:
        return read_size_byte(body, c);
    case CHUNK_SIZE_LF:
        body->line_bytes = 0;
        return expect_byte(body, c, '\n', body->left > 0 ? CHUNK_DATA : CHUNK_TRAILER);
    case CHUNK_DATA_CR:
        return expect_byte(body, c, '\r', CHUNK_DATA_LF);
    case CHUNK_DATA_LF:
        return expect_byte(body, c, '\n', CHUNK_SIZE);
    case CHUNK_TRAILER:
    case CHUNK_TRAILER_LINE:
        return read_trailer_byte(body, c);
    case CHUNK_TRAILER_LF:
        return expect_byte(body, c, '\n', CHUNK_TRAILER);
    case CHUNK_END_LF:
        body->is_done = true;
        return c == '\n';
    case CHUNK_DATA:
        break;
    }
    return false;
}

static size_t take_payload(HttpBody *body, const uint8_t *bytes, size_t length,
                           const uint8_t **ret_payload, size_t *ret_payload_length) {
    size_t n = body->left < length ? (size_t)body->left : length;
    *ret_payload = bytes;
    *ret_payload_length = n;
    body->left -= n;
    return n;
}

static bool next_chunked(HttpBody *body, const uint8_t *bytes, size_t length, size_t *ret_used,
                         const uint8_t **ret_payload, size_t *ret_payload_length) {
    size_t used = 0;
    while (used < length && !body->is_done) {
        if (body->state == CHUNK_DATA) {
            used +=
                take_payload(body, bytes + used, length - used, ret_payload, ret_payload_length);
            if (body->left == 0)
                body->state = CHUNK_DATA_CR;
            break;
        }
        if (!read_frame_byte(body, bytes[used++]))
            return false;
    }
    *ret_used = used;
    return true;
}

bool http_body_next(HttpBody *body, const uint8_t *bytes, size_t length, size_t *ret_used,
                    const uint8_t **ret_payload, size_t *ret_payload_length) {
    *ret_used = 0;
    *ret_payload = bytes;
    *ret_payload_length = 0;
    if (body->is_done || length == 0)
        return true;
    switch (body->framing) {
    case HTTP_FRAMING_CHUNKED:
        return next_chunked(body, bytes, length, ret_used, ret_payload, ret_payload_length);
    case HTTP_FRAMING_LENGTH:
        *ret_used = take_payload(body, bytes, length, ret_payload, ret_payload_length);
        body->is_done = body->left == 0;
        return true;
    case HTTP_FRAMING_UNTIL_CLOSE:
        *ret_payload_length = *ret_used = length;
        return true;
    case HTTP_FRAMING_NONE:
        break;
    }
    return true;
}

bool http_body_is_settled(HttpFraming framing, uint64_t body_length, const uint8_t *bytes,
                          size_t length) {
    HttpBody body;
    http_body_init(&body, framing, body_length);
    for (size_t at = 0; at < length && !body.is_done;) {
        const uint8_t *payload;
        size_t used, payload_length;
        if (!http_body_next(&body, bytes + at, length - at, &used, &payload, &payload_length))
            return true;
        at += used;
    }
    return body.is_done;
}
