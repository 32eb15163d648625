/* rows.idx, the index of a recording: a head, a mark, then one record per row of the grid, all of
 * one size, little-endian, each with a CRC-32 that covers its place in the file too. Pure.
 *
 *   head   "TPROWS\r\n" u32 version, u32 n_tracks, u32 CRC of the 16 bytes before
 *   mark   u64 rows known to be on disk, u32 CRC (at ROW_FILE_MARK_OFFSET)
 *   shown  u64 msn, u32 generation, u32 CRC (at ROW_FILE_SHOWN_OFFSET); zeros: none
 *   record u64 msn, u32 part, u32 generation, i64 wall_us,
 *          n_tracks × {u64 offset, u32 length, u32 flags, u32 CRC of the part}, u32 CRC
 * A track that has nothing in a row has length 0 and the offset where its next part will lie. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/types/grid_row.h"

#define ROW_FILE_VERSION          1u
#define ROW_FILE_HEAD_BYTES       64u
#define ROW_FILE_MARK_OFFSET      32u
#define ROW_FILE_MARK_BYTES       12u
#define ROW_FILE_SHOWN_OFFSET     44u
#define ROW_FILE_SHOWN_BYTES      16u
#define ROW_FILE_NO_SUM           0u /* no part, or a row that was found again by its chunks */
#define ROW_FILE_RECORD_MAX_BYTES (28u + 20u * MEDIA_MAX_TRACKS)

typedef struct RowRecord {
    uint64_t msn;
    unsigned part, generation;
    int64_t wall_us;
    GridSpan spans[MEDIA_MAX_TRACKS];
    uint32_t sums[MEDIA_MAX_TRACKS]; /* CRC-32 of each part's bytes, or ROW_FILE_NO_SUM */
} RowRecord;

size_t row_file_record_bytes(unsigned n_tracks);
uint64_t row_file_offset(unsigned n_tracks, uint64_t ordinal);

void row_file_write_head(uint8_t ret_bytes[ROW_FILE_HEAD_BYTES], unsigned n_tracks);
/* ERROR_CORRUPT; ERROR_NEWER for a version above ours. */
bool row_file_read_head(const uint8_t bytes[ROW_FILE_HEAD_BYTES], unsigned n_tracks,
                        GError **error);

void row_file_write_mark(uint8_t ret_bytes[ROW_FILE_MARK_BYTES], uint64_t n_rows);
/* False, and 0 rows, when the mark is damaged. */
bool row_file_read_mark(const uint8_t bytes[ROW_FILE_MARK_BYTES], uint64_t *ret_n_rows);

/* The newest row that was announced without a record, for want of room: its place is in the head,
 * where there is room always. */
typedef struct RowShown {
    uint64_t msn;
    unsigned generation;
} RowShown;
void row_file_write_shown(uint8_t ret_bytes[ROW_FILE_SHOWN_BYTES], const RowShown *shown);
/* False when there is none, or it is damaged. */
bool row_file_read_shown(const uint8_t bytes[ROW_FILE_SHOWN_BYTES], RowShown *ret_shown);

void row_file_write_record(uint8_t *ret_bytes, const RowRecord *record, unsigned n_tracks,
                           uint64_t ordinal);
/* False when the record is damaged or belongs to another place. */
bool row_file_read_record(const uint8_t *bytes, unsigned n_tracks, uint64_t ordinal,
                          RowRecord *ret_record);

/* Whether `next` may follow `last`: later in the grid, spans that touch those before. */
bool row_file_follows(const RowRecord *last, const RowRecord *next, unsigned n_tracks);
