#include "media/package/grid_index.h"

#define PAGE_SEGMENTS 64u

/* Segments and spans lie in pages, so that growing moves nothing and trimming frees. */
typedef struct GridPage {
    GridSegment segments[PAGE_SEGMENTS];
    GridSpan spans[]; /* segment × part × track */
} GridPage;

struct GridIndex {
    unsigned n_tracks;
    GPtrArray *pages;   /* of GridPage */
    unsigned n_skipped; /* of the first page: trimmed */
    unsigned n_segments;
    uint64_t n_discontinuities; /* that were trimmed */
    unsigned oldest_generation; /* of the oldest segment, or of the last one that was trimmed */
    bool has_generation;
    bool is_ended;
};

GridIndex *grid_index_new(unsigned n_tracks) {
    GridIndex *index = g_new0(GridIndex, 1);
    index->n_tracks = n_tracks;
    index->pages = g_ptr_array_new_with_free_func(g_free);
    return index;
}

void grid_index_free(GridIndex *index) {
    if (!index)
        return;
    g_ptr_array_unref(index->pages);
    g_free(index);
}

static GridPage *page_of(const GridIndex *index, unsigned position) {
    return index->pages->pdata[(index->n_skipped + position) / PAGE_SEGMENTS];
}

static unsigned place_of(const GridIndex *index, unsigned position) {
    return (index->n_skipped + position) % PAGE_SEGMENTS;
}

static GridSegment *segment_at(const GridIndex *index, unsigned position) {
    return &page_of(index, position)->segments[place_of(index, position)];
}

static GridSpan *spans_at(const GridIndex *index, unsigned position, unsigned part) {
    size_t row = (size_t)place_of(index, position) * MEDIA_PARTS_PER_SEGMENT + part;
    return &page_of(index, position)->spans[row * index->n_tracks];
}

/* Counts the changes of generation among the first `n` segments and the one behind them. */
static void count_discontinuities(GridIndex *index, unsigned n) {
    for (unsigned i = 0; i <= n && i < index->n_segments; i++) {
        unsigned generation = segment_at(index, i)->generation;
        index->n_discontinuities += index->has_generation && generation != index->oldest_generation;
        index->oldest_generation = generation;
        index->has_generation = true;
    }
}

static void add_segment(GridIndex *index, const GridRow *row) {
    if (index->n_segments > 0)
        segment_at(index, index->n_segments - 1)->is_complete = true;
    size_t n_spans = (size_t)PAGE_SEGMENTS * MEDIA_PARTS_PER_SEGMENT * index->n_tracks;
    if (index->n_skipped + index->n_segments == index->pages->len * PAGE_SEGMENTS)
        g_ptr_array_add(index->pages, g_malloc0(sizeof(GridPage) + n_spans * sizeof(GridSpan)));
    index->n_segments++;
    *segment_at(index, index->n_segments - 1) = (GridSegment){
        .msn = row->msn,
        .generation = row->generation,
        .wall_us = row->wall_us,
        .start_us = (int64_t)row->msn * MEDIA_SEGMENT_US,
    };
    if (index->n_segments == 1)
        count_discontinuities(index, 0);
}

/* The next part of the newest segment, or part 0 of the one behind it. */
static bool is_next(const GridIndex *index, const GridRow *row) {
    if (row->part >= MEDIA_PARTS_PER_SEGMENT)
        return false;
    if (index->n_segments == 0)
        return row->part == 0;
    const GridSegment *last = segment_at(index, index->n_segments - 1);
    if (row->part == 0)
        return row->msn == last->msn + 1;
    return row->msn == last->msn && row->part == last->n_parts &&
           row->generation == last->generation;
}

void grid_index_add(GridIndex *index, const GridRow *row, const GridSpan *spans) {
    g_return_if_fail(row->n_tracks == index->n_tracks && is_next(index, row));
    if (row->part == 0)
        add_segment(index, row);
    GridSegment *segment = segment_at(index, index->n_segments - 1);
    GridSpan *own = spans_at(index, index->n_segments - 1, row->part);
    for (unsigned i = 0; i < index->n_tracks; i++)
        own[i] = spans[i];
    segment->n_parts++;
    segment->is_complete = segment->n_parts == MEDIA_PARTS_PER_SEGMENT;
    index->is_ended = false;
}

void grid_index_end(GridIndex *index) {
    index->is_ended = true;
    if (index->n_segments > 0)
        segment_at(index, index->n_segments - 1)->is_complete = true;
}

bool grid_index_is_ended(const GridIndex *index) {
    return index->is_ended;
}

/* Positions of the segments with numbers before `msn`. */
static unsigned count_before(const GridIndex *index, uint64_t msn) {
    if (index->n_segments == 0)
        return 0;
    uint64_t first = segment_at(index, 0)->msn;
    return msn <= first ? 0 : (unsigned)MIN(msn - first, index->n_segments);
}

unsigned grid_index_trim(GridIndex *index, uint64_t msn) {
    unsigned n = count_before(index, msn);
    count_discontinuities(index, n);
    index->n_skipped += n;
    index->n_segments -= n;
    unsigned n_pages = index->n_skipped / PAGE_SEGMENTS;
    if (n_pages > 0) {
        g_ptr_array_remove_range(index->pages, 0, n_pages);
        index->n_skipped -= n_pages * PAGE_SEGMENTS;
    }
    return n;
}

uint64_t grid_index_discontinuities(const GridIndex *index) {
    return index->n_discontinuities;
}

void grid_index_withdraw(GridIndex *index, int64_t from_us, int64_t to_us, bool is_withdrawn) {
    if (to_us <= from_us || to_us <= 0)
        return;
    uint64_t first_msn = (uint64_t)MAX(from_us, 0) / (uint64_t)MEDIA_SEGMENT_US;
    for (unsigned i = count_before(index, first_msn); i < index->n_segments; i++) {
        GridSegment *segment = segment_at(index, i);
        if (segment->start_us >= to_us)
            break;
        if (segment->start_us + segment->n_parts * MEDIA_PART_US > from_us)
            segment->is_withdrawn = is_withdrawn;
    }
}

unsigned grid_index_count(const GridIndex *index) {
    return index->n_segments;
}

const GridSegment *grid_index_at(const GridIndex *index, unsigned position) {
    return position < index->n_segments ? segment_at(index, position) : NULL;
}

const GridSegment *grid_index_find(const GridIndex *index, uint64_t msn) {
    const GridSegment *segment = grid_index_at(index, count_before(index, msn));
    return segment && segment->msn == msn ? segment : NULL;
}

bool grid_index_span(const GridIndex *index, unsigned track, uint64_t msn, unsigned part,
                     unsigned n_parts, GridSpan *ret_span) {
    unsigned position = count_before(index, msn);
    const GridSegment *segment = grid_index_at(index, position);
    if (!segment || segment->msn != msn || segment->is_withdrawn || track >= index->n_tracks ||
        n_parts == 0 || part >= segment->n_parts || n_parts > segment->n_parts - part)
        return false;
    GridSpan run = {0};
    for (unsigned i = part; i < part + n_parts; i++) {
        const GridSpan *span = &spans_at(index, position, i)[track];
        if (span->flags & GRID_GAP || span->length == 0) {
            run.flags |= GRID_GAP;
            continue;
        }
        if (run.length == 0) {
            run.offset = span->offset;
            run.flags |= span->flags & GRID_INDEPENDENT;
        }
        run.length += span->length;
    }
    *ret_span = run;
    return run.length > 0;
}
