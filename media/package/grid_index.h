/* What a meeting has announced: its segments, their parts, where the bytes lie. Grows by rows,
 * shrinks from the front. Pure; one owner thread, copies of texts are given to others. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/types/grid_row.h"

typedef struct GridSegment {
    uint64_t msn;
    unsigned generation;
    unsigned n_parts; /* announced so far */
    bool is_complete; /* nothing will be added: six parts, or a later segment exists, or the end */
    bool is_withdrawn;
    int64_t wall_us;
    int64_t start_us; /* media time of its beginning: msn × MEDIA_SEGMENT_US */
} GridSegment;

typedef struct GridIndex GridIndex;

GridIndex *grid_index_new(unsigned n_tracks);
void grid_index_free(GridIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GridIndex, grid_index_free)

/* Rows come in order: the next part, or part 0 of a later segment that follows by number. */
void grid_index_add(GridIndex *index, const GridRow *row, const GridSpan *spans);
/* Nothing comes any more: playlists end with EXT-X-ENDLIST. Undone by the next add. */
void grid_index_end(GridIndex *index);
bool grid_index_is_ended(const GridIndex *index);

/* Forgets segments before `msn`; returns how many. */
unsigned grid_index_trim(GridIndex *index, uint64_t msn);
/* Changes of generation up to and at the oldest segment: EXT-X-DISCONTINUITY-SEQUENCE. */
uint64_t grid_index_discontinuities(const GridIndex *index);
/* Marks the segments that touch [from_us, to_us) of media time as gaps, or takes the mark back. */
void grid_index_withdraw(GridIndex *index, int64_t from_us, int64_t to_us, bool is_withdrawn);

unsigned grid_index_count(const GridIndex *index);
const GridSegment *grid_index_at(const GridIndex *index, unsigned position); /* 0: the oldest */
const GridSegment *grid_index_find(const GridIndex *index, uint64_t msn);    /* NULL: not there */

/* Where a part, or a run of parts, of a track lies; false for gaps and what is not there. Runs are
 * contiguous, because a track's parts are appended one behind the other. */
bool grid_index_span(const GridIndex *index, unsigned track, uint64_t msn, unsigned part,
                     unsigned n_parts, GridSpan *ret_span);
