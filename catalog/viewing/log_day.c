#include "catalog/viewing/log_day.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "catalog/store/folder_copy.h"

#define DAY_US     INT64_C(86400000000)
#define LOG_END    ".log"
#define SUM_END    ".sha256"
#define SUM_LENGTH 64 /* hexadecimal digits */

static char *sum_path(const char *directory, const char *day) {
    g_autofree char *log = beat_log_file_path(directory, day);
    return g_strconcat(log, SUM_END, NULL);
}

static bool is_log(const char *name) {
    static const char PATTERN[] = "dddd-dd-dd" LOG_END;
    if (strlen(name) != sizeof PATTERN - 1)
        return false;
    for (unsigned i = 0; name[i]; i++)
        if (PATTERN[i] == 'd' ? !g_ascii_isdigit(name[i]) : name[i] != PATTERN[i])
            return false;
    return true;
}

static int compare(const void *a, const void *b) {
    return strcmp(((const LogDay *)a)->day, ((const LogDay *)b)->day);
}

GArray *log_day_list(const char *directory, GError **error) {
    g_autofree char *path = g_build_filename(directory, BEAT_LOG_FOLDER, NULL);
    g_autoptr(GError) cause = NULL;
    g_autoptr(GDir) folder = g_dir_open(path, 0, &cause);
    if (!folder) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot read folder '%s': %s", path,
                    cause->message);
        return NULL;
    }
    GArray *days = g_array_new(FALSE, TRUE, sizeof(LogDay));
    for (const char *name; (name = g_dir_read_name(folder)) != NULL;) {
        if (!is_log(name))
            continue;
        LogDay day = {0};
        g_strlcpy(day.day, name, sizeof day.day);
        g_autofree char *sum = sum_path(directory, day.day);
        day.is_closed = g_file_test(sum, G_FILE_TEST_EXISTS);
        g_array_append_val(days, day);
    }
    g_array_sort(days, compare);
    return days;
}

void log_day_first_kept(int64_t now_us, int64_t keep_days, char ret_day[BEAT_LOG_DAY_BYTES]) {
    int64_t settled_us = now_us - LOG_DAY_SETTLE_US;
    bool is_aging = keep_days > 0 && settled_us > keep_days * DAY_US;
    beat_log_file_day(is_aging ? settled_us - keep_days * DAY_US : 0, ret_day);
}

LogDayStep log_day_next(const GArray *days, int64_t now_us, int64_t keep_days,
                        unsigned *ret_number) {
    char first_open[BEAT_LOG_DAY_BYTES], first_kept[BEAT_LOG_DAY_BYTES];
    beat_log_file_day(now_us - LOG_DAY_SETTLE_US, first_open);
    log_day_first_kept(now_us, keep_days, first_kept);
    for (unsigned i = 0; i < days->len; i++) {
        const LogDay *day = &g_array_index(days, LogDay, i);
        bool is_past = keep_days > 0 && strcmp(day->day, first_kept) < 0;
        *ret_number = i;
        if (!day->is_closed && strcmp(day->day, first_open) < 0)
            return LOG_DAY_CLOSE;
        if (day->is_closed && is_past)
            return LOG_DAY_REMOVE;
    }
    return LOG_DAY_REST;
}

bool log_day_write_sum(const char *directory, const char *day, const char *sum, GError **error) {
    g_autofree char *path = sum_path(directory, day);
    g_autofree char *line = g_strdup_printf("%s  %s" LOG_END "\n", sum, day);
    g_autoptr(GError) cause = NULL;
    if (g_file_set_contents_full(path, line, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &cause))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot write '%s': %s", path, cause->message);
    return false;
}

char *log_day_read_sum(const char *directory, const char *day) {
    g_autofree char *path = sum_path(directory, day);
    g_autofree char *line = NULL;
    if (!g_file_get_contents(path, &line, NULL, NULL) || strlen(line) < SUM_LENGTH)
        return NULL;
    return g_strndup(line, SUM_LENGTH);
}

bool log_day_remove(const char *directory, const char *day, GError **error) {
    g_autofree char *folder = g_build_filename(directory, BEAT_LOG_FOLDER, NULL);
    g_autofree char *log = beat_log_file_path(directory, day);
    g_autofree char *sum = sum_path(directory, day);
    if (unlink(log) != 0 && errno != ENOENT)
        return folder_set_errno(error, "remove", log, errno);
    if (unlink(sum) != 0 && errno != ENOENT)
        return folder_set_errno(error, "remove", sum, errno);
    return folder_sync(folder, error);
}
