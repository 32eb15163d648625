#include "media/package/grid_index.h"

#include <string.h>

#define TRACKS 3u

/* Part `part` of track t has 10 + t bytes; track 2 has nothing in odd parts. */
static void add_row(GridIndex *index, uint64_t msn, unsigned part, unsigned generation) {
    GridSpan spans[TRACKS];
    uint64_t n_before = msn * MEDIA_PARTS_PER_SEGMENT + part;
    for (unsigned t = 0; t < TRACKS; t++)
        spans[t] = (GridSpan){n_before * (10 + t), 10 + t, part == 0 ? GRID_INDEPENDENT : 0};
    if (part % 2 == 1)
        spans[2] = (GridSpan){.offset = (n_before + 1) / 2 * 12, .flags = GRID_GAP};
    else
        spans[2].offset = n_before / 2 * 12;
    GridRow row = {.msn = msn,
                   .part = part,
                   .generation = generation,
                   .wall_us = (int64_t)n_before * MEDIA_PART_US,
                   .n_tracks = TRACKS};
    grid_index_add(index, &row, spans);
}

static void add_segments(GridIndex *index, uint64_t first, unsigned n) {
    for (uint64_t msn = first; msn < first + n; msn++) {
        for (unsigned part = 0; part < MEDIA_PARTS_PER_SEGMENT; part++)
            add_row(index, msn, part, 1);
    }
}

static void test_grow(void) {
    g_autoptr(GridIndex) index = grid_index_new(TRACKS);
    GridSpan span;
    g_assert_cmpuint(grid_index_count(index), ==, 0);
    g_assert_null(grid_index_at(index, 0));
    g_assert_null(grid_index_find(index, 0));
    g_assert_false(grid_index_span(index, 0, 0, 0, 1, &span));
    add_segments(index, 1000, 300);
    add_row(index, 1300, 0, 1);
    g_assert_cmpuint(grid_index_count(index), ==, 301);
    for (unsigned i = 0; i < 301; i++) {
        const GridSegment *segment = grid_index_at(index, i);
        g_assert_cmpuint(segment->msn, ==, 1000 + i);
        g_assert_true(segment == grid_index_find(index, 1000 + i));
        g_assert_cmpint(segment->start_us, ==, (1000 + i) * MEDIA_SEGMENT_US);
        g_assert_cmpint(segment->is_complete, ==, i < 300);
        g_assert_cmpuint(segment->n_parts, ==, i < 300 ? 6 : 1);
    }
    g_assert_null(grid_index_find(index, 999));
    g_assert_null(grid_index_find(index, 1301));
}

static void test_spans(void) {
    g_autoptr(GridIndex) index = grid_index_new(TRACKS);
    add_segments(index, 5, 2);
    add_row(index, 7, 0, 1);
    GridSpan span;
    g_assert_true(grid_index_span(index, 1, 5, 0, 6, &span));
    g_assert_cmpuint(span.offset, ==, 30 * 11);
    g_assert_cmpuint(span.length, ==, 66);
    g_assert_cmpuint(span.flags, ==, GRID_INDEPENDENT);
    g_assert_true(grid_index_span(index, 1, 6, 3, 3, &span));
    g_assert_cmpuint(span.offset, ==, 39 * 11);
    g_assert_cmpuint(span.length, ==, 33);
    g_assert_cmpuint(span.flags, ==, 0);
    g_assert_true(grid_index_span(index, 2, 6, 1, 5, &span)); /* parts 2 and 4 are there */
    g_assert_cmpuint(span.offset, ==, 19 * 12);
    g_assert_cmpuint(span.length, ==, 24);
    g_assert_cmpuint(span.flags, ==, GRID_GAP);
    g_assert_false(grid_index_span(index, 2, 6, 1, 1, &span));
    g_assert_false(grid_index_span(index, 1, 7, 0, 2, &span));
    g_assert_false(grid_index_span(index, 1, 7, 1, 1, &span));
    g_assert_false(grid_index_span(index, 1, 7, 0, 0, &span));
    g_assert_false(grid_index_span(index, 1, 7, 1, UINT32_MAX, &span));
    g_assert_false(grid_index_span(index, TRACKS, 7, 0, 1, &span));
    g_assert_false(grid_index_span(index, 1, 4, 0, 1, &span));
}

