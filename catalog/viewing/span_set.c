#include "catalog/viewing/span_set.h"

#include <glib.h>
#include <string.h>

#define FIRST_ROOM 2

static int64_t length_of(const Span *span) {
    return (int64_t)span->to_ms - span->from_ms;
}

/* The first span that ends at `from_ms` or behind it: mostly the last one. */
static unsigned first_reaching(const SpanSet *set, int64_t from_ms) {
    unsigned at = set->n;
    while (at > 0 && set->spans[at - 1].to_ms >= from_ms)
        at--;
    return at;
}

static void remove_at(SpanSet *set, unsigned from, unsigned upto) {
    for (unsigned i = from; i < upto; i++)
        set->sum_ms -= length_of(&set->spans[i]);
    memmove(&set->spans[from], &set->spans[upto], (set->n - upto) * sizeof(Span));
    set->n -= upto - from;
}

static void insert_at(SpanSet *set, unsigned at, Span span) {
    if (set->n == set->room) {
        set->room = MAX(2 * set->room, FIRST_ROOM);
        set->spans = g_renew(Span, set->spans, set->room);
    }
    memmove(&set->spans[at + 1], &set->spans[at], (set->n - at) * sizeof(Span));
    set->spans[at] = span;
    set->n++;
    set->sum_ms += length_of(&span);
}

/* False: the new span itself is the shortest. */
static bool make_room(SpanSet *set, const Span *span) {
    unsigned shortest = 0;
    for (unsigned i = 1; i < set->n; i++)
        if (length_of(&set->spans[i]) < length_of(&set->spans[shortest]))
            shortest = i;
    if (length_of(span) <= length_of(&set->spans[shortest]))
        return false;
    remove_at(set, shortest, shortest + 1);
    return true;
}

void span_set_add(SpanSet *set, int64_t from_ms, int64_t to_ms) {
    to_ms = MIN(to_ms, UINT32_MAX);
    if (from_ms >= to_ms)
        return;
    unsigned first = first_reaching(set, from_ms), end = first;
    Span joined = {(uint32_t)from_ms, (uint32_t)to_ms};
    for (; end < set->n && set->spans[end].from_ms <= joined.to_ms; end++) {
        joined.from_ms = MIN(joined.from_ms, set->spans[end].from_ms);
        joined.to_ms = MAX(joined.to_ms, set->spans[end].to_ms);
    }
    if (end > first)
        remove_at(set, first, end);
    else if (set->n == SPAN_SET_MAX && !make_room(set, &joined))
        return;
    insert_at(set, first_reaching(set, from_ms), joined);
}

void span_set_clear(SpanSet *set) {
    g_clear_pointer(&set->spans, g_free);
    *set = (SpanSet){0};
}
