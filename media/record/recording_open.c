/* Opens a recording and mends what a crash left: the second file of recording.h. */
#include "media/record/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "base/error.h"
#include "media/record/recording_rebuild.h"
#include "media/record/recording_state.h"
#include "media/record/track_list.h"

#define DESCRIPTION_MAX_BYTES 65536u
#define ROWS_AT_ONCE          256u
#define SUM_BLOCK_BYTES       65536u

static bool damaged(GError **error, const char *name) {
    g_set_error(error, BASE_ERROR, errno == ENOENT ? ERROR_CORRUPT : ERROR_IO,
                "cannot open \"%s\" of the recording: %s", name, g_strerror(errno));
    return false;
}

static uint64_t size_of(int fd) {
    struct stat info;
    return fstat(fd, &info) == 0 ? (uint64_t)info.st_size : 0;
}

/* An empty recording with its tracks and its folder open. */
static Recording *read_description(const char *folder, GError **error) {
    int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = folder_fd < 0 ? -1 : openat(folder_fd, RECORDING_TRACKS_FILE, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        g_set_error(error, BASE_ERROR, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_IO,
                    "there is no recording in \"%s\": %s", folder, g_strerror(errno));
        if (folder_fd >= 0)
            close(folder_fd);
        return NULL;
    }
    g_autofree uint8_t *text = g_malloc(DESCRIPTION_MAX_BYTES);
    gssize length = recording_state_read(fd, text, DESCRIPTION_MAX_BYTES, 0);
    close(fd);
    MediaTrack tracks[MEDIA_MAX_TRACKS];
    unsigned n_tracks;
    if (!track_list_read((const char *)text, (size_t)MAX(length, 0), tracks, &n_tracks, error)) {
        close(folder_fd);
        return NULL;
    }
    Recording *recording = recording_state_new(tracks, n_tracks);
    recording->folder_fd = folder_fd;
    return recording;
}

static bool open_media_files(Recording *recording, GError **error) {
    for (unsigned track = 0; track < recording->n_tracks; track++) {
        g_autofree char *name =
            g_strdup_printf(RECORDING_MEDIA_FILE, recording->tracks[track].name);
        int fd = openat(recording->folder_fd, name, O_RDWR | O_CLOEXEC);
        if (fd < 0)
            return damaged(error, name);
        recording->files[track] = gate_file_new(fd, INT64_MAX);
    }
    return true;
}

/* Makes an empty file anew when it is missing. */
static int open_side_file(Recording *recording, const char *name, GError **error) {
    int fd = openat(recording->folder_fd, name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        damaged(error, name);
    return fd;
}

static bool begin_life(Recording *recording, GError **error) {
    g_byte_array_set_size(recording->scratch, 0);
    life_log_append_head(recording->life, recording->scratch);
    recording->life_end = recording->scratch->len;
    return recording_state_write(recording->life_fd, recording->scratch->data,
                                 recording->scratch->len, 0, error);
}

static bool open_life(Recording *recording, GError **error) {
    recording->life_fd = open_side_file(recording, RECORDING_LIFE_FILE, error);
    if (recording->life_fd < 0)
        return false;
    size_t length = MIN(size_of(recording->life_fd), LIFE_LOG_MAX_BYTES), good;
    g_autofree uint8_t *bytes = g_malloc(length + 1);
    if (recording_state_read(recording->life_fd, bytes, length, 0) != (gssize)length)
        return damaged(error, RECORDING_LIFE_FILE);
    g_autoptr(GError) problem = NULL;
    if (!life_log_read(recording->life, bytes, length, &good, &problem)) {
        if (error_code(problem) == ERROR_NEWER) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return false;
        }
        return begin_life(recording, error);
    }
    recording->life_end = good;
    return ftruncate(recording->life_fd, (off_t)good) == 0 || damaged(error, RECORDING_LIFE_FILE);
}

/* Reads records until one is damaged or does not follow; the last good one becomes `last`. */
static void read_rows(Recording *recording) {
    size_t record_bytes = row_file_record_bytes(recording->n_tracks);
    g_autofree uint8_t *block = g_malloc(ROWS_AT_ONCE * record_bytes);
    bool is_good = true;
    while (is_good) {
        gssize got = recording_state_read(recording->rows_fd, block, ROWS_AT_ONCE * record_bytes,
                                          row_file_offset(recording->n_tracks, recording->n_rows));
        size_t n_read = got > 0 ? (size_t)got / record_bytes : 0;
        is_good = n_read > 0;
        for (size_t i = 0; i < n_read && is_good; i++) {
            RowRecord record;
            is_good = row_file_read_record(block + i * record_bytes, recording->n_tracks,
                                           recording->n_rows, &record) &&
                      (recording->n_rows == 0 ||
                       row_file_follows(&recording->last, &record, recording->n_tracks));
            if (is_good) {
                recording->last = record;
                recording->n_rows++;
            }
        }
    }
}

