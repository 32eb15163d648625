#include "catalog/store/lane.h"

#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "catalog/store/reply_queue.h"

#define SPARE_POSTS       16   /* mailbox room beyond the jobs: batch mark, retry, drain */
#define REPLY_PAUSE_US    1000 /* between attempts while an asking worker's mailbox is full */
#define REPLY_PATIENCE_US (2 * CLOCK_US_PER_S) /* the same when stopping, in all */

/* Jobs accepted and not yet answered, plus one for the lane. Answers may wait in other threads'
 * mailboxes when the lane is gone: the last one frees the counter. */
typedef struct OpenCount {
    atomic_uint n;
} OpenCount;

/* A job on its way through the lane and back. */
typedef struct Task {
    StoreJob job;
    OpenCount *open;
    GError *error; /* owned; NULL: success */
} Task;

/* A task in the lane's mailbox. */
typedef struct Mail {
    Lane *lane;
    Task *task; /* owned until the lane took it */
} Mail;

struct Lane {
    LaneKind kind;
    unsigned max_jobs;
    OpenCount *open;
    Worker *worker; /* owned */
    atomic_bool is_stopping;
    bool is_stopped;

    Database *database;   /* owned; this and the rest belong to the worker's thread */
    ReplyQueue *replies;  /* owned */
    GPtrArray *batch;     /* Task, owned: the next transaction of a writer */
    bool is_batch_posted; /* run_batch is on its way through the mailbox */
    bool is_retry_posted; /* flush_again is on its way through the mailbox */

    struct {
        atomic_uint_fast64_t jobs, failed_jobs, refused, commits, failed_commits, batch_max_jobs;
        atomic_int_fast64_t last_commit_us, max_commit_us;
        atomic_bool is_failing;
    } counters;
};

/* ---- tasks ---- */

static void close_count(OpenCount *open) {
    if (atomic_fetch_sub(&open->n, 1) == 1)
        g_free(open);
}

static void task_free(Task *task) {
    if (task->job.free_data)
        task->job.free_data(task->job.data);
    close_count(task->open);
    g_clear_error(&task->error);
    g_free(task);
}

/* On the worker that asked, unless it has stopped. */
static void deliver(void *take_answer, bool is_lost) {
    Task *task = take_answer;
    if (!is_lost)
        task->job.done(task->error, task->job.data);
    task_free(task);
}

static void answer(Lane *lane, Task *take_task) {
    atomic_fetch_add(&lane->counters.jobs, 1);
    if (take_task->error)
        atomic_fetch_add(&lane->counters.failed_jobs, 1);
    if (take_task->job.done) {
        reply_queue_push(lane->replies, take_task->job.reply_to, take_task);
        return;
    }
    if (take_task->error)
        log_error(LOG_WARNING, "catalog", "database job failed", take_task->error);
    task_free(take_task);
}

static void flush_again(void *data);

static void flush(Lane *lane) {
    if (!reply_queue_flush(lane->replies) && !lane->is_retry_posted)
        lane->is_retry_posted = worker_post(lane->worker, flush_again, lane, NULL, NULL);
}

static void flush_again(void *data) {
    Lane *lane = data;
    lane->is_retry_posted = false;
    g_usleep(REPLY_PAUSE_US);
    flush(lane);
}

/* A job that fails must say why. */
static bool run_job(Lane *lane, Task *task) {
    if (task->job.run(lane->database, task->job.data, &task->error)) {
        g_warn_if_fail(task->error == NULL);
        return true;
    }
    if (!task->error)
        task->error = g_error_new(BASE_ERROR, ERROR_INTERNAL, "a database job failed silently");
    return false;
}

/* ---- reader ---- */

static void run_read(Lane *lane, Task *take_task) {
    Task *task = take_task;
    if (database_begin(lane->database, DATABASE_READ, &task->error)) {
        (void)run_job(lane, task);         /* its error stays in the task */
        database_rollback(lane->database); /* nothing was written: both ends are the same */
    }
    answer(lane, task);
    flush(lane);
}

/* ---- writer ---- */

