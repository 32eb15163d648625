#include "catalog/attendance/credit_rebuild.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "catalog/attendance/credit_source.h"
#include "catalog/store/store_file.h"
#include "catalog/viewing/beat_log_file.h"
#include "catalog/viewing/beat_log_reader.h"
#include "catalog/viewing/credit_replay.h"

#define DAY_US         (INT64_C(24) * 3600 * 1000000)
#define MAX_DAYS       3 /* that CREDIT_SOURCE_REACH_US may touch while it is read */
#define MAILBOX_POSTS  16
#define SLACK_US       (60 * CLOCK_US_PER_S) /* of the order of the log's moments */
#define SHORT_BYTES    (4 * 1024 * 1024)     /* so little more: what comes meanwhile is kept */
#define MAX_PASSES     8
#define REPLY_PAUSE_US 1000 /* while the api thread's mailbox is full */
#define REPLY_N_PAUSES 5000

struct CreditRebuild {
    Worker *worker;
    Worker *api;      /* borrowed */
    CreditBook *book; /* borrowed; of the api thread */
    char *directory;
    /* Of the thread: */
    Database *database; /* while it reads */
    CreditReplay *replay;
    int64_t first_day_us;
    int64_t ends[MAX_DAYS]; /* of what was read of each day */
    uint64_t n_records, n_damaged;
    int64_t n_bytes, started_us;
};

/* The connection belongs to this thread: it is closed here. */
static void run_loop(Worker *worker, void *loop_data) {
    CreditRebuild *rebuild = loop_data;
    WORKER_LOOP_QUEUE.run(worker, NULL);
    g_clear_pointer(&rebuild->database, database_close);
}

static const WorkerLoop LOOP = {.run = run_loop};

CreditRebuild *credit_rebuild_start(const char *directory, GError **error) {
    CreditRebuild *rebuild = g_new0(CreditRebuild, 1);
    rebuild->directory = g_strdup(directory);
    const WorkerOptions options = {
        .name = "credit", .mailbox_posts = MAILBOX_POSTS, .loop = &LOOP, .loop_data = rebuild};
    rebuild->worker = worker_start(&options, error);
    if (rebuild->worker)
        return rebuild;
    credit_rebuild_free(rebuild);
    return NULL;
}

void credit_rebuild_stop(CreditRebuild *rebuild) {
    if (rebuild)
        worker_stop(rebuild->worker);
}

void credit_rebuild_free(CreditRebuild *rebuild) {
    if (!rebuild)
        return;
    worker_free(rebuild->worker);
    credit_replay_free(rebuild->replay);
    g_free(rebuild->directory);
    g_free(rebuild);
}

/* ---- reading ---- */

static bool take_record(const BeatRecord *record, void *user) {
    CreditRebuild *rebuild = user;
    credit_replay_take(rebuild->replay, record);
    return !worker_is_stopping(rebuild->worker);
}

static bool read_day(CreditRebuild *rebuild, unsigned number, GError **error) {
    char day[BEAT_LOG_DAY_BYTES];
    beat_log_file_day(rebuild->first_day_us + number * DAY_US, day);
    const BeatLogPlace place = {rebuild->directory, day, rebuild->ends[number]};
    BeatLogReading reading;
    if (!beat_log_reader_read(&place, take_record, rebuild, &reading, error))
        return false;
    rebuild->n_bytes += reading.end - rebuild->ends[number];
    rebuild->n_records += reading.records;
    rebuild->n_damaged += reading.damaged_lines;
    rebuild->ends[number] = reading.end;
    return true;
}

/* To the end of the log, as it is now. */
static bool read_on(CreditRebuild *rebuild, int64_t *ret_bytes, GError **error) {
    int64_t before = rebuild->n_bytes, now_us = clock_wall_us();
    for (unsigned i = 0; i < MAX_DAYS && rebuild->first_day_us + i * DAY_US <= now_us; i++)
        if (!read_day(rebuild, i, error))
            return false;
    *ret_bytes = rebuild->n_bytes - before;
    return true;
}

static bool begin_reading(CreditRebuild *rebuild, GError **error) {
    int64_t from_us, now_us = clock_wall_us();
    char day[BEAT_LOG_DAY_BYTES];
    rebuild->database = store_file_open_reader(rebuild->directory, error);
    if (!rebuild->database || !credit_source_first(rebuild->database, now_us, &from_us, error))
        return false;
    from_us -= SLACK_US;
    rebuild->first_day_us = from_us / DAY_US * DAY_US;
    beat_log_file_day(from_us, day);
    const BeatLogPlace place = {rebuild->directory, day, 0};
    const CreditReplayPort port = {credit_source_opened, credit_source_whose, rebuild->database};
    rebuild->replay = credit_replay_new(&port);
    return beat_log_reader_find(&place, from_us, &rebuild->ends[0], error);
}

