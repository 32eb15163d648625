/* A recording's rows as they were announced: those for which the disk had no room come back as
 * gaps, so that the numbers of segments and parts stay whole. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/types/grid_row.h"

#define PAST_ROWS_MAX_HOLE                                                                         \
    45000u /* segments, one day: what lies behind a longer hole is left out */

typedef struct PastRows {
    void (*on_row)(const GridRow *row, const GridSpan *spans, void *user);
    void *user;
    /* Zero at first. */
    bool has_last, is_broken;
    uint64_t msn;
    unsigned part, generation, n_tracks;
    int64_t wall_us;
} PastRows;

/* A RecordingRowFn; `past` is a PastRows. */
void past_rows_add(const GridRow *row, const GridSpan *spans, void *past);

/* Behind the last row: rows up to the end of this segment were announced, too. */
void past_rows_fill(PastRows *past, uint64_t msn);
