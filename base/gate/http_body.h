/* Decoders of message bodies: a counted body, a chunked one (RFC 9112 §7.1), one that ends with the
 * connection. Pure; the same decoder serves requests of clients and answers of upstreams. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_CHUNK_LINE_MAX_BYTES                                                                  \
    256u                             /* a chunk's size line with extensions, or a trailer field    \
                                      */
#define HTTP_TRAILER_MAX_BYTES 8192u /* trailers are read and dropped */

typedef enum HttpFraming {
    HTTP_FRAMING_NONE,
    HTTP_FRAMING_LENGTH,
    HTTP_FRAMING_CHUNKED,
    HTTP_FRAMING_UNTIL_CLOSE,
} HttpFraming;

typedef struct HttpBody {
    HttpFraming framing;
    uint64_t left;                      /* LENGTH: of the body; CHUNKED: of the chunk */
    uint8_t state;                      /* private */
    uint16_t line_bytes, trailer_bytes; /* private */
    bool is_done;
} HttpBody;

void http_body_init(HttpBody *body, HttpFraming framing, uint64_t length);

/* One step: from `bytes`, consumes *ret_used and points at the payload found (perhaps none). Call
 * again with what is left until *ret_used is 0 or the body is done. False: malformed. */
bool http_body_next(HttpBody *body, const uint8_t *bytes, size_t length, size_t *ret_used,
                    const uint8_t **ret_payload, size_t *ret_payload_length);

/* True when nothing of the body is missing in `bytes`, or what is there is malformed: waiting for
 * more would change nothing. */
bool http_body_is_settled(HttpFraming framing, uint64_t body_length, const uint8_t *bytes,
                          size_t length);
