/* Holes of a recording come back as gaps: the index takes every row. */
#include "media/engine/past_rows.h"

#include <glib.h>

#include "media/package/grid_index.h"

#define TRACKS  2u
#define WALL_US INT64_C(1700000000000000)

typedef struct Fixture {
    PastRows past;
    GridIndex *index;
    unsigned n_rows;
    int64_t next_wall_us;
} Fixture;

static void on_row(const GridRow *row, const GridSpan *spans, void *user) {
    Fixture *fixture = user;
    grid_index_add(fixture->index, row, spans);
    fixture->n_rows++;
    g_assert_cmpint(row->wall_us, ==,
                    WALL_US + (int64_t)row->msn * MEDIA_SEGMENT_US + row->part * MEDIA_PART_US);
}

static void set_up(Fixture *fixture, gconstpointer data) {
    fixture->index = grid_index_new(TRACKS);
    fixture->past = (PastRows){.on_row = on_row, .user = fixture};
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    grid_index_free(fixture->index);
}

static void add(Fixture *fixture, uint64_t msn, unsigned part, unsigned generation) {
    uint64_t number = msn * MEDIA_PARTS_PER_SEGMENT + part;
    GridSpan spans[TRACKS] = {{number * 100, 100, GRID_INDEPENDENT}, {number * 10, 10, 0}};
    GridRow row = {.msn = msn,
                   .part = part,
                   .generation = generation,
                   .wall_us = WALL_US + (int64_t)msn * MEDIA_SEGMENT_US + part * MEDIA_PART_US,
                   .n_tracks = TRACKS};
    past_rows_add(&row, spans, &fixture->past);
}

static bool has_part(const Fixture *fixture, uint64_t msn, unsigned part) {
    GridSpan span;
    return grid_index_span(fixture->index, 0, msn, part, 1, &span);
}

/* Parts 2 to 5 of 7, all of 8 and parts 0 to 2 of 9 were refused. */
static void test_hole(Fixture *fixture, gconstpointer data) {
    add(fixture, 7, 0, 1);
    add(fixture, 7, 1, 1);
    add(fixture, 9, 3, 1);
    add(fixture, 9, 4, 1);
    g_assert_cmpuint(grid_index_count(fixture->index), ==, 3);
    g_assert_cmpuint(fixture->n_rows, ==, 2 * MEDIA_PARTS_PER_SEGMENT + 5);
    g_assert_true(grid_index_find(fixture->index, 8)->is_complete);
    g_assert_true(has_part(fixture, 7, 1));
    g_assert_false(has_part(fixture, 7, 2));
    g_assert_false(has_part(fixture, 8, 0));
    g_assert_false(has_part(fixture, 9, 2));
    g_assert_true(has_part(fixture, 9, 3));
}

static void test_no_hole(Fixture *fixture, gconstpointer data) {
    for (unsigned part = 0; part < MEDIA_PARTS_PER_SEGMENT; part++)
        add(fixture, 0, part, 0);
    add(fixture, 1, 0, 0);
    g_assert_cmpuint(fixture->n_rows, ==, MEDIA_PARTS_PER_SEGMENT + 1);
}

static void test_first_row_is_refused(Fixture *fixture, gconstpointer data) {
    add(fixture, 5, 2, 0);
    g_assert_cmpuint(fixture->n_rows, ==, 3);
    g_assert_false(has_part(fixture, 5, 1));
    g_assert_true(has_part(fixture, 5, 2));
}

/* A segment that a programme left short stays short: nothing was refused. */
static void test_new_programme(Fixture *fixture, gconstpointer data) {
    add(fixture, 3, 0, 0);
    add(fixture, 4, 0, 1);
    g_assert_cmpuint(fixture->n_rows, ==, 2);
    add(fixture, 6, 0, 2);
    g_assert_cmpuint(fixture->n_rows, ==, 3 + MEDIA_PARTS_PER_SEGMENT);
    g_assert_cmpuint(grid_index_find(fixture->index, 3)->n_parts, ==, 1);
    g_assert_cmpuint(grid_index_find(fixture->index, 5)->generation, ==, 2);
}

static void test_hole_without_end(Fixture *fixture, gconstpointer data) {
    add(fixture, 1, 0, 0);
    add(fixture, 2 + PAST_ROWS_MAX_HOLE, 0, 0);
    add(fixture, 2 + PAST_ROWS_MAX_HOLE, 1, 0);
    g_assert_cmpuint(fixture->n_rows, ==, 1);
}

/* Rows behind the last one were announced from memory; then the server died. */
static void test_fill(Fixture *fixture, gconstpointer data) {
    past_rows_fill(&fixture->past, 3); /* nothing is known to go on from */
    g_assert_cmpuint(fixture->n_rows, ==, 0);
    add(fixture, 2, 0, 4);
    add(fixture, 2, 1, 4);
    past_rows_fill(&fixture->past, 4);
    g_assert_cmpuint(fixture->n_rows, ==, 3 * MEDIA_PARTS_PER_SEGMENT);
    g_assert_true(has_part(fixture, 2, 1));
    g_assert_false(has_part(fixture, 2, 2));
    g_assert_true(grid_index_find(fixture->index, 4)->is_complete);
    g_assert_cmpuint(grid_index_find(fixture->index, 4)->generation, ==, 4);
}

#define ADD(name, fn) g_test_add("/past_rows/" name, Fixture, NULL, set_up, fn, tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ADD("hole", test_hole);
    ADD("no_hole", test_no_hole);
    ADD("first_row_is_refused", test_first_row_is_refused);
    ADD("new_programme", test_new_programme);
    ADD("hole_without_end", test_hole_without_end);
    ADD("fill", test_fill);
    return g_test_run();
}
