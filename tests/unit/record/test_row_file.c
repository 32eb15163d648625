/* The records of rows.idx: what is written is read, nothing else is. */
#include "media/record/row_file.h"

#include <string.h>

#include "base/error.h"

#define TRACKS 3u

static const RowRecord ROW = {
    .msn = 123456789,
    .part = 5,
    .generation = 7,
    .wall_us = INT64_C(1700000000123456),
    .spans = {{INT64_C(5000000000), 70000, GRID_INDEPENDENT}, {12, 0, GRID_GAP}, {900, 1, 0}},
    .sums = {0xDEADBEEF, 0, 1},
};

static void test_round_trip(void) {
    uint8_t bytes[ROW_FILE_RECORD_MAX_BYTES];
    RowRecord found;
    row_file_write_record(bytes, &ROW, TRACKS, 42);
    g_assert_true(row_file_read_record(bytes, TRACKS, 42, &found));
    g_assert_cmpmem(&found, sizeof found, &ROW, sizeof ROW);
    g_assert_cmpuint(row_file_offset(TRACKS, 0), ==, ROW_FILE_HEAD_BYTES);
    g_assert_cmpuint(row_file_offset(TRACKS, 2), ==,
                     ROW_FILE_HEAD_BYTES + 2 * row_file_record_bytes(TRACKS));
}

static void test_any_damage_is_seen(void) {
    uint8_t bytes[ROW_FILE_RECORD_MAX_BYTES];
    RowRecord found;
    row_file_write_record(bytes, &ROW, TRACKS, 42);
    g_assert_false(row_file_read_record(bytes, TRACKS, 41, &found));
    for (size_t i = 0; i < row_file_record_bytes(TRACKS) * 8; i++) {
        bytes[i / 8] ^= (uint8_t)(1u << i % 8);
        g_assert_false(row_file_read_record(bytes, TRACKS, 42, &found));
        bytes[i / 8] ^= (uint8_t)(1u << i % 8);
    }
    memset(bytes, 0, sizeof bytes);
    g_assert_false(row_file_read_record(bytes, TRACKS, 0, &found));
}

static void test_what_cannot_be(void) {
    uint8_t bytes[ROW_FILE_RECORD_MAX_BYTES];
    RowRecord wrong = ROW, found;
    wrong.part = MEDIA_PARTS_PER_SEGMENT;
    row_file_write_record(bytes, &wrong, TRACKS, 0);
    g_assert_false(row_file_read_record(bytes, TRACKS, 0, &found));
    wrong = ROW;
    wrong.spans[1].offset = UINT64_MAX;
    row_file_write_record(bytes, &wrong, TRACKS, 0);
    g_assert_false(row_file_read_record(bytes, TRACKS, 0, &found));
}

static void test_head_and_mark(void) {
    uint8_t head[ROW_FILE_HEAD_BYTES];
    g_autoptr(GError) error = NULL;
    row_file_write_head(head, TRACKS);
    g_assert_true(row_file_read_head(head, TRACKS, &error));
    uint64_t n_rows;
    g_assert_true(row_file_read_mark(head + ROW_FILE_MARK_OFFSET, &n_rows));
    g_assert_cmpuint(n_rows, ==, 0);
    row_file_write_mark(head + ROW_FILE_MARK_OFFSET, 77);
    g_assert_true(row_file_read_mark(head + ROW_FILE_MARK_OFFSET, &n_rows));
    g_assert_cmpuint(n_rows, ==, 77);
    g_assert_true(row_file_read_head(head, TRACKS, &error));
    head[ROW_FILE_MARK_OFFSET] ^= 1;
    g_assert_false(row_file_read_mark(head + ROW_FILE_MARK_OFFSET, &n_rows));
    g_assert_cmpuint(n_rows, ==, 0);
    g_assert_false(row_file_read_head(head, TRACKS + 1, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    g_clear_error(&error);
    head[9] ^= 1;
    g_assert_false(row_file_read_head(head, TRACKS, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
}

static void test_order(void) {
    RowRecord next = ROW;
    for (unsigned track = 0; track < TRACKS; track++)
        next.spans[track].offset += ROW.spans[track].length;
    next.msn++;
    next.part = 0;
    g_assert_true(row_file_follows(&ROW, &next, TRACKS));
    next.spans[2].offset++;
    g_assert_false(row_file_follows(&ROW, &next, TRACKS));
    next.spans[2].offset--;
    next.msn = ROW.msn;
    g_assert_false(row_file_follows(&ROW, &next, TRACKS));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/row_file/round_trip", test_round_trip);
    g_test_add_func("/row_file/any_damage_is_seen", test_any_damage_is_seen);
    g_test_add_func("/row_file/what_cannot_be", test_what_cannot_be);
    g_test_add_func("/row_file/head_and_mark", test_head_and_mark);
    g_test_add_func("/row_file/order", test_order);
    return g_test_run();
}
