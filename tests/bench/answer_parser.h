/* Reads one HTTP/1.1 answer after another from a byte stream and checks its framing (RFC 9112 §6).
 * Pure: no sockets, no clock. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ANSWER_HEAD_MAX_BYTES 16384u

typedef enum AnswerState {
    ANSWER_HEAD,
    ANSWER_BODY,        /* of a known length */
    ANSWER_UNTIL_CLOSE, /* no length: complete when the peer closes */
    ANSWER_CHUNK_SIZE,
    ANSWER_CHUNK_DATA,
    ANSWER_CHUNK_END,
    ANSWER_TRAILER,
    ANSWER_COMPLETE,
    ANSWER_BAD,
} AnswerState;

typedef struct AnswerParser {
    AnswerState state;
    unsigned status;
    bool closes;         /* the peer closes after this answer */
    bool no_body;        /* set by the caller for answers to HEAD */
    uint64_t body_bytes; /* counted without framing */
    uint64_t left_bytes; /* of the body or of the current chunk */
    int64_t fired_at_us; /* value of the field "x-fired-us"; 0: none */
    unsigned line_bytes; /* of the current chunk-size or trailer line */
    GByteArray *partial; /* a head that came in pieces; owned, usually NULL */
} AnswerParser;

/* Before each answer; keeps `no_body`. A zeroed parser is ready too. */
void answer_parser_reset(AnswerParser *parser);
void answer_parser_clear(AnswerParser *parser);

/* Takes bytes up to the end of the answer; returns how many. Interim answers (1xx but 101) are
 * skipped. After ANSWER_COMPLETE or ANSWER_BAD nothing is taken. */
size_t answer_parser_feed(AnswerParser *parser, const char *bytes, size_t length);

/* How many of the next bytes are certainly body, so that the caller may drop them unread … */
uint64_t answer_parser_skippable(const AnswerParser *parser);
/* … and how many were dropped. */
void answer_parser_skip(AnswerParser *parser, uint64_t length);

/* The peer closed: completes ANSWER_UNTIL_CLOSE. */
void answer_parser_end(AnswerParser *parser);
