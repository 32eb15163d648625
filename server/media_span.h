/* Where in time media lies of which only a sum was told: what the SFU tells each second was heard
 * of some moments later, when a report confirmed it. Pure. */
#pragma once

#include <stdint.h>

/* What is told may have flowed by this much earlier: a second between two tellings, and a way there
 * and back. */
#define MEDIA_SPAN_LATE_MS 2000

typedef struct MediaSpan {
    int64_t from_ms, to_ms; /* half-open, wall clock */
} MediaSpan;

/* `lasted_ms` of media that were told at `told_ms`, not before `*until_ms`, which is moved to its
 * end: never more than has passed. It follows what came before when MEDIA_SPAN_LATE_MS allow it, so
 * that media without a pause stay one span. Empty when there is no room for it. */
MediaSpan media_span_place(int64_t *until_ms, int64_t lasted_ms, int64_t told_ms);
