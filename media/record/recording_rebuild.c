#include "media/record/recording_rebuild.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "media/package/chunk_head.h"
#include "media/record/recording_state.h"

#define FIRST_LOOK_BYTES 2048u /* holds the moof of 15 samples */

/* Where the walk stands in one track. */
typedef struct Cursor {
    int fd;
    MediaKind kind;
    uint64_t offset, size;
    ChunkHead head; /* of the chunk at `offset` */
    uint64_t cell;  /* its part, counted through all segments */
    bool has_chunk;
} Cursor;

/* Looks at the chunk at the cursor; there is none when it is cut short or runs backwards. */
static void look(Cursor *cursor, uint64_t min_cell) {
    uint8_t bytes[CHUNK_HEAD_MAX_BYTES];
    size_t wanted = FIRST_LOOK_BYTES;
    ChunkHeadFound found = CHUNK_HEAD_MORE;
    while (found == CHUNK_HEAD_MORE && wanted <= sizeof bytes) {
        gssize got = recording_state_read(cursor->fd, bytes, wanted, cursor->offset);
        found = chunk_head_read(bytes, (size_t)MAX(got, 0), &cursor->head);
        wanted = wanted == sizeof bytes ? wanted + 1 : sizeof bytes;
    }
    cursor->cell = found == CHUNK_HEAD_SEEN
                       ? cursor->head.decode_time / MEDIA_GRIDS[cursor->kind].part_ticks
                       : 0;
    cursor->has_chunk = found == CHUNK_HEAD_SEEN &&
                        cursor->head.length <= cursor->size - cursor->offset &&
                        cursor->cell >= min_cell && cursor->cell < INT64_MAX / MEDIA_SEGMENT_US;
}

static void start(Recording *recording, Cursor *cursors) {
    const RowRecord *last = &recording->last;
    const LifeCut *cut = life_log_cut(recording->life);
    uint64_t min_cell =
        recording->n_rows > 0 ? last->msn * MEDIA_PARTS_PER_SEGMENT + last->part + 1 : 0;
    for (unsigned track = 0; track < recording->n_tracks; track++) {
        struct stat info;
        int fd = recording->files[track]->fd;
        GridSpan *span = &recording->last.spans[track];
        if (span->offset + span->length < cut->offsets[track])
            *span = (GridSpan){cut->offsets[track], 0, GRID_GAP};
        cursors[track] = (Cursor){
            .fd = fd,
            .kind = recording->tracks[track].kind,
            .offset = span->offset + span->length,
            .size = fstat(fd, &info) == 0 ? (uint64_t)info.st_size : 0,
        };
        if (cursors[track].offset < cursors[track].size)
            look(&cursors[track], min_cell);
    }
}

/* Takes the track's chunks of one part. */
static GridSpan take_part(Cursor *cursor, uint64_t cell) {
    GridSpan span = {cursor->offset, 0, GRID_GAP};
    while (cursor->has_chunk && cursor->cell == cell &&
           span.length + cursor->head.length <= UINT32_MAX) {
        if (span.length == 0)
            span.flags = cursor->head.is_independent ? GRID_INDEPENDENT : 0;
        span.length += (uint32_t)cursor->head.length;
        cursor->offset += cursor->head.length;
        cursor->has_chunk = false;
        if (cursor->offset < cursor->size)
            look(cursor, cell);
    }
    return span;
}

static bool take_row(const Recording *recording, Cursor *cursors, RowRecord *ret_record) {
    uint64_t cell = UINT64_MAX;
    for (unsigned track = 0; track < recording->n_tracks; track++)
        if (cursors[track].has_chunk)
            cell = MIN(cell, cursors[track].cell);
    if (cell == UINT64_MAX)
        return false;
    *ret_record = (RowRecord){
        .msn = cell / MEDIA_PARTS_PER_SEGMENT,
        .part = (unsigned)(cell % MEDIA_PARTS_PER_SEGMENT),
    };
    for (unsigned track = 0; track < recording->n_tracks; track++)
        ret_record->spans[track] = take_part(&cursors[track], cell);
    const LifeBegin *begin = life_log_begin_of(recording->life, ret_record->msn, ret_record->part);
    if (begin) {
        uint64_t begin_cell = begin->msn * MEDIA_PARTS_PER_SEGMENT + begin->part;
        ret_record->generation = begin->generation;
        ret_record->wall_us = begin->wall_us + (int64_t)(cell - begin_cell) * MEDIA_PART_US;
    }
    return true;
}

/* A row that a crash may have cut: it lacks what the one before it has, and nothing follows. */
static bool is_half(const Recording *recording, const RowRecord *record) {
    for (unsigned track = 0; track < recording->n_tracks; track++)
        if (recording->n_rows > 0 && recording->last.spans[track].length > 0 &&
            record->spans[track].length == 0)
            return true;
    return false;
}

static bool finish(Recording *recording, GError **error) {
    uint8_t mark[ROW_FILE_MARK_BYTES];
    row_file_write_mark(mark, recording->n_rows);
    off_t end = (off_t)row_file_offset(recording->n_tracks, recording->n_rows);
    if (ftruncate(recording->rows_fd, end) == 0 && fdatasync(recording->rows_fd) == 0)
        return recording_state_write(recording->rows_fd, mark, sizeof mark, ROW_FILE_MARK_OFFSET,
                                     error);
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot write the recording's index again: %s",
                g_strerror(errno));
    return false;
}

bool recording_rebuild(Recording *recording, GError **error) {
    uint8_t head[ROW_FILE_HEAD_BYTES];
    Cursor cursors[MEDIA_MAX_TRACKS];
    row_file_write_head(head, recording->n_tracks);
    if (!recording_state_write(recording->rows_fd, head, sizeof head, 0, error))
        return false;
    start(recording, cursors);
    RowRecord record, next;
    bool has_row = take_row(recording, cursors, &record);
    while (has_row) {
        bool has_next = take_row(recording, cursors, &next);
        if ((has_next || !is_half(recording, &record)) &&
            !recording_state_add_row(recording, &record, error))
            return false;
        record = next;
        has_row = has_next;
    }
    return finish(recording, error);
}
