#include "catalog/viewing/beat_log.h"

#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "catalog/store/reply_queue.h"
#include "catalog/viewing/beat_log_file.h"

#define SPARE_POSTS       16 /* mailbox room beyond the lines: batch mark, retry, drain */
#define BATCH_MAX_BYTES   (4 * 1024 * 1024) /* bounds how long the first one waits */
#define REPLY_PAUSE_US    1000 /* between attempts while an asking worker's mailbox is full */
#define REPLY_PATIENCE_US (2 * CLOCK_US_PER_S) /* the same when stopping, in all */

/* What waits, counted until it is answered. Answers may wait in other threads' mailboxes when the
 * log is gone: the last one frees it. */
typedef struct Open {
    atomic_uint n; /* one for the log */
    atomic_int_fast64_t bytes;
} Open;

/* Lines on their way through the log, and their answer on its way back. */
typedef struct Entry {
    BeatLogPost post;
    Open *open;
    int64_t bytes;
    GError *error; /* owned; NULL: on the disk */
} Entry;

typedef struct Mail {
    BeatLog *log;
    Entry *entry; /* owned until the log took it */
} Mail;

struct BeatLog {
    char *directory; /* owned */
    Open *open;
    Worker *worker; /* owned */
    atomic_bool is_stopping;
    bool is_stopped;

    BeatLogFile *file;   /* owned; this and the rest belong to the worker's thread */
    ReplyQueue *replies; /* owned */
    GPtrArray *batch;    /* Entry, owned: written next */
    int64_t batch_bytes;
    bool is_batch_posted, is_retry_posted;

    struct {
        atomic_uint_fast64_t posts, refused, failed, bytes, commits;
        atomic_int_fast64_t last_commit_us, max_commit_us;
        atomic_bool is_failing;
    } counters;
};

/* ---- entries ---- */

static void open_count_drop(Open *open) {
    if (atomic_fetch_sub(&open->n, 1) == 1)
        g_free(open);
}

static void entry_free(Entry *entry) {
    if (entry->post.free_data)
        entry->post.free_data(entry->post.data);
    if (entry->post.lines)
        g_string_free(entry->post.lines, TRUE);
    g_clear_error(&entry->error);
    atomic_fetch_sub(&entry->open->bytes, entry->bytes);
    open_count_drop(entry->open);
    g_free(entry);
}

/* On the worker that asked, unless it has stopped. */
static void deliver(void *take_answer, bool is_lost) {
    Entry *entry = take_answer;
    if (!is_lost)
        entry->post.done(entry->error, entry->post.data);
    entry_free(entry);
}

/* A disk that fails does so for everybody: the first failure is logged, the others are counted. */
static void answer(BeatLog *log, Entry *take_entry, bool is_first_failure) {
    if (take_entry->error)
        atomic_fetch_add(&log->counters.failed, 1);
    if (take_entry->post.done) {
        reply_queue_push(log->replies, take_entry->post.reply_to, take_entry);
        return;
    }
    if (take_entry->error && is_first_failure)
        log_error(LOG_WARNING, "catalog", "lines of the viewing log are lost", take_entry->error);
    entry_free(take_entry);
}

static void flush_again(void *data);

static void flush(BeatLog *log) {
    if (!reply_queue_flush(log->replies) && !log->is_retry_posted)
        log->is_retry_posted = worker_post(log->worker, flush_again, log, NULL, NULL);
}

static void flush_again(void *data) {
    BeatLog *log = data;
    log->is_retry_posted = false;
    g_usleep(REPLY_PAUSE_US);
    flush(log);
}

/* ---- writing ---- */

static bool turn_to_day(BeatLog *log, const char *day, GError **error) {
    int64_t cut_bytes = 0;
    if (log->file && g_str_equal(beat_log_file_name(log->file), day))
        return true;
    g_clear_pointer(&log->file, beat_log_file_close);
    log->file = beat_log_file_open(log->directory, day, &cut_bytes, error);
    if (cut_bytes > 0)
        log_event(LOG_WARNING, "catalog", "the viewing log had an unfinished end",
                  LOG_FIELDS({"day", .text = day}, {"cut_bytes", .number = cut_bytes}));
    return log->file != NULL;
}

