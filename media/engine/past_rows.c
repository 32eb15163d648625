#include "media/engine/past_rows.h"

static uint64_t number_of(uint64_t msn, unsigned part) {
    return msn * MEDIA_PARTS_PER_SEGMENT + part;
}

/* Where the rows go on: behind the last one, or, when the programme began anew, with a segment:
 * what it left short is no hole. */
static uint64_t expected(const PastRows *past, const GridRow *row) {
    if (!past->has_last)
        return number_of(row->msn, 0);
    if (row->generation != past->generation)
        return number_of(past->msn + 1, 0);
    return number_of(past->msn, past->part) + 1;
}

static void add_gaps(const PastRows *past, const GridRow *row, uint64_t from, uint64_t to) {
    GridSpan spans[MEDIA_MAX_TRACKS];
    for (unsigned i = 0; i < MEDIA_MAX_TRACKS; i++)
        spans[i] = (GridSpan){.flags = GRID_GAP};
    for (uint64_t number = from; number < to; number++) {
        GridRow gap = {.msn = number / MEDIA_PARTS_PER_SEGMENT,
                       .part = (unsigned)(number % MEDIA_PARTS_PER_SEGMENT),
                       .generation = row->generation,
                       .wall_us = row->wall_us - (int64_t)(to - number) * MEDIA_PART_US,
                       .n_tracks = row->n_tracks};
        past->on_row(&gap, spans, past->user);
    }
}

void past_rows_add(const GridRow *row, const GridSpan *spans, void *past_rows) {
    PastRows *past = past_rows;
    uint64_t to = number_of(row->msn, row->part), from = expected(past, row);
    past->is_broken = past->is_broken || to < from ||
                      to - from > (uint64_t)PAST_ROWS_MAX_HOLE * MEDIA_PARTS_PER_SEGMENT;
    if (past->is_broken)
        return;
    add_gaps(past, row, from, to);
    past->on_row(row, spans, past->user);
    past->has_last = true;
    past->msn = row->msn;
    past->part = row->part;
    past->generation = row->generation;
    past->n_tracks = row->n_tracks;
    past->wall_us = row->wall_us;
}

void past_rows_fill(PastRows *past, uint64_t msn) {
    uint64_t last = number_of(past->msn, past->part), to = number_of(msn + 1, 0);
    if (!past->has_last || past->is_broken || to <= last + 1 ||
        to - last > (uint64_t)PAST_ROWS_MAX_HOLE * MEDIA_PARTS_PER_SEGMENT)
        return;
    GridRow end = {.generation = past->generation,
                   .wall_us = past->wall_us + (int64_t)(to - last) * MEDIA_PART_US,
                   .n_tracks = past->n_tracks};
    add_gaps(past, &end, last + 1, to);
}