static bool is_part_whole(int fd, const GridSpan *span, uint32_t sum) {
    uint8_t block[SUM_BLOCK_BYTES];
    uLong found = crc32(0, NULL, 0);
    for (uint32_t at = 0; at < span->length;) {
        gssize got = recording_state_read(fd, block, MIN(span->length - at, sizeof block),
                                          span->offset + at);
        if (got <= 0)
            return false;
        found = crc32(found, block, (unsigned)got);
        at += (uint32_t)got;
    }
    return found == sum;
}

static bool is_row_whole(const Recording *recording, const RowRecord *record) {
    for (unsigned track = 0; track < recording->n_tracks; track++)
        if (record->sums[track] != ROW_FILE_NO_SUM &&
            !is_part_whole(recording->files[track]->fd, &record->spans[track], record->sums[track]))
            return false;
    return true;
}

/* Makes row `n_rows` - 1 the last one. */
static void cut_rows(Recording *recording, uint64_t n_rows) {
    recording->n_rows = n_rows;
    recording->last = (RowRecord){0};
    if (n_rows > 0 && !recording_state_get_row(recording, n_rows - 1, &recording->last))
        recording->n_rows = 0;
}

/* Rows that no sync has vouched for are there, but their bytes may not be: after a power cut. */
static void check_unsynced(Recording *recording, uint64_t n_synced) {
    for (uint64_t ordinal = n_synced; ordinal < recording->n_rows; ordinal++) {
        RowRecord record;
        if (recording_state_get_row(recording, ordinal, &record) &&
            is_row_whole(recording, &record))
            continue;
        cut_rows(recording, ordinal);
        return;
    }
}

/* A track's file is shorter than rows that were synced: a damaged disk. They become gaps, the other
 * tracks keep theirs. */
static bool mend_short_file(Recording *recording, unsigned track, GError **error) {
    uint64_t size = size_of(recording->files[track]->fd), end = 0;
    uint8_t bytes[ROW_FILE_RECORD_MAX_BYTES];
    bool is_lost = false;
    for (uint64_t ordinal = 0; ordinal < recording->n_rows; ordinal++) {
        RowRecord record;
        if (!recording_state_get_row(recording, ordinal, &record))
            return false;
        GridSpan *span = &record.spans[track];
        if (!is_lost && span->offset + span->length <= size)
            continue;
        end = is_lost ? end : span->offset;
        is_lost = true;
        *span = (GridSpan){end, 0, GRID_GAP};
        row_file_write_record(bytes, &record, recording->n_tracks, ordinal);
        if (!recording_state_write(recording->rows_fd, bytes,
                                   row_file_record_bytes(recording->n_tracks),
                                   row_file_offset(recording->n_tracks, ordinal), error))
            return false;
        recording->last = record;
    }
    return true;
}

static bool mend_ends(Recording *recording, GError **error) {
    for (unsigned track = 0; track < recording->n_tracks; track++) {
        const GridSpan *last = &recording->last.spans[track];
        int fd = recording->files[track]->fd;
        if (size_of(fd) < last->offset + last->length && !mend_short_file(recording, track, error))
            return false;
        if (size_of(fd) > last->offset + last->length &&
            ftruncate(fd, (off_t)(last->offset + last->length)) != 0)
            return damaged(error, recording->tracks[track].name);
    }
    uint64_t end = row_file_offset(recording->n_tracks, recording->n_rows);
    return ftruncate(recording->rows_fd, (off_t)end) == 0 || damaged(error, RECORDING_ROWS_FILE);
}

static bool open_rows(Recording *recording, GError **error) {
    uint8_t head[ROW_FILE_HEAD_BYTES] = {0};
    recording->rows_fd = open_side_file(recording, RECORDING_ROWS_FILE, error);
    if (recording->rows_fd < 0)
        return false;
    if (recording_state_read(recording->rows_fd, head, sizeof head, 0) < 0)
        return damaged(error, RECORDING_ROWS_FILE);
    g_autoptr(GError) problem = NULL;
    if (!row_file_read_head(head, recording->n_tracks, &problem)) {
        if (error_code(problem) == ERROR_NEWER) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return false;
        }
        return recording_rebuild(recording, error) && mend_ends(recording, error);
    }
    recording->has_shown = row_file_read_shown(head + ROW_FILE_SHOWN_OFFSET, &recording->shown);
    uint64_t n_synced;
    bool has_mark = row_file_read_mark(head + ROW_FILE_MARK_OFFSET, &n_synced);
    read_rows(recording);
    if (!has_mark || recording->n_rows < n_synced) {
        if (!recording_rebuild(recording, error))
            return false;
    } else {
        check_unsynced(recording, n_synced);
    }
    return mend_ends(recording, error);
}

Recording *recording_open(const char *folder, GError **error) {
    g_autoptr(Recording) recording = read_description(folder, error);
    if (!recording || !open_media_files(recording, error) || !open_life(recording, error) ||
        !open_rows(recording, error))
        return NULL;
    recording->rows_written = recording->n_rows;
    memcpy(recording->punch_to, life_log_cut(recording->life)->offsets, sizeof recording->punch_to);
    return g_steal_pointer(&recording);
}