static bool write_lines(BeatLog *log, const char *day, const GString *lines, GError **error) {
    int64_t start_us = clock_monotonic_us();
    if (!turn_to_day(log, day, error) ||
        !beat_log_file_append(log->file, lines->str, lines->len, error)) {
        g_clear_pointer(&log->file, beat_log_file_close); /* opening it again looks at its end */
        return false;
    }
    int64_t took_us = clock_monotonic_us() - start_us;
    atomic_store(&log->counters.last_commit_us, took_us);
    if (took_us > atomic_load(&log->counters.max_commit_us))
        atomic_store(&log->counters.max_commit_us, took_us);
    atomic_fetch_add(&log->counters.commits, 1);
    atomic_fetch_add(&log->counters.bytes, lines->len);
    return true;
}

/* Entries `from` to `upto` of one day: their lines are on the disk together, or not. */
static void write_day(BeatLog *log, const GPtrArray *batch, unsigned from, unsigned upto,
                      const char *day) {
    g_autoptr(GError) problem = NULL;
    g_autoptr(GString) lines = g_string_sized_new(16384);
    for (unsigned i = from; i < upto; i++) {
        const Entry *entry = batch->pdata[i];
        g_string_append_len(lines, entry->post.lines->str, (gssize)entry->post.lines->len);
    }
    bool is_written = write_lines(log, day, lines, &problem);
    bool was_failing = atomic_exchange(&log->counters.is_failing, !is_written);
    for (unsigned i = from; i < upto; i++) {
        Entry *entry = batch->pdata[i];
        entry->error = is_written ? NULL : g_error_copy(problem);
        answer(log, entry, i == from && !was_failing);
    }
}

/* Everything that waited when the last write was done. */
static void run_batch(void *data) {
    BeatLog *log = data;
    log->is_batch_posted = false;
    if (log->batch->len == 0)
        return;
    g_autoptr(GPtrArray) batch = g_steal_pointer(&log->batch);
    log->batch = g_ptr_array_new();
    log->batch_bytes = 0;
    for (unsigned from = 0, upto; from < batch->len; from = upto) {
        char day[BEAT_LOG_DAY_BYTES], other[BEAT_LOG_DAY_BYTES];
        beat_log_file_day(((Entry *)batch->pdata[from])->post.at_us, day);
        for (upto = from + 1; upto < batch->len; upto++) {
            beat_log_file_day(((Entry *)batch->pdata[upto])->post.at_us, other);
            if (!g_str_equal(day, other))
                break;
        }
        write_day(log, batch, from, upto, day);
    }
    flush(log);
}

/* The batch is written when a post made at its first entry comes by: all that was posted meanwhile,
 * during the write before, is in it then. */
static void add_to_batch(BeatLog *log, Entry *take_entry) {
    g_ptr_array_add(log->batch, take_entry);
    log->batch_bytes += take_entry->bytes;
    if (!log->is_batch_posted)
        log->is_batch_posted = worker_post(log->worker, run_batch, log, NULL, NULL);
    if (!log->is_batch_posted || log->batch_bytes >= BATCH_MAX_BYTES)
        run_batch(log);
}

/* ---- mailbox ---- */

static void on_mail(void *data) {
    Mail *mail = data;
    add_to_batch(mail->log, g_steal_pointer(&mail->entry));
}

/* An entry is still there when the thread ended first: its answer goes out with the last ones. */
static void mail_free(void *data) {
    Mail *mail = data;
    if (mail->entry) {
        mail->entry->error = g_error_new_literal(BASE_ERROR, ERROR_UNAVAILABLE,
                                                 "cannot keep this beat: the server is stopping");
        answer(mail->log, mail->entry, true);
    }
    g_free(mail);
}

static bool refuse(BeatLog *log, bool is_stopping, GError **error) {
    atomic_fetch_add(&log->counters.refused, 1);
    g_set_error_literal(error, BASE_ERROR, is_stopping ? ERROR_UNAVAILABLE : ERROR_OVERLOADED,
                        is_stopping ? "cannot keep this beat: the server is stopping"
                                    : "cannot keep this beat: too many are waiting");
    return false;
}

static bool has_room(BeatLog *log, int64_t bytes) {
    bool is_countable = atomic_fetch_add(&log->open->n, 1) <= BEAT_LOG_MAX_POSTS;
    bool fits = atomic_fetch_add(&log->open->bytes, bytes) + bytes <= BEAT_LOG_MAX_BYTES;
    if (is_countable && fits)
        return true;
    atomic_fetch_sub(&log->open->bytes, bytes);
    atomic_fetch_sub(&log->open->n, 1);
    return false;
}

