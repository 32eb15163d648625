/* A set of media in bounded memory: at most SPAN_SET_MAX spans. One more, and the shortest is
 * forgotten: what is said is never more than what was added. Who watches in order has one span;
 * memory is asked for only when the number of spans grows. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define SPAN_SET_MAX 64 /* 512 bytes */

typedef struct Span {
    uint32_t from_ms, to_ms;
} Span;

/* Zeroed: empty. */
typedef struct SpanSet {
    Span *spans; /* owned; in order, disjoint, not touching */
    unsigned n, room;
    int64_t sum_ms;
} SpanSet;

/* 0 <= from_ms; nothing when from_ms >= to_ms. */
void span_set_add(SpanSet *set, int64_t from_ms, int64_t to_ms);
void span_set_clear(SpanSet *set);
