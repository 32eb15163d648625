/* Turns a handler's answer into what is sent: conditional requests (RFC 9110 §13), one byte range
 * (§14), and the head's text. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/gate/http_head.h"

#define HTTP_ANSWER_HEAD_MAX_BYTES 4096u

/* What remains to be sent after HEAD, If-None-Match and Range have been applied. */
typedef struct HttpAnswerPlan {
    unsigned status;
    uint64_t offset, length; /* of the body to send; length 0 for HEAD, 304, 416 */
    uint64_t full_length;    /* of the whole representation */
    uint64_t content_length; /* as declared */
    bool has_content_range;
    bool is_unsatisfied; /* 416 */
} HttpAnswerPlan;

/* `full_length` is the length of the handler's body or file range. */
HttpAnswerPlan http_answer_plan(const GateHead *head, const GateAnswer *answer,
                                uint64_t full_length);

typedef struct HttpAnswerContext {
    const char *date; /* IMF-fixdate */
    bool keep_alive;
    unsigned minor_version; /* of the request */
} HttpAnswerContext;

/* Writes status line and fields with the empty line. Returns the length, or 0 when the fields do
 * not fit into HTTP_ANSWER_HEAD_MAX_BYTES. */
size_t http_answer_write_head(char ret_text[HTTP_ANSWER_HEAD_MAX_BYTES], const GateAnswer *answer,
                              const HttpAnswerPlan *plan, const HttpAnswerContext *context);

const char *http_reason(unsigned status);

/* RFC 9110 §13.1.2: weak comparison of If-None-Match with an entity tag. */
bool http_etag_matches(GateText list, const char *etag);

typedef enum HttpRange { HTTP_RANGE_IGNORE, HTTP_RANGE_PART, HTTP_RANGE_UNSATISFIABLE } HttpRange;

/* RFC 9110 §14.1.2: exactly one range of bytes; anything else is ignored. */
HttpRange http_range_parse(GateText value, uint64_t full_length, uint64_t *ret_offset,
                           uint64_t *ret_length);
