/* Where the announced parts of one meeting lie, for any number of readers: grows at the end, is
 * forgotten at the front. One writer thread; readers look within an epoch (base/epoch.h). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/epoch.h"
#include "media/types/grid_row.h"

/* Segments that may be there at once: 2.9 days. */
#define SPAN_TABLE_MAX_SEGMENTS 131072u

typedef struct SpanTable SpanTable;

SpanTable *span_table_new(unsigned n_tracks);
void span_table_free(SpanTable *table); /* nobody reads any more */

/* ---- the writer ---- */

/* Rows come in order. `spans` has n_tracks. */
void span_table_add(SpanTable *table, uint64_t msn, unsigned part, const GridSpan *spans);
/* Everything before `msn` is forgotten: at once for readers, later (in `bin`) for memory. */
void span_table_trim(SpanTable *table, uint64_t msn, EpochBin *bin);
/* A withdrawn segment is found no more. */
void span_table_withdraw(SpanTable *table, uint64_t msn, bool is_withdrawn);

/* ---- readers ---- */

/* The first part that is not announced yet: msn × MEDIA_PARTS_PER_SEGMENT + part. */
uint64_t span_table_end(const SpanTable *table);

/* `n_parts` parts from (msn, part) on, as far as they are there. Gaps are left out, as in
 * grid_index_span(): a segment that a playlist names is there; false when nothing is left. */
bool span_table_find(const SpanTable *table, unsigned track, uint64_t msn, unsigned part,
                     unsigned n_parts, GridSpan *ret_span);
