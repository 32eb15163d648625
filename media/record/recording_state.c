#include "media/record/recording_state.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

#define SCRATCH_BYTES 2048

Recording *recording_state_new(const MediaTrack *tracks, unsigned n_tracks) {
    Recording *recording = g_new0(Recording, 1);
    recording->folder_fd = recording->rows_fd = recording->life_fd = -1;
    recording->n_tracks = n_tracks;
    memcpy(recording->tracks, tracks, n_tracks * sizeof *tracks);
    recording->life = life_log_new(n_tracks);
    recording->scratch = g_byte_array_sized_new(SCRATCH_BYTES);
    return recording;
}

bool recording_state_write(int fd, const uint8_t *bytes, size_t length, uint64_t offset,
                           GError **error) {
    while (length > 0) {
        ssize_t written = pwrite(fd, bytes, length, (off_t)offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            g_set_error(error, BASE_ERROR, ERROR_IO, "cannot write to the recording: %s",
                        g_strerror(written < 0 ? errno : ENOSPC));
            return false;
        }
        bytes += written;
        offset += (uint64_t)written;
        length -= (size_t)written;
    }
    return true;
}

gssize recording_state_read(int fd, uint8_t *ret_bytes, size_t length, uint64_t offset) {
    size_t got = 0;
    while (got < length) {
        ssize_t n = pread(fd, ret_bytes + got, length - got, (off_t)(offset + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        got += (size_t)n;
    }
    return (gssize)got;
}

bool recording_state_add_row(Recording *recording, const RowRecord *record, GError **error) {
    uint8_t bytes[ROW_FILE_RECORD_MAX_BYTES];
    uint64_t offset = row_file_offset(recording->n_tracks, recording->n_rows);
    row_file_write_record(bytes, record, recording->n_tracks, recording->n_rows);
    if (!recording_state_write(recording->rows_fd, bytes,
                               row_file_record_bytes(recording->n_tracks), offset, error)) {
        if (ftruncate(recording->rows_fd, (off_t)offset) != 0)
            g_debug("half a row stays behind the index: the next row overwrites it");
        return false;
    }
    recording->last = *record;
    recording->n_rows++;
    __atomic_store_n(&recording->rows_written, recording->n_rows, __ATOMIC_RELEASE);
    return true;
}

bool recording_state_add_life(Recording *recording, GError **error) {
    GByteArray *bytes = recording->scratch;
    if (!recording_state_write(recording->life_fd, bytes->data, bytes->len, recording->life_end,
                               error)) {
        if (ftruncate(recording->life_fd, (off_t)recording->life_end) != 0)
            g_debug("half a record stays behind the sections: the next one overwrites it");
        return false;
    }
    __atomic_store_n(&recording->is_life_dirty, 1, __ATOMIC_RELEASE);
    recording->life_end += life_log_add(recording->life, bytes->data, bytes->len);
    return true;
}

bool recording_state_get_row(const Recording *recording, uint64_t ordinal, RowRecord *ret_record) {
    uint8_t bytes[ROW_FILE_RECORD_MAX_BYTES];
    size_t length = row_file_record_bytes(recording->n_tracks);
    return recording_state_read(recording->rows_fd, bytes, length,
                                row_file_offset(recording->n_tracks, ordinal)) == (gssize)length &&
           row_file_read_record(bytes, recording->n_tracks, ordinal, ret_record);
}