bool beat_log_append(BeatLog *log, const BeatLogPost *post, GError **error) {
    g_return_val_if_fail(post->done == NULL || post->reply_to != NULL, false);
    int64_t bytes = (int64_t)post->lines->len;
    if (atomic_load(&log->is_stopping))
        return refuse(log, true, error);
    if (!has_room(log, bytes))
        return refuse(log, false, error);
    Entry *entry = g_new0(Entry, 1);
    *entry = (Entry){.post = *post, .open = log->open, .bytes = bytes};
    Mail *mail = g_new0(Mail, 1);
    *mail = (Mail){log, entry};
    if (worker_post(log->worker, on_mail, mail, mail_free, NULL)) {
        atomic_fetch_add(&log->counters.posts, 1);
        return true;
    }
    entry->post.lines = NULL; /* the caller's, like its data */
    entry->post.free_data = NULL;
    entry_free(entry);
    g_free(mail);
    return refuse(log, atomic_load(&log->is_stopping), error);
}

/* ---- life ---- */

BeatLog *beat_log_start(const char *directory, GError **error) {
    g_autoptr(BeatLog) log = g_new0(BeatLog, 1);
    char today[BEAT_LOG_DAY_BYTES];
    log->directory = g_strdup(directory);
    log->open = g_new0(Open, 1);
    atomic_init(&log->open->n, 1);
    log->replies = reply_queue_new(deliver);
    log->batch = g_ptr_array_new();
    beat_log_file_day(clock_wall_us(), today);
    if (!turn_to_day(log, today, error))
        return NULL;
    const WorkerOptions options = {.name = "beat-log",
                                   .mailbox_posts = BEAT_LOG_MAX_POSTS + SPARE_POSTS,
                                   .loop = &WORKER_LOOP_QUEUE};
    log->worker = worker_start(&options, error);
    return log->worker ? g_steal_pointer(&log) : NULL;
}

static void tell(void *data) {
    const int *event_fd = data;
    eventfd_write(*event_fd, 1);
}

/* Waits until the thread has written what was posted before. */
static void drain(BeatLog *log) {
    int event_fd = eventfd(0, EFD_CLOEXEC);
    g_assert(event_fd >= 0);
    eventfd_t ignored;
    if (worker_post(log->worker, run_batch, log, NULL, NULL) &&
        worker_post(log->worker, tell, &event_fd, NULL, NULL))
        eventfd_read(event_fd, &ignored);
    close(event_fd);
}

void beat_log_stop(BeatLog *log) {
    if (!log || log->is_stopped)
        return;
    log->is_stopped = true;
    atomic_store(&log->is_stopping, true);
    if (log->worker)
        drain(log);
    worker_stop(log->worker); /* from here on all belongs to this thread */
    run_batch(log);           /* what came between the drain and the stop */
    int64_t give_up_us = clock_monotonic_us() + REPLY_PATIENCE_US;
    while (!reply_queue_flush(log->replies) && clock_monotonic_us() < give_up_us)
        g_usleep(REPLY_PAUSE_US);
    g_clear_pointer(&log->replies, reply_queue_free);
    g_clear_pointer(&log->file, beat_log_file_close);
}

void beat_log_free(BeatLog *log) {
    if (!log)
        return;
    beat_log_stop(log);
    worker_free(log->worker);
    g_ptr_array_unref(log->batch);
    open_count_drop(log->open);
    g_free(log->directory);
    g_free(log);
}

void beat_log_get_stats(BeatLog *log, BeatLogStats *ret_stats) {
    *ret_stats = (BeatLogStats){
        .posts = atomic_load(&log->counters.posts),
        .refused = atomic_load(&log->counters.refused),
        .failed = atomic_load(&log->counters.failed),
        .bytes = atomic_load(&log->counters.bytes),
        .commits = atomic_load(&log->counters.commits),
        .last_commit_us = atomic_load(&log->counters.last_commit_us),
        .max_commit_us = atomic_load(&log->counters.max_commit_us),
        .waiting_posts = atomic_load(&log->open->n) - 1,
        .waiting_bytes = atomic_load(&log->open->bytes),
        .is_failing = atomic_load(&log->counters.is_failing),
    };
}