/* The child died after three parts: the next life begins with a segment of its own. */
static void test_short_segment(void) {
    g_autoptr(GridIndex) index = grid_index_new(TRACKS);
    for (unsigned part = 0; part < 3; part++)
        add_row(index, 1, part, 1);
    g_assert_false(grid_index_at(index, 0)->is_complete);
    add_row(index, 2, 0, 2);
    g_assert_true(grid_index_at(index, 0)->is_complete);
    g_assert_cmpuint(grid_index_at(index, 0)->n_parts, ==, 3);
    g_assert_cmpuint(grid_index_at(index, 1)->generation, ==, 2);
    grid_index_end(index);
    g_assert_true(grid_index_is_ended(index));
    g_assert_true(grid_index_at(index, 1)->is_complete);
    add_row(index, 3, 0, 3);
    g_assert_false(grid_index_is_ended(index));
}

static void expect_refused(GridIndex *index, uint64_t msn, unsigned part, unsigned generation) {
    unsigned n = grid_index_count(index);
    g_test_expect_message("tongping", G_LOG_LEVEL_CRITICAL, "*is_next*");
    add_row(index, msn, part, generation);
    g_test_assert_expected_messages();
    g_assert_cmpuint(grid_index_count(index), ==, n);
}

static void test_order(void) {
    g_autoptr(GridIndex) index = grid_index_new(TRACKS);
    expect_refused(index, 1, 1, 1);
    add_row(index, 1, 0, 1);
    expect_refused(index, 1, 0, 1);
    expect_refused(index, 1, 2, 1);
    expect_refused(index, 1, 1, 2);
    expect_refused(index, 3, 0, 1);
}

static void test_trim(void) {
    g_autoptr(GridIndex) index = grid_index_new(TRACKS);
    add_segments(index, 1, 200);
    g_assert_cmpuint(grid_index_trim(index, 1), ==, 0);
    g_assert_cmpuint(grid_index_trim(index, 151), ==, 150);
    g_assert_cmpuint(grid_index_at(index, 0)->msn, ==, 151);
    g_assert_null(grid_index_find(index, 150));
    GridSpan span;
    g_assert_true(grid_index_span(index, 0, 151, 0, 6, &span));
    g_assert_cmpuint(span.offset, ==, 151 * 60);
    g_assert_cmpuint(grid_index_trim(index, 151), ==, 0);
    add_segments(index, 201, 100);
    g_assert_cmpuint(grid_index_count(index), ==, 150);
    g_assert_cmpuint(grid_index_trim(index, 10000), ==, 150);
    g_assert_cmpuint(grid_index_count(index), ==, 0);
    add_segments(index, 900, 1);
    g_assert_cmpuint(grid_index_at(index, 0)->msn, ==, 900);
    g_assert_true(grid_index_span(index, 0, 900, 0, 6, &span));
}

static unsigned count_withdrawn(GridIndex *index) {
    unsigned n = 0;
    for (unsigned i = 0; i < grid_index_count(index); i++)
        n += grid_index_at(index, i)->is_withdrawn;
    return n;
}

static void test_withdraw(void) {
    g_autoptr(GridIndex) index = grid_index_new(TRACKS);
    add_segments(index, 10, 10);
    grid_index_withdraw(index, 12 * MEDIA_SEGMENT_US + 1, 14 * MEDIA_SEGMENT_US, true);
    g_assert_cmpuint(count_withdrawn(index), ==, 2);
    GridSpan span;
    g_assert_false(grid_index_span(index, 0, 12, 0, 6, &span));
    g_assert_true(grid_index_span(index, 0, 14, 0, 6, &span));
    grid_index_withdraw(index, 0, 1, true);
    grid_index_withdraw(index, 100 * MEDIA_SEGMENT_US, 200 * MEDIA_SEGMENT_US, true);
    grid_index_withdraw(index, 15 * MEDIA_SEGMENT_US, 15 * MEDIA_SEGMENT_US, true);
    g_assert_cmpuint(count_withdrawn(index), ==, 2);
    grid_index_withdraw(index, 13 * MEDIA_SEGMENT_US, 13 * MEDIA_SEGMENT_US + 1, false);
    g_assert_cmpuint(count_withdrawn(index), ==, 1);
    grid_index_withdraw(index, INT64_MIN, INT64_MAX, true);
    g_assert_cmpuint(count_withdrawn(index), ==, 10);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/grid-index/grow", test_grow);
    g_test_add_func("/grid-index/spans", test_spans);
    g_test_add_func("/grid-index/short-segment", test_short_segment);
    g_test_add_func("/grid-index/order", test_order);
    g_test_add_func("/grid-index/trim", test_trim);
    g_test_add_func("/grid-index/withdraw", test_withdraw);
    return g_test_run();
}