/* False with `error` when the whole transaction is lost, not only this job. */
static bool run_in_savepoint(Lane *lane, Task *task, GError **error) {
    if (!database_savepoint(lane->database, error))
        return false;
    if (run_job(lane, task))
        return database_savepoint_keep(lane->database, error);
    if (database_in_transaction(lane->database))
        return database_savepoint_undo(lane->database, error);
    /* SQLite undid everything (sqlite.org/lang_transaction §3: full disk, I/O, memory). */
    g_propagate_error(error, g_error_copy(task->error));
    return false;
}

static bool commit(Lane *lane, GError **error) {
    int64_t start_us = clock_monotonic_us();
    bool is_committed = database_commit(lane->database, error);
    int64_t took_us = clock_monotonic_us() - start_us;
    atomic_store(&lane->counters.last_commit_us, took_us);
    if (took_us > atomic_load(&lane->counters.max_commit_us))
        atomic_store(&lane->counters.max_commit_us, took_us);
    return is_committed;
}

static bool run_transaction(Lane *lane, const GPtrArray *batch, GError **error) {
    if (!database_begin(lane->database, DATABASE_WRITE, error))
        return false;
    for (unsigned i = 0; i < batch->len; i++) {
        if (run_in_savepoint(lane, batch->pdata[i], error))
            continue;
        database_rollback(lane->database);
        return false;
    }
    return commit(lane, error);
}

static void count_transaction(Lane *lane, unsigned n_jobs, bool is_committed) {
    atomic_fetch_add(is_committed ? &lane->counters.commits : &lane->counters.failed_commits, 1);
    atomic_store(&lane->counters.is_failing, !is_committed);
    if (n_jobs > atomic_load(&lane->counters.batch_max_jobs))
        atomic_store(&lane->counters.batch_max_jobs, n_jobs);
}

/* Everything that waited when the last commit was done, as one transaction. Answers follow the
 * commit. */
static void run_batch(void *data) {
    Lane *lane = data;
    lane->is_batch_posted = false;
    if (lane->batch->len == 0)
        return;
    g_autoptr(GPtrArray) batch = g_steal_pointer(&lane->batch);
    lane->batch = g_ptr_array_new();
    g_autoptr(GError) lost = NULL;
    bool is_committed = run_transaction(lane, batch, &lost);
    count_transaction(lane, batch->len, is_committed);
    for (unsigned i = 0; i < batch->len; i++) {
        Task *task = batch->pdata[i];
        if (!is_committed && !task->error)
            task->error = g_error_copy(lost);
        answer(lane, task);
    }
    flush(lane);
}

/* The batch runs when a post made at its first job comes by: all that was posted meanwhile, during
 * the commit before, is in it then. */
static void add_to_batch(Lane *lane, Task *take_task) {
    g_ptr_array_add(lane->batch, take_task);
    if (!lane->is_batch_posted)
        lane->is_batch_posted = worker_post(lane->worker, run_batch, lane, NULL, NULL);
    if (!lane->is_batch_posted || lane->batch->len >= LANE_BATCH_MAX_JOBS)
        run_batch(lane);
}

/* ---- mailbox ---- */

static void on_mail(void *data) {
    Mail *mail = data;
    Task *task = g_steal_pointer(&mail->task);
    if (mail->lane->kind == LANE_WRITER)
        add_to_batch(mail->lane, task);
    else
        run_read(mail->lane, task);
}

/* A task is still there when the thread ended first: its answer goes out with the last ones. */
static void mail_free(void *data) {
    Mail *mail = data;
    if (mail->task) {
        mail->task->error = g_error_new(BASE_ERROR, ERROR_UNAVAILABLE,
                                        "cannot use the database: the server is stopping");
        answer(mail->lane, mail->task);
    }
    g_free(mail);
}

static bool open_count(Lane *lane, GError **error) {
    bool is_stopping = atomic_load(&lane->is_stopping);
    if (!is_stopping && atomic_fetch_add(&lane->open->n, 1) <= lane->max_jobs)
        return true;
    if (!is_stopping)
        close_count(lane->open);
    atomic_fetch_add(&lane->counters.refused, 1);
    g_set_error(error, BASE_ERROR, is_stopping ? ERROR_UNAVAILABLE : ERROR_OVERLOADED,
                is_stopping ? "cannot use the database: the server is stopping"
                            : "cannot use the database: %u jobs are waiting",
                lane->max_jobs);
    return false;
}

