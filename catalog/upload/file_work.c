#include "catalog/upload/file_work.h"

#include "base/error.h"
#include "base/log.h"

#define MAILBOX_POSTS  4096
#define REPLY_RETRY_US 1000 /* the api thread is emptying its mailbox */

struct FileWork {
    Worker *worker;
    Worker *reply_to; /* borrowed */
};

typedef struct Task {
    FileWork *work;
    FileWorkJob job;
    GError *error; /* owned */
} Task;

FileWork *file_work_start(GError **error) {
    FileWork *work = g_new0(FileWork, 1);
    WorkerOptions options = {
        .name = "upload", .mailbox_posts = MAILBOX_POSTS, .loop = &WORKER_LOOP_QUEUE};
    work->worker = worker_start(&options, error);
    if (work->worker)
        return work;
    g_free(work);
    return NULL;
}

void file_work_attach(FileWork *work, Worker *reply_to) {
    work->reply_to = reply_to;
}

void file_work_stop(FileWork *work) {
    if (work)
        worker_stop(work->worker);
}

void file_work_free(FileWork *work) {
    if (!work)
        return;
    worker_free(work->worker);
    g_free(work);
}

static void free_task(void *data) {
    Task *task = data;
    if (task->job.free_data)
        task->job.free_data(task->job.data);
    g_clear_error(&task->error);
    g_free(task);
}

static void reply(void *data) {
    Task *task = *(Task **)data;
    task->job.done(task->error, task->job.data);
}

static void free_slot(void *data) {
    Task **slot = data;
    if (*slot)
        free_task(*slot);
    g_free(slot);
}

/* Mail is freed after it ran, but the task goes on to its answer. */
static void run(void *data) {
    Task **from = data;
    Task *task = g_steal_pointer(from);
    bool is_done = task->job.run(task->job.data, &task->error);
    g_assert(is_done == (task->error == NULL));
    if (!task->job.done) {
        if (task->error)
            log_error(LOG_WARNING, "catalog", "a file of a course was not dealt with", task->error);
        free_task(task);
        return;
    }
    Task **slot = g_new(Task *, 1);
    *slot = task;
    g_autoptr(GError) problem = NULL;
    while (!worker_post(task->work->reply_to, reply, slot, free_slot, &problem)) {
        if (error_code(problem) != ERROR_OVERLOADED) {
            free_slot(slot); /* the server stops */
            return;
        }
        g_clear_error(&problem);
        g_usleep(REPLY_RETRY_US);
    }
}

bool file_work_post(FileWork *work, const FileWorkJob *job, GError **error) {
    Task *task = g_new0(Task, 1);
    *task = (Task){.work = work, .job = *job};
    Task **slot = g_new(Task *, 1);
    *slot = task;
    if (worker_post(work->worker, run, slot, free_slot, error))
        return true;
    task->job.free_data = NULL; /* the caller's */
    free_slot(slot);
    return false;
}

void file_work_get_stats(FileWork *work, WorkerStats *ret_stats) {
    worker_get_stats(work->worker, ret_stats);
}
