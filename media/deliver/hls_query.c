#include "media/deliver/hls_query.h"

#include <string.h>

#define MAX_DIGITS     15u
#define MAX_DIRECTIVES 16u

static bool is_text(GateText text, const char *other) {
    return text.length == strlen(other) && memcmp(text.at, other, text.length) == 0;
}

static bool read_number(GateText text, uint64_t max, uint64_t *ret_number) {
    uint64_t number = 0;
    if (text.length == 0 || text.length > MAX_DIGITS)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(text.at[i] - '0');
    }
    *ret_number = number;
    return number <= max;
}

static bool read_msn(GateText value, HlsQuery *query) {
    bool is_first = !query->has_msn;
    query->has_msn = true;
    return read_number(value, UINT64_MAX, &query->msn) && is_first;
}

static bool read_part(GateText value, HlsQuery *query) {
    uint64_t part = 0;
    bool is_first = !query->has_part;
    query->has_part = true;
    if (!read_number(value, UINT32_MAX, &part))
        return false;
    query->part = (unsigned)part;
    return is_first;
}

static bool read_skip(GateText value, HlsQuery *query) {
    bool is_first = !query->has_skip;
    query->has_skip = true;
    return (is_text(value, "YES") || is_text(value, "v2")) && is_first;
}

static const struct {
    const char *name;
    bool (*read)(GateText value, HlsQuery *query);
} DIRECTIVES[] = {
    {"_HLS_msn", read_msn},
    {"_HLS_part", read_part},
    {"_HLS_skip", read_skip},
};

static bool read_pair(GateText pair, HlsQuery *query) {
    const char *equals = memchr(pair.at, '=', pair.length);
    GateText name = {pair.at, equals ? (size_t)(equals - pair.at) : pair.length};
    GateText value = {equals ? equals + 1 : pair.at,
                      equals ? (size_t)(pair.at + pair.length - equals - 1) : 0};
    for (size_t i = 0; i < sizeof DIRECTIVES / sizeof DIRECTIVES[0]; i++)
        if (is_text(name, DIRECTIVES[i].name))
            return DIRECTIVES[i].read(value, query);
    return true;
}

bool hls_query_parse(GateText query, HlsQuery *ret_query) {
    *ret_query = (HlsQuery){0};
    for (unsigned i = 0; query.length > 0; i++) {
        const char *end = memchr(query.at, '&', query.length);
        GateText pair = {query.at, end ? (size_t)(end - query.at) : query.length};
        if (i == MAX_DIRECTIVES || !read_pair(pair, ret_query))
            return false;
        size_t used = pair.length + (end ? 1 : 0);
        query.at += used;
        query.length -= used;
    }
    return ret_query->has_msn || !ret_query->has_part;
}

/* A part past the end of its segment means the first one of the next (§6.2.5.2). */
static uint64_t wanted_part(const HlsQuery *query, const HlsEdge *edge) {
    if (!query->has_part)
        return query->msn * edge->parts_per_segment + edge->parts_per_segment - 1;
    if (query->part >= edge->parts_per_segment)
        return (query->msn + 1) * edge->parts_per_segment;
    return query->msn * edge->parts_per_segment + query->part;
}

/* "_HLS_part exceeds the last Partial Segment by the Advance Part Limit", in a segment that still
 * grows or has not begun. */
static bool is_too_far(const HlsQuery *query, const HlsEdge *edge) {
    uint64_t newest = edge->msn * edge->parts_per_segment + edge->part;
    bool is_whole = query->msn < edge->msn ||
                    (query->msn == edge->msn && edge->part + 1 >= edge->parts_per_segment);
    return query->has_part && !is_whole &&
           query->msn * edge->parts_per_segment + query->part > newest + edge->advance_parts;
}

HlsVerdict hls_query_judge(const HlsQuery *query, const HlsEdge *edge) {
    if (edge->is_ended)
        return HLS_SERVE;
    if (edge->is_empty)
        return HLS_HOLD; /* a playlist without segments is of no use to anybody */
    if (!query->has_msn)
        return HLS_SERVE;
    if (query->msn > edge->msn + 2 || is_too_far(query, edge))
        return HLS_REFUSE;
    uint64_t newest = edge->msn * edge->parts_per_segment + edge->part;
    return wanted_part(query, edge) <= newest ? HLS_SERVE : HLS_HOLD;
}