bool lane_post(Lane *lane, const StoreJob *job, GError **error) {
    g_return_val_if_fail(job->done == NULL || job->reply_to != NULL, false);
    if (!open_count(lane, error))
        return false;
    Task *task = g_new0(Task, 1);
    *task = (Task){*job, lane->open, NULL};
    Mail *mail = g_new0(Mail, 1);
    *mail = (Mail){lane, task};
    if (worker_post(lane->worker, on_mail, mail, mail_free, error))
        return true;
    close_count(lane->open);
    g_free(task); /* its data stay with the caller */
    g_free(mail);
    return false;
}

/* ---- life ---- */

static void take_over(void *data) {
    Lane *lane = data;
    database_take_over(lane->database);
}

Lane *lane_start(const char *name, LaneKind kind, Database *take_database, unsigned max_jobs,
                 GError **error) {
    g_autoptr(Lane) lane = g_new0(Lane, 1);
    lane->kind = kind;
    lane->max_jobs = max_jobs;
    lane->database = take_database;
    lane->open = g_new0(OpenCount, 1);
    atomic_init(&lane->open->n, 1);
    lane->replies = reply_queue_new(deliver);
    lane->batch = g_ptr_array_new();
    const WorkerOptions options = {
        .name = name, .mailbox_posts = max_jobs + SPARE_POSTS, .loop = &WORKER_LOOP_QUEUE};
    lane->worker = worker_start(&options, error);
    if (!lane->worker || !worker_post(lane->worker, take_over, lane, NULL, error))
        return NULL;
    return g_steal_pointer(&lane);
}

static void tell(void *data) {
    const int *event_fd = data;
    eventfd_write(*event_fd, 1);
}

/* Waits until the thread has run what was posted before, and the batch that came of it. */
static void drain(Lane *lane) {
    int event_fd = eventfd(0, EFD_CLOEXEC);
    g_assert(event_fd >= 0);
    eventfd_t ignored;
    if (worker_post(lane->worker, run_batch, lane, NULL, NULL) &&
        worker_post(lane->worker, tell, &event_fd, NULL, NULL))
        eventfd_read(event_fd, &ignored);
    close(event_fd);
}

void lane_stop(Lane *lane) {
    if (!lane || lane->is_stopped)
        return;
    lane->is_stopped = true;
    atomic_store(&lane->is_stopping, true);
    if (lane->worker)
        drain(lane);
    worker_stop(lane->worker); /* from here on all belongs to this thread */
    database_take_over(lane->database);
    run_batch(lane); /* what came between the drain and the stop */
    int64_t give_up_us = clock_monotonic_us() + REPLY_PATIENCE_US;
    while (!reply_queue_flush(lane->replies) && clock_monotonic_us() < give_up_us)
        g_usleep(REPLY_PAUSE_US);
    g_clear_pointer(&lane->replies, reply_queue_free);
    g_clear_pointer(&lane->database, database_close);
}

void lane_free(Lane *lane) {
    if (!lane)
        return;
    lane_stop(lane);
    worker_free(lane->worker);
    g_ptr_array_unref(lane->batch);
    close_count(lane->open);
    g_free(lane);
}

void lane_get_stats(Lane *lane, LaneStats *ret_stats) {
    *ret_stats = (LaneStats){
        .jobs = atomic_load(&lane->counters.jobs),
        .failed_jobs = atomic_load(&lane->counters.failed_jobs),
        .refused = atomic_load(&lane->counters.refused),
        .commits = atomic_load(&lane->counters.commits),
        .failed_commits = atomic_load(&lane->counters.failed_commits),
        .batch_max_jobs = atomic_load(&lane->counters.batch_max_jobs),
        .last_commit_us = atomic_load(&lane->counters.last_commit_us),
        .max_commit_us = atomic_load(&lane->counters.max_commit_us),
        .open = atomic_load(&lane->open->n) - 1,
        .is_failing = atomic_load(&lane->counters.is_failing),
    };
}
