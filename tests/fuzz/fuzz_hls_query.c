/* hls_query: directives are within their bounds, and the verdict follows the draft's order: what is
 * there is served, nothing beyond the next two segments is held.
 *
 * Eight bytes say where the playlist stands; the rest is the query. */
#include <string.h>

#include <glib.h>

#include "media/deliver/hls_query.h"

#define EDGE_BYTES 8u

static HlsEdge read_edge(const uint8_t *bytes) {
    HlsEdge edge = {.parts_per_segment = bytes[0] & 1 ? 6 : 2,
                    .advance_parts = bytes[0] & 1 ? 10 : 4,
                    .is_empty = bytes[0] & 2,
                    .is_ended = bytes[0] & 4};
    edge.part = bytes[1] % edge.parts_per_segment;
    for (unsigned i = 2; i < EDGE_BYTES; i++)
        edge.msn = edge.msn << 8 | bytes[i];
    return edge;
}

static void check(const HlsQuery *query, const HlsEdge *edge) {
    HlsVerdict verdict = hls_query_judge(query, edge);
    g_assert_true(verdict == HLS_SERVE || verdict == HLS_HOLD || verdict == HLS_REFUSE);
    if (edge->is_ended || (!query->has_msn && !edge->is_empty))
        g_assert_cmpint(verdict, ==, HLS_SERVE);
    if (edge->is_ended || edge->is_empty)
        return;
    if (query->msn < edge->msn && !(query->has_part && query->msn + 1 == edge->msn))
        g_assert_cmpint(verdict, ==, HLS_SERVE);
    if (query->msn > edge->msn + 2)
        g_assert_cmpint(verdict, ==, HLS_REFUSE);
    if (query->has_msn && query->msn > edge->msn)
        g_assert_cmpint(verdict, !=, HLS_SERVE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    HlsQuery query;
    if (size < EDGE_BYTES)
        return 0;
    HlsEdge edge = read_edge(data);
    if (!hls_query_parse((GateText){(const char *)data + EDGE_BYTES, size - EDGE_BYTES}, &query))
        return 0;
    g_assert_cmpuint(query.msn, <, UINT64_C(1000000000000000));
    g_assert_true(query.has_msn || !query.has_part);
    check(&query, &edge);
    return 0;
}
