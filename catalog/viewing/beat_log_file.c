#include "catalog/viewing/beat_log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/store/folder_copy.h"
#include "catalog/viewing/beat_record.h"

#define TAIL_BYTES 65536 /* looked at together; longer than any line */

G_STATIC_ASSERT(TAIL_BYTES > 2 * BEAT_RECORD_MAX_BYTES);

struct BeatLogFile {
    char day[BEAT_LOG_DAY_BYTES];
    char *path; /* owned */
    int fd;
    int64_t length;
    bool is_broken; /* could not be cut back after a failure */
};

void beat_log_file_day(int64_t at_us, char ret_day[BEAT_LOG_DAY_BYTES]) {
    time_t at_s = (time_t)(at_us / CLOCK_US_PER_S);
    struct tm parts;
    gmtime_r(&at_s, &parts);
    strftime(ret_day, BEAT_LOG_DAY_BYTES, "%Y-%m-%d", &parts);
}

char *beat_log_file_path(const char *directory, const char *day) {
    return g_strdup_printf("%s/" BEAT_LOG_FOLDER "/%s.log", directory, day);
}

/* ---- the end that a crash left ---- */

/* The end of the last good line in `tail`, or -1 when there is none. `tail` begins anywhere. */
static int64_t find_good_end(const char *tail, int64_t length) {
    BeatRecord record;
    int64_t end = length;
    while (end > 0) {
        const char *newline = memrchr(tail, '\n', (size_t)end);
        if (!newline)
            return -1;
        end = newline - tail;
        const char *before = end > 0 ? memrchr(tail, '\n', (size_t)end) : NULL;
        int64_t start = before ? before + 1 - tail : 0;
        if (beat_record_parse(tail + start, (size_t)(end - start), &record))
            return end + 1;
    }
    return -1;
}

/* From the end towards the beginning, half a tail at a time, so that no line is cut in two twice.
 */
static bool find_end(BeatLogFile *file, int64_t *ret_end, GError **error) {
    g_autofree char *tail = g_malloc(TAIL_BYTES);
    for (int64_t upto = file->length; upto > 0; upto -= TAIL_BYTES / 2) {
        int64_t from = MAX(upto - TAIL_BYTES, 0);
        ssize_t n = pread(file->fd, tail, (size_t)(upto - from), from);
        if (n != upto - from)
            return folder_set_errno(error, "read", file->path, n < 0 ? errno : EIO);
        int64_t end = find_good_end(tail, n);
        if (end >= 0) {
            *ret_end = from + end;
            return true;
        }
    }
    *ret_end = 0;
    return true;
}

static bool recover(BeatLogFile *file, int64_t *ret_cut_bytes, GError **error) {
    int64_t end = 0;
    if (!find_end(file, &end, error))
        return false;
    *ret_cut_bytes = file->length - end;
    if (end < file->length && (ftruncate(file->fd, end) < 0 || fsync(file->fd) < 0))
        return folder_set_errno(error, "cut", file->path, errno);
    file->length = end;
    return true;
}

/* ---- life ---- */

static bool open_file(BeatLogFile *file, const char *folder, GError **error) {
    struct stat status;
    bool is_new = !g_file_test(file->path, G_FILE_TEST_EXISTS);
    file->fd = open(file->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file->fd < 0 || fstat(file->fd, &status) < 0)
        return folder_set_errno(error, "open", file->path, errno);
    file->length = status.st_size;
    return !is_new || folder_sync(folder, error);
}

BeatLogFile *beat_log_file_open(const char *directory, const char *day, int64_t *ret_cut_bytes,
                                GError **error) {
    g_autofree char *folder = g_build_filename(directory, BEAT_LOG_FOLDER, NULL);
    g_autoptr(BeatLogFile) file = g_new0(BeatLogFile, 1);
    int64_t cut_bytes = 0;
    file->fd = -1;
    file->path = beat_log_file_path(directory, day);
    g_strlcpy(file->day, day, sizeof file->day);
    bool is_made = mkdir(folder, 0700) == 0;
    if (!is_made && errno != EEXIST) {
        folder_set_errno(error, "make", folder, errno);
        return NULL;
    }
    if ((is_made && !folder_sync(directory, error)) || !open_file(file, folder, error) ||
        !recover(file, &cut_bytes, error))
        return NULL;
    if (ret_cut_bytes)
        *ret_cut_bytes = cut_bytes;
    return g_steal_pointer(&file);
}

void beat_log_file_close(BeatLogFile *file) {
    if (!file)
        return;
    if (file->fd >= 0)
        close(file->fd);
    g_free(file->path);
    g_free(file);
}

const char *beat_log_file_name(const BeatLogFile *file) {
    return file->day;
}

/* ---- appending ---- */

static bool write_all(int fd, const char *text, size_t length) {
    while (length > 0) {
        ssize_t n = write(fd, text, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text += n;
        length -= (size_t)n;
    }
    return true;
}

bool beat_log_file_append(BeatLogFile *file, const char *text, size_t length, GError **error) {
    if (file->is_broken) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot write '%s': a failed write is in it",
                    file->path);
        return false;
    }
    if (write_all(file->fd, text, length) && fdatasync(file->fd) == 0) {
        file->length += (int64_t)length;
        return true;
    }
    folder_set_errno(error, "write", file->path, errno);
    file->is_broken = ftruncate(file->fd, file->length) < 0 || fsync(file->fd) < 0;
    return false;
}
