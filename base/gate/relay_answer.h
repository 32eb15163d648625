/* Reads the head of an upstream's answer and decides its framing (RFC 9112 §6.3), and writes it
 * anew for the client without hop-by-hop fields (RFC 9110 §7.6.1). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/gate/http_body.h"

#define RELAY_ANSWER_HEAD_MAX_BYTES 16384u

typedef enum RelayParse { RELAY_PARSE_MORE, RELAY_PARSE_DONE, RELAY_PARSE_BAD } RelayParse;

typedef struct RelayAnswer {
    unsigned status;
    bool is_interim;     /* 1xx: another head follows */
    HttpFraming framing; /* of the upstream's body */
    uint64_t length;     /* HTTP_FRAMING_LENGTH */
    bool has_length;     /* a Content-Length is to be repeated to the client (also for HEAD) */
} RelayAnswer;

/* How the answer goes on to the client. */
typedef struct RelayTarget {
    unsigned minor_version; /* of the client's request */
    bool is_head;           /* the request was HEAD */
    bool keep_alive;        /* the client's connection stays open if the framing allows */
} RelayTarget;

/* Parses the head in `text`; on RELAY_PARSE_DONE appends the rewritten head to `out`, sets
 * *ret_used, *ret_answer, and *ret_is_chunked when the body must be sent chunked.
 * target->keep_alive becomes false where only closing ends the body. */
RelayParse relay_answer_parse(const char *text, size_t length, RelayTarget *target, GString *out,
                              size_t *ret_used, RelayAnswer *ret_answer, bool *ret_is_chunked);

/* True for the fields that belong to one connection only; `connection` is the value of the
 * message's own Connection field ("" when none). */
bool relay_answer_is_hop_field(const char *name, size_t name_length, const char *connection,
                               size_t connection_length);
