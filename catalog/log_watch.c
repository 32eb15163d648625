#include "catalog/log_watch.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json_table.h"
#include "base/log.h"
#include "catalog/store/audit_table.h"
#include "catalog/store/folder_copy.h"
#include "catalog/viewing/beat_log_file.h"

#define CHUNK_BYTES (1u << 20)

enum { AUDIT_NONE, AUDIT_WAITS, AUDIT_WRITTEN, AUDIT_FAILED };

/* ---- the entry ---- */

typedef struct DayJson {
    const char *sha256;
    int64_t bytes, keep_days;
} DayJson;

static const JsonTable CLOSE_TABLE = {"day", sizeof(DayJson),
                                      (const JsonField[]){
                                          {"sha256", JSON_STRING, offsetof(DayJson, sha256)},
                                          {"bytes", JSON_INTEGER, offsetof(DayJson, bytes)},
                                          {NULL, JSON_END},
                                      }};

static const JsonTable REMOVE_TABLE = {
    "day", sizeof(DayJson),
    (const JsonField[]){
        {"sha256", JSON_STRING, offsetof(DayJson, sha256)},
        {"keep_days", JSON_INTEGER, offsetof(DayJson, keep_days)},
        {NULL, JSON_END},
    }};

typedef struct Entry {
    LogWatch *watch;
    const char *action;
    char *day, *detail; /* owned */
} Entry;

static void free_entry(void *data) {
    Entry *entry = data;
    g_free(entry->day);
    g_free(entry->detail);
    g_free(entry);
}

static bool run_entry(Database *database, void *data, GError **error) {
    const Entry *entry = data;
    g_autoptr(AuditRow) row = g_new0(AuditRow, 1);
    row->actor_name = g_strdup("");
    row->action = g_strdup(entry->action);
    row->target = g_strdup(entry->day);
    row->outcome = g_strdup("ok");
    row->detail = g_strdup(entry->detail);
    return audit_table_append(database, row, error);
}

/* On the api thread, or where it was refused. */
static void entry_done(const GError *error, void *data) {
    const Entry *entry = data;
    if (error)
        log_error(LOG_WARNING, "catalog", "a day of the viewing log stays as it is", error);
    atomic_store(&entry->watch->audit, error ? AUDIT_FAILED : AUDIT_WRITTEN);
}

static void post_entry(LogWatch *watch, const char *sum) {
    const DayJson json = {sum, watch->bytes, watch->keep_days};
    bool is_close = watch->step == LOG_DAY_CLOSE;
    Entry *entry = g_new0(Entry, 1);
    entry->watch = watch;
    entry->action = "viewing_log.close";
    if (!is_close)
        entry->action = "viewing_log.remove";
    entry->day = g_strdup(watch->day);
    entry->detail = json_table_write(is_close ? &CLOSE_TABLE : &REMOVE_TABLE, &json);
    const StoreJob job = {.run = run_entry,
                          .done = entry_done,
                          .reply_to = watch->worker,
                          .data = entry,
                          .free_data = free_entry};
    atomic_store(&watch->audit, AUDIT_WAITS);
    g_autoptr(GError) error = NULL;
    if (store_write(watch->store, &job, &error))
        return;
    entry_done(error, entry);
    free_entry(entry);
}

/* ---- reading a day ---- */

static void end_reading(LogWatch *watch) {
    if (!watch->sum)
        return;
    close(watch->fd);
    g_clear_pointer(&watch->sum, g_checksum_free);
}

/* Opening it for appending cuts off what a crash, or a backup in mid-line, left at its end. */
static bool begin_reading(LogWatch *watch, GError **error) {
    int64_t cut_bytes = 0;
    g_autoptr(BeatLogFile) file =
        beat_log_file_open(watch->directory, watch->day, &cut_bytes, error);
    g_autofree char *path = beat_log_file_path(watch->directory, watch->day);
    if (!file)
        return false;
    if (cut_bytes > 0)
        log_event(LOG_WARNING, "catalog", "the viewing log had an unfinished end",
                  LOG_FIELDS({"day", .text = watch->day}, {"cut_bytes", .number = cut_bytes}));
    watch->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (watch->fd < 0)
        return folder_set_errno(error, "open", path, errno);
    watch->sum = g_checksum_new(G_CHECKSUM_SHA256);
    watch->bytes = 0;
    return true;
}

/* False: the day is at its end, or cannot be read on (`error`). */
static bool read_on(LogWatch *watch, GError **error) {
    g_autofree guchar *chunk = g_malloc(CHUNK_BYTES);
    ssize_t n = 1;
    for (int64_t left = LOG_WATCH_TICK_BYTES; left > 0; left -= n) {
        n = read(watch->fd, chunk, CHUNK_BYTES);
        if (n < 0)
            return folder_set_errno(error, "read the viewing log of", watch->day, errno);
        if (n == 0)
            return false;
        g_checksum_update(watch->sum, chunk, n);
        watch->bytes += n;
    }
    return true;
}

static void go_on_reading(LogWatch *watch, GError **error) {
    GError *problem = NULL;
    if (read_on(watch, &problem))
        return;
    if (!problem)
        post_entry(watch, g_checksum_get_string(watch->sum));
    else
        g_propagate_error(error, problem);
}

/* ---- from step to step ---- */

/* What is not done now is begun anew later. */
static void rest(LogWatch *watch) {
    end_reading(watch);
    watch->next_at_us = clock_monotonic_us() + LOG_WATCH_EVERY_US;
}

static void begin_step(LogWatch *watch, GError **error) {
    unsigned number = 0;
    g_autoptr(GArray) days = log_day_list(watch->directory, error);
    if (!days)
        return;
    watch->step = log_day_next(days, clock_wall_us(), watch->keep_days, &number);
    if (watch->step == LOG_DAY_REST) {
        rest(watch);
        return;
    }
    g_strlcpy(watch->day, g_array_index(days, LogDay, number).day, sizeof watch->day);
    if (watch->step == LOG_DAY_CLOSE) {
        begin_reading(watch, error);
        return;
    }
    g_autofree char *sum = log_day_read_sum(watch->directory, watch->day);
    post_entry(watch, sum ? sum : "");
}

/* The entry is on the disk. */
static void end_step(LogWatch *watch, GError **error) {
    if (watch->step == LOG_DAY_CLOSE)
        log_day_write_sum(watch->directory, watch->day, g_checksum_get_string(watch->sum), error);
    else
        log_day_remove(watch->directory, watch->day, error);
    end_reading(watch);
}

static void take_step(LogWatch *watch, GError **error) {
    int audit = atomic_exchange(&watch->audit, AUDIT_NONE);
    if (audit == AUDIT_WRITTEN)
        end_step(watch, error);
    else if (audit == AUDIT_FAILED)
        rest(watch);
    else if (watch->sum)
        go_on_reading(watch, error);
    else if (clock_monotonic_us() >= watch->next_at_us)
        begin_step(watch, error);
}

void log_watch_tick(LogWatch *watch) {
    g_autoptr(GError) error = NULL;
    if (atomic_load(&watch->audit) == AUDIT_WAITS)
        return;
    take_step(watch, &error);
    if (!error)
        return;
    log_error(LOG_WARNING, "catalog", "a day of the viewing log is closed or removed later", error);
    rest(watch);
}

void log_watch_init(LogWatch *watch, const char *directory, int64_t keep_days) {
    *watch = (LogWatch){.directory = g_strdup(directory), .keep_days = keep_days};
}

void log_watch_clear(LogWatch *watch) {
    end_reading(watch);
    g_clear_pointer(&watch->directory, g_free);
}
