#include "media/record/row_file.h"

#include <string.h>

#include <zlib.h>

#include "base/error.h"
#include "media/types/wire_bytes.h"

static const char MAGIC[8] = "TPROWS\r\n";

#define HEAD_SUMMED_BYTES 16u
#define FIXED_BYTES       24u
#define SPAN_BYTES        20u

static uint32_t sum_of(const uint8_t *bytes, size_t length, uint64_t ordinal) {
    uint8_t place[8];
    wire_put64(place, ordinal);
    return (uint32_t)crc32(crc32(0, place, sizeof place), bytes, (unsigned)length);
}

size_t row_file_record_bytes(unsigned n_tracks) {
    return FIXED_BYTES + (size_t)SPAN_BYTES * n_tracks + 4;
}

uint64_t row_file_offset(unsigned n_tracks, uint64_t ordinal) {
    return ROW_FILE_HEAD_BYTES + ordinal * row_file_record_bytes(n_tracks);
}

void row_file_write_head(uint8_t ret_bytes[ROW_FILE_HEAD_BYTES], unsigned n_tracks) {
    memset(ret_bytes, 0, ROW_FILE_HEAD_BYTES);
    memcpy(ret_bytes, MAGIC, sizeof MAGIC);
    wire_put32(ret_bytes + 8, ROW_FILE_VERSION);
    wire_put32(ret_bytes + 12, n_tracks);
    wire_put32(ret_bytes + HEAD_SUMMED_BYTES, sum_of(ret_bytes, HEAD_SUMMED_BYTES, 0));
    row_file_write_mark(ret_bytes + ROW_FILE_MARK_OFFSET, 0);
}

bool row_file_read_head(const uint8_t bytes[ROW_FILE_HEAD_BYTES], unsigned n_tracks,
                        GError **error) {
    bool is_whole = memcmp(bytes, MAGIC, sizeof MAGIC) == 0 &&
                    wire_get32(bytes + HEAD_SUMMED_BYTES) == sum_of(bytes, HEAD_SUMMED_BYTES, 0);
    if (is_whole && wire_get32(bytes + 8) > ROW_FILE_VERSION) {
        g_set_error(error, BASE_ERROR, ERROR_NEWER,
                    "the recording's index has version %u, this program knows %u",
                    wire_get32(bytes + 8), ROW_FILE_VERSION);
        return false;
    }
    if (!is_whole || wire_get32(bytes + 12) != n_tracks) {
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "the head of the index is damaged");
        return false;
    }
    return true;
}

void row_file_write_mark(uint8_t ret_bytes[ROW_FILE_MARK_BYTES], uint64_t n_rows) {
    wire_put64(ret_bytes, n_rows);
    wire_put32(ret_bytes + 8, sum_of(ret_bytes, 8, 1));
}

bool row_file_read_mark(const uint8_t bytes[ROW_FILE_MARK_BYTES], uint64_t *ret_n_rows) {
    bool is_whole = wire_get32(bytes + 8) == sum_of(bytes, 8, 1);
    *ret_n_rows = is_whole ? wire_get64(bytes) : 0;
    return is_whole;
}

void row_file_write_shown(uint8_t ret_bytes[ROW_FILE_SHOWN_BYTES], const RowShown *shown) {
    wire_put64(ret_bytes, shown->msn);
    wire_put32(ret_bytes + 8, shown->generation);
    wire_put32(ret_bytes + 12, sum_of(ret_bytes, 12, 2));
}

bool row_file_read_shown(const uint8_t bytes[ROW_FILE_SHOWN_BYTES], RowShown *ret_shown) {
    *ret_shown = (RowShown){wire_get64(bytes), wire_get32(bytes + 8)};
    return wire_get32(bytes + 12) == sum_of(bytes, 12, 2);
}

void row_file_write_record(uint8_t *ret_bytes, const RowRecord *record, unsigned n_tracks,
                           uint64_t ordinal) {
    wire_put64(ret_bytes, record->msn);
    wire_put32(ret_bytes + 8, record->part);
    wire_put32(ret_bytes + 12, record->generation);
    wire_put64(ret_bytes + 16, (uint64_t)record->wall_us);
    uint8_t *at = ret_bytes + FIXED_BYTES;
    for (unsigned track = 0; track < n_tracks; track++, at += SPAN_BYTES) {
        wire_put64(at, record->spans[track].offset);
        wire_put32(at + 8, record->spans[track].length);
        wire_put32(at + 12, record->spans[track].flags);
        wire_put32(at + 16, record->sums[track]);
    }
    wire_put32(at, sum_of(ret_bytes, (size_t)(at - ret_bytes), ordinal));
}

static bool is_plausible(const RowRecord *record, unsigned n_tracks) {
    for (unsigned track = 0; track < n_tracks; track++)
        if (record->spans[track].offset > INT64_MAX / 2)
            return false;
    return record->part < MEDIA_PARTS_PER_SEGMENT && record->msn < INT64_MAX / MEDIA_SEGMENT_US;
}

bool row_file_read_record(const uint8_t *bytes, unsigned n_tracks, uint64_t ordinal,
                          RowRecord *ret_record) {
    size_t length = row_file_record_bytes(n_tracks) - 4;
    if (wire_get32(bytes + length) != sum_of(bytes, length, ordinal))
        return false;
    *ret_record = (RowRecord){
        .msn = wire_get64(bytes),
        .part = wire_get32(bytes + 8),
        .generation = wire_get32(bytes + 12),
        .wall_us = (int64_t)wire_get64(bytes + 16),
    };
    const uint8_t *at = bytes + FIXED_BYTES;
    for (unsigned track = 0; track < n_tracks; track++, at += SPAN_BYTES) {
        ret_record->spans[track] =
            (GridSpan){wire_get64(at), wire_get32(at + 8), wire_get32(at + 12)};
        ret_record->sums[track] = wire_get32(at + 16);
    }
    return is_plausible(ret_record, n_tracks);
}

bool row_file_follows(const RowRecord *last, const RowRecord *next, unsigned n_tracks) {
    if (next->msn < last->msn || (next->msn == last->msn && next->part <= last->part))
        return false;
    for (unsigned track = 0; track < n_tracks; track++)
        if (next->spans[track].offset != last->spans[track].offset + last->spans[track].length)
            return false;
    return true;
}
