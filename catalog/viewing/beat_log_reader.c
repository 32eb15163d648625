#include "catalog/viewing/beat_log_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "catalog/store/folder_copy.h"
#include "catalog/viewing/beat_log_file.h"

#define CHUNK_BYTES 1048576
#define PROBE_BYTES (4 * BEAT_RECORD_MAX_BYTES) /* has whole lines in it */

/* False when `fn` wants no more. */
static bool scan(const char *text, size_t length, BeatLogRecordFn fn, void *user,
                 BeatLogReading *reading) {
    BeatRecord record;
    const char *end;
    for (const char *at = text; (end = memchr(at, '\n', length - (size_t)(at - text)));
         at = end + 1) {
        reading->end += end + 1 - at;
        if (!beat_record_parse(at, (size_t)(end - at), &record)) {
            reading->damaged_lines++;
            continue;
        }
        reading->records++;
        if (!fn(&record, user))
            return false;
    }
    return true;
}

void beat_log_reader_scan(const char *text, size_t length, BeatLogRecordFn fn, void *user,
                          BeatLogReading *ret_reading) {
    *ret_reading = (BeatLogReading){.end = 0};
    (void)scan(text, length, fn, user, ret_reading);
}

/* A line that does not fit into a chunk is damaged: it is passed over piece by piece. */
static bool read_on(int fd, char *chunk, BeatLogRecordFn fn, void *user, BeatLogReading *reading) {
    for (;;) {
        ssize_t n = pread(fd, chunk, CHUNK_BYTES, reading->end);
        if (n <= 0)
            return n == 0;
        int64_t before = reading->end;
        if (!scan(chunk, (size_t)n, fn, user, reading))
            return true;
        if (reading->end > before)
            continue;
        if (n < CHUNK_BYTES)
            return true; /* an unfinished line: it may still be written */
        reading->end += n;
        reading->damaged_lines++;
    }
}

bool beat_log_reader_read(const BeatLogPlace *place, BeatLogRecordFn fn, void *user,
                          BeatLogReading *ret_reading, GError **error) {
    g_autofree char *path = beat_log_file_path(place->directory, place->day);
    g_autofree char *chunk = g_malloc(CHUNK_BYTES);
    *ret_reading = (BeatLogReading){.end = place->from};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT || folder_set_errno(error, "open", path, errno);
    bool is_good = read_on(fd, chunk, fn, user, ret_reading);
    int code = errno;
    close(fd);
    return is_good || folder_set_errno(error, "read", path, code);
}

/* ---- finding a moment ---- */

/* The position of the first whole good line behind `from`, and its moment; -1: there is none near.
 */
static int64_t probe(int fd, int64_t from, int64_t *ret_at_us) {
    char text[PROBE_BYTES];
    BeatRecord record;
    ssize_t n = pread(fd, text, sizeof text, from);
    if (n <= 0)
        return -1;
    const char *at = memchr(text, '\n', (size_t)n), *end;
    for (; at && (end = memchr(at + 1, '\n', (size_t)(text + n - at - 1))); at = end) {
        if (!beat_record_parse(at + 1, (size_t)(end - at - 1), &record))
            continue;
        *ret_at_us = record.at_us;
        return from + (at + 1 - text);
    }
    return -1;
}

/* Nothing of what is looked for lies in front of `low`, which is the beginning of a line. */
static int64_t bisect(int fd, int64_t size, int64_t at_us) {
    int64_t low = 0, high = size, found_us = 0;
    while (high - low > CHUNK_BYTES) {
        int64_t middle = low + (high - low) / 2, line = probe(fd, middle, &found_us);
        if (line >= 0 && found_us < at_us)
            low = line;
        else
            high = middle;
    }
    return low;
}

bool beat_log_reader_find(const BeatLogPlace *place, int64_t at_us, int64_t *ret_from,
                          GError **error) {
    g_autofree char *path = beat_log_file_path(place->directory, place->day);
    *ret_from = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT || folder_set_errno(error, "open", path, errno);
    off_t size = lseek(fd, 0, SEEK_END);
    int code = errno;
    if (size > 0)
        *ret_from = bisect(fd, size, at_us);
    close(fd);
    return size >= 0 || folder_set_errno(error, "read", path, code);
}
