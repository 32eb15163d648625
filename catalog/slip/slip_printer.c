#include "catalog/slip/slip_printer.h"

#include <stdatomic.h>
#include <unistd.h>

#include "base/error.h"
#include "catalog/slip/slip_file.h"

#define MAILBOX_POSTS 32
#define NICENESS      10 /* meetings go on meanwhile */

struct SlipPrinter {
    Worker *worker;
    atomic_uint n_jobs;
    atomic_bool has_fonts;
};

typedef struct Task {
    SlipPrinter *printer;
    SlipJob job;
    GBytes *pdf;   /* owned */
    GError *error; /* owned */
} Task;

static void clear_job(SlipJob *job) {
    if (job->sheet)
        job->free_sheet(job->sheet);
    job->sheet = NULL;
}

static void free_task(void *data) {
    Task *task = data;
    atomic_fetch_sub(&task->printer->n_jobs, 1);
    if (task->job.free_data)
        task->job.free_data(task->job.data);
    clear_job(&task->job);
    g_clear_pointer(&task->pdf, g_bytes_unref);
    g_clear_error(&task->error);
    g_free(task);
}

/* Mail is freed after it ran, but a task goes on to its answer: mail is a slot. */
static void free_slot(void *data) {
    Task **slot = data;
    if (*slot)
        free_task(*slot);
    g_free(slot);
}

static void deliver(void *data) {
    const Task *task = *(Task **)data;
    task->job.done(task->error, task->pdf, task->job.data);
}

static void print(void *data) {
    Task **from = data;
    Task *task = *from;
    task->pdf = task->job.make(task->job.sheet, &task->error);
    Task **slot = g_new(Task *, 1);
    *slot = g_steal_pointer(from);
    if (!worker_post(task->job.reply_to, deliver, slot, free_slot, NULL))
        free_slot(slot); /* who asked is stopping, or has no room for an answer */
}

/* Fonts are looked for once: fontconfig reads folders, which only this thread may do. */
static void look_for_fonts(void *data) {
    SlipPrinter *printer = data;
    int ignored = nice(NICENESS); /* of this thread alone, see nice(2), Linux */
    (void)ignored;
    atomic_store(&printer->has_fonts, slip_file_has_fonts());
}

SlipPrinter *slip_printer_start(GError **error) {
    g_autoptr(SlipPrinter) printer = g_new0(SlipPrinter, 1);
    atomic_store(&printer->has_fonts, true); /* until it is known */
    WorkerOptions options = {"print", MAILBOX_POSTS, &WORKER_LOOP_QUEUE, NULL};
    printer->worker = worker_start(&options, error);
    if (!printer->worker || !worker_post(printer->worker, look_for_fonts, printer, NULL, error))
        return NULL;
    return g_steal_pointer(&printer);
}

void slip_printer_stop(SlipPrinter *printer) {
    if (printer)
        worker_stop(printer->worker);
}

void slip_printer_free(SlipPrinter *printer) {
    if (!printer)
        return;
    slip_printer_stop(printer);
    worker_free(printer->worker);
    g_free(printer);
}

bool slip_printer_check(SlipPrinter *printer, GError **error) {
    if (!atomic_load(&printer->has_fonts))
        return slip_file_missing_fonts(error);
    if (atomic_load(&printer->n_jobs) < SLIP_PRINTER_MAX_JOBS)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_OVERLOADED,
                        "Others are printing: try again in a moment.");
    return false;
}

bool slip_printer_post(SlipPrinter *printer, SlipJob *take_job, GError **error) {
    if (!slip_printer_check(printer, error)) {
        clear_job(take_job);
        return false;
    }
    atomic_fetch_add(&printer->n_jobs, 1);
    Task *task = g_new0(Task, 1);
    task->printer = printer;
    task->job = *take_job;
    Task **slot = g_new(Task *, 1);
    *slot = task;
    if (worker_post(printer->worker, print, slot, free_slot, error))
        return true;
    task->job.free_data = NULL; /* the caller's */
    free_slot(slot);
    return false;
}
