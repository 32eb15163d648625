/* The files of a recording as a damaged disk gives them back: the first byte says which. */
#include <string.h>

#include "media/package/chunk_head.h"
#include "media/record/life_log.h"
#include "media/record/row_file.h"
#include "media/record/track_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_rows(const uint8_t *data, size_t size, unsigned n_tracks) {
    size_t record_bytes = row_file_record_bytes(n_tracks);
    uint64_t n_rows;
    if (size < ROW_FILE_HEAD_BYTES)
        return;
    (void)row_file_read_head(data, n_tracks, NULL);
    (void)row_file_read_mark(data + ROW_FILE_MARK_OFFSET, &n_rows);
    RowRecord last = {0}, record;
    for (uint64_t i = 0; row_file_offset(n_tracks, i + 1) <= size; i++) {
        const uint8_t *at = data + row_file_offset(n_tracks, i);
        if (!row_file_read_record(at, n_tracks, i, &record))
            continue;
        uint8_t again[ROW_FILE_RECORD_MAX_BYTES];
        row_file_write_record(again, &record, n_tracks, i);
        if (memcmp(again, at, record_bytes) != 0)
            g_error("a record reads as another");
        (void)row_file_follows(&last, &record, n_tracks);
        last = record;
    }
}

static void read_life(const uint8_t *data, size_t size, unsigned n_tracks) {
    g_autoptr(LifeLog) log = life_log_new(n_tracks);
    size_t good;
    if (!life_log_read(log, data, size, &good, NULL))
        good = life_log_add(log, data, size);
    if (good > size)
        g_error("more was read than there is");
    for (unsigned track = 0; track <= n_tracks; track++)
        (void)life_log_section(log, 1, track);
    (void)life_log_begin_of(log, 1000, 3);
}

static void read_chunks(const uint8_t *data, size_t size) {
    ChunkHead head;
    while (chunk_head_read(data, size, &head) == CHUNK_HEAD_SEEN && head.length <= size) {
        data += head.length;
        size -= (size_t)head.length;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    MediaTrack tracks[MEDIA_MAX_TRACKS];
    unsigned n_tracks;
    if (size < 1)
        return 0;
    switch (data[0] % 4) {
    case 0:
        read_rows(data + 1, size - 1, data[0] / 4 % MEDIA_MAX_TRACKS + 1);
        break;
    case 1:
        read_life(data + 1, size - 1, data[0] / 4 % MEDIA_MAX_TRACKS + 1);
        break;
    case 2:
        read_chunks(data + 1, size - 1);
        break;
    default:
        if (track_list_read((const char *)data + 1, size - 1, tracks, &n_tracks, NULL) &&
            !track_list_check(tracks, n_tracks, NULL))
            g_error("a list was read that cannot be");
    }
    return 0;
}