static bool read_most(CreditRebuild *rebuild, GError **error) {
    int64_t n_bytes = INT64_MAX;
    if (!begin_reading(rebuild, error))
        return false;
    for (unsigned i = 0; i < MAX_PASSES && n_bytes > SHORT_BYTES; i++)
        if (!read_on(rebuild, &n_bytes, error))
            return false;
    return true;
}

/* ---- to the api thread and back ---- */

/* What goes there; `live` may come back, since freeing it takes long. */
typedef struct Mail {
    CreditRebuild *rebuild;
    CreditLive *live; /* owned, or NULL */
} Mail;

static void free_mail(void *data) {
    Mail *mail = data;
    credit_live_free(mail->live);
    g_free(mail);
}

static void do_nothing(void *data) {
    (void)data;
}

static void post_to_api(CreditRebuild *rebuild, WorkerFn fn, CreditLive *take_live) {
    Mail *mail = g_new(Mail, 1);
    *mail = (Mail){rebuild, take_live};
    for (unsigned i = 0; i < REPLY_N_PAUSES; i++) {
        g_autoptr(GError) error = NULL;
        if (worker_post(rebuild->api, fn, mail, free_mail, &error))
            return;
        if (error_code(error) != ERROR_OVERLOADED)
            break; /* the server stops */
        g_usleep(REPLY_PAUSE_US);
    }
    free_mail(mail);
}

/* When its own mailbox is full, the next tick goes on. */
static void on_turn(void *data) {
    CreditRebuild *rebuild = data;
    if (credit_book_work(rebuild->book))
        (void)worker_post(rebuild->api, on_turn, rebuild, NULL, NULL);
}

static void on_ready(void *data) {
    Mail *mail = data;
    CreditRebuild *rebuild = mail->rebuild;
    if (credit_book_take(rebuild->book, mail->live)) {
        mail->live = NULL;
        on_turn(rebuild);
        return;
    }
    Mail *back = g_new(Mail, 1);
    *back = (Mail){rebuild, g_steal_pointer(&mail->live)};
    if (!worker_post(rebuild->worker, do_nothing, back, free_mail, NULL))
        free_mail(back);
}

/* ---- the thread ---- */

static void finish(CreditRebuild *rebuild, const GError *error) {
    CreditLive *live = NULL;
    if (worker_is_stopping(rebuild->worker))
        return;
    if (error)
        log_error(LOG_WARNING, "catalog", "what is credited so far begins anew", error);
    else
        live = credit_replay_finish(rebuild->replay);
    g_clear_pointer(&rebuild->replay, credit_replay_free);
    g_clear_pointer(&rebuild->database, database_close);
    if (live)
        log_event(LOG_INFO, "catalog", "what is credited so far was read back",
                  LOG_FIELDS({"viewings", .number = credit_live_n(live)},
                             {"log_records", .number = (int64_t)rebuild->n_records},
                             {"log_bytes", .number = rebuild->n_bytes},
                             {"damaged_lines", .number = (int64_t)rebuild->n_damaged},
                             {"ms", .number = (clock_monotonic_us() - rebuild->started_us) /
                                              CLOCK_US_PER_MS}));
    post_to_api(rebuild, on_ready, live);
}

/* All that was told to the api thread before it gathered is in the log by now. */
static void read_rest(void *data) {
    CreditRebuild *rebuild = data;
    g_autoptr(GError) error = NULL;
    int64_t n_bytes;
    (void)read_on(rebuild, &n_bytes, &error);
    finish(rebuild, error);
}

static void on_gather(void *data) {
    CreditRebuild *rebuild = ((Mail *)data)->rebuild;
    credit_book_gather(rebuild->book);
    (void)worker_post(rebuild->worker, read_rest, rebuild, NULL, NULL);
}

static void run(void *data) {
    CreditRebuild *rebuild = data;
    g_autoptr(GError) error = NULL;
    rebuild->started_us = clock_monotonic_us();
    if (read_most(rebuild, &error))
        post_to_api(rebuild, on_gather, NULL);
    else
        finish(rebuild, error);
}

void credit_rebuild_begin(CreditRebuild *rebuild, Worker *api, CreditBook *book) {
    rebuild->api = api;
    rebuild->book = book;
    credit_book_await(book);
    if (!worker_post(rebuild->worker, run, rebuild, NULL, NULL))
        (void)credit_book_take(book, NULL);
}
