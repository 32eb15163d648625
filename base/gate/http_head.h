/* Strict parser of HTTP/1.1 request heads (RFC 9112, RFC 9110). Pure.
 *
 * Stricter than the RFC where leniency has been abused: no bare LF or CR, no obs-fold, no space
 * before the colon, no Content-Length beside Transfer-Encoding, no repeated Host or Content-Length.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/gate/gate.h"
#include "base/gate/http_body.h"

#define HTTP_PEER_TEXT_BYTES 46 /* INET6_ADDRSTRLEN */

/* A slice of the head's text, by offset: a head stays valid when its text is copied. */
typedef struct HttpSlice {
    uint16_t at, length;
} HttpSlice;

typedef struct HttpField {
    HttpSlice name, value;
} HttpField;

struct GateHead {
    const char *text; /* borrowed: the bytes that were parsed */
    uint16_t text_length;
    GateMethod method;
    uint8_t minor_version;            /* HTTP/1.0 or HTTP/1.1 */
    bool keep_alive;                  /* RFC 9112 §9.3 */
    bool expects_continue;            /* RFC 9110 §10.1.1 */
    HttpSlice path, query, authority; /* authority: Host, or of an absolute-form target */
    HttpFraming framing;              /* of the body: NONE, LENGTH or CHUNKED */
    uint64_t body_length;             /* HTTP_FRAMING_LENGTH */
    bool is_secure;                   /* set by the connection */
    char peer[HTTP_PEER_TEXT_BYTES];  /* set by the connection */
    uint16_t n_fields;
    HttpField fields[GATE_MAX_FIELDS];
};

typedef enum HttpParse {
    HTTP_PARSE_MORE, /* the head is not complete */
    HTTP_PARSE_DONE,
    HTTP_PARSE_BAD, /* answer *ret_status and close */
} HttpParse;

/* What the scanner remembers while a head comes in pieces; zeroed at the start of each head. */
typedef struct HttpScan {
    uint16_t scanned;    /* bytes already looked at */
    uint16_t line_start; /* offset of the line being read */
    uint16_t start;      /* after the one empty line that RFC 9112 §2.2 tolerates */
} HttpScan;

/* Why a head was refused: an HTTP status, the wire word of base/error.h and one sentence. */
typedef struct HttpRefusal {
    unsigned status;
    const char *word;
    const char *detail;
} HttpRefusal;

/* Looks at `length` bytes, the first of which begin the head. On HTTP_PARSE_DONE `ret_head` is
 * filled (its text borrowed) and *ret_used is the length of the head with its empty line. */
HttpParse http_head_parse(HttpScan *scan, const char *text, size_t length, GateHead *ret_head,
                          size_t *ret_used, HttpRefusal *ret_refusal);

/* Copies a head with its text into one allocation; free with g_free. */
GateHead *http_head_copy(const GateHead *head);

GateText http_head_slice(const GateHead *head, HttpSlice slice);

/* True when a comma-separated field value has the token (any case). */
bool http_text_has_token(GateText value, const char *token);
bool http_text_equals(GateText text, const char *word); /* any case */
bool http_text_is_token(GateText text);                 /* RFC 9110 §5.6.2: a field's name */
bool http_text_is_value(GateText text);                 /* §5.5: no control bytes */
