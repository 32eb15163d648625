/* Delivery directives in the query of a playlist (draft-pantos-hls-rfc8216bis §6.2.5), and what
 * they mean for a playlist as it stands. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate.h"

typedef struct HlsQuery {
    bool has_msn, has_part, has_skip;
    uint64_t msn;
    unsigned part;
} HlsQuery;

/* False (answer 400) for a directive that is malformed, repeated, or a part without a segment;
 * names that do not begin with _HLS_ are ignored. */
bool hls_query_parse(GateText query, HlsQuery *ret_query);

/* The newest that a playlist names. */
typedef struct HlsEdge {
    uint64_t msn;
    unsigned part;              /* of that segment, announced last */
    unsigned parts_per_segment; /* of this profile */
    unsigned advance_parts;     /* Advance Part Limit (§6.2.5.2) */
    bool is_empty;              /* nothing yet */
    bool is_ended;              /* EXT-X-ENDLIST is there */
} HlsEdge;

typedef enum HlsVerdict { HLS_SERVE, HLS_HOLD, HLS_REFUSE } HlsVerdict;

HlsVerdict hls_query_judge(const HlsQuery *query, const HlsEdge *edge);
