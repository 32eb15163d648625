#include "media/workshop/workshop.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/event_loop.h"
#include "base/json_table.h"
#include "base/log.h"
#include "base/worker.h"
#include "media/workshop/tool_line.h"
#include "media/workshop/tool_process.h"

#define MAILBOX_POSTS 64
#define READ_BYTES    16384
#define SILENCE_US    (600 * CLOCK_US_PER_S)
#define KILL_AFTER_US (5 * CLOCK_US_PER_S) /* behind SIGTERM */
#define EXIT_FAILED   1

struct Workshop {
    WorkshopOptions options; /* tool owned */
    EventLoop *loop;
    Worker *worker;
    GHashTable *tasks; /* id → Task; workshop's thread */
    atomic_uint_fast64_t n_started, n_failed_starts, n_bad_lines, n_silenced;
    atomic_uint n_running; /* counted from workshop_run() */
};

typedef struct Task {
    EventWatch said, ended;
    Workshop *workshop;
    char id[ID_TEXT_BYTES];
    WorkshopVerb verb;
    ToolProcess process;
    GString *text; /* of a probe all, else what has come of a line */
    char *problem; /* owned */
    Timer timer;   /* of silence, or between the signals */
    bool is_ending, is_too_long;
} Task;

/* ---- life ---- */

Workshop *workshop_start(const WorkshopOptions *options, GError **error) {
    g_autoptr(Workshop) workshop = g_new0(Workshop, 1);
    workshop->options = *options;
    workshop->options.tool = g_strdup(options->tool);
    if (workshop->options.silence_us <= 0)
        workshop->options.silence_us = SILENCE_US;
    workshop->tasks = g_hash_table_new(g_str_hash, g_str_equal);
    workshop->loop = event_loop_new(error);
    if (!workshop->loop)
        return NULL;
    WorkerOptions worker = {.name = "workshop",
                            .mailbox_posts = MAILBOX_POSTS,
                            .loop = &WORKER_LOOP_EVENTS,
                            .loop_data = workshop->loop};
    workshop->worker = worker_start(&worker, error);
    return workshop->worker ? g_steal_pointer(&workshop) : NULL;
}

static void free_task(Task *task) {
    g_string_free(task->text, TRUE);
    g_free(task->problem);
    g_free(task);
}

void workshop_stop(Workshop *workshop) {
    if (workshop && workshop->worker)
        worker_stop(workshop->worker);
}

/* The thread has ended: nobody else touches the tasks. */
void workshop_free(Workshop *workshop) {
    if (!workshop)
        return;
    workshop_stop(workshop);
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, workshop->tasks);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Task *task = value;
        int status;
        kill(task->process.pid, SIGKILL);
        event_loop_remove(&task->said);
        event_loop_remove(&task->ended);
        event_loop_cancel_timer(workshop->loop, &task->timer);
        tool_process_reap(&task->process, &status);
        free_task(task);
    }
    g_hash_table_unref(workshop->tasks);
    worker_free(workshop->worker);
    event_loop_free(workshop->loop);
    g_free((char *)workshop->options.tool);
    g_free(workshop);
}

void workshop_get_stats(const Workshop *workshop, WorkshopStats *ret_stats) {
    *ret_stats = (WorkshopStats){
        .started = atomic_load_explicit(&workshop->n_started, memory_order_relaxed),
        .failed_starts = atomic_load_explicit(&workshop->n_failed_starts, memory_order_relaxed),
        .bad_lines = atomic_load_explicit(&workshop->n_bad_lines, memory_order_relaxed),
        .silenced = atomic_load_explicit(&workshop->n_silenced, memory_order_relaxed),
        .running = atomic_load_explicit(&workshop->n_running, memory_order_relaxed),
    };
}

/* ---- time ---- */

static void on_kill(Timer *timer, void *user) {
    Task *task = (Task *)(void *)((char *)timer - offsetof(Task, timer));
    kill(task->process.pid, SIGKILL);
}

static void end_task(Task *task) {
    EventLoop *loop = task->workshop->loop;
    if (task->is_ending)
        return;
    task->is_ending = true;
    kill(task->process.pid, SIGTERM);
    event_loop_set_timer(loop, &task->timer, event_loop_now_us(loop) + KILL_AFTER_US, on_kill);
}

static void on_silence(Timer *timer, void *user) {
    Task *task = (Task *)(void *)((char *)timer - offsetof(Task, timer));
    atomic_fetch_add_explicit(&task->workshop->n_silenced, 1, memory_order_relaxed);
    log_event(LOG_WARNING, "media", "the tool for courses is silent and is ended",
              LOG_FIELDS({"job", task->id}));
    end_task(task);
}

static void watch_silence(Task *task) {
    Workshop *workshop = task->workshop;
    if (!task->is_ending)
        event_loop_set_timer(workshop->loop, &task->timer,
                             event_loop_now_us(workshop->loop) + workshop->options.silence_us,
                             on_silence);
}

/* ---- what it says ---- */

static void take_line(Task *task, const char *text, size_t length) {
    Workshop *workshop = task->workshop;
    ToolLine line;
    tool_line_read(text, length, &line);
    if (line.kind == TOOL_LINE_BAD) {
        atomic_fetch_add_explicit(&workshop->n_bad_lines, 1, memory_order_relaxed);
    } else if (line.kind == TOOL_LINE_FAILED) {
        g_free(task->problem);
        task->problem = g_steal_pointer(&line.problem);
    } else if (line.kind == TOOL_LINE_PROGRESS) {
        WorkshopProgress progress = {.permille = line.permille, .left_s = line.left_s};
        g_strlcpy(progress.id, task->id, sizeof progress.id);
        g_strlcpy(progress.step, line.step, sizeof progress.step);
        workshop->options.events.on_progress(&progress, workshop->options.user);
    }
    g_free(line.problem);
}

static void drop_long(Task *task) {
    task->is_too_long = true;
    g_string_truncate(task->text, 0);
}

static void take_lines(Task *task) {
    GString *text = task->text;
    char *end;
    size_t used = 0;
    while ((end = memchr(text->str + used, '\n', text->len - used))) {
        size_t length = (size_t)(end - text->str) - used;
        if (task->is_too_long)
            atomic_fetch_add_explicit(&task->workshop->n_bad_lines, 1, memory_order_relaxed);
        else if (length > 0)
            take_line(task, text->str + used, length);
        task->is_too_long = false;
        used += length + 1;
    }
    g_string_erase(text, 0, (gssize)used);
    if (text->len > TOOL_LINE_MAX_BYTES)
        drop_long(task);
}

static void take_answer(Task *task) {
    if (task->text->len > WORKSHOP_ANSWER_BYTES)
        drop_long(task);
}

/* False when there is no more now; *ret_is_over: and never will be. */
static bool read_some(Task *task, bool *ret_is_over) {
    char bytes[READ_BYTES];
    ssize_t n;
    do
        n = read(task->process.out_fd, bytes, sizeof bytes);
    while (n < 0 && errno == EINTR);
    *ret_is_over = n == 0;
    if (n <= 0)
        return false;
    g_string_append_len(task->text, bytes, n);
    if (task->verb == WORKSHOP_PROBE)
        take_answer(task);
    else
        take_lines(task);
    watch_silence(task);
    return true;
}

static void on_said(EventWatch *watch, uint32_t events) {
    Task *task = (Task *)(void *)((char *)watch - offsetof(Task, said));
    bool is_over;
    (void)read_some(task, &is_over);
    if (is_over)
        event_loop_remove(watch);
}

/* ---- the end ---- */

static WorkshopOutcome outcome_of(const Task *task, int status) {
    if (task->is_ending || !WIFEXITED(status))
        return WORKSHOP_AGAIN;
    switch (WEXITSTATUS(status)) {
    case 0:
        return WORKSHOP_DONE;
    case EXIT_FAILED:
        return WORKSHOP_FAILED;
    default:
        return WORKSHOP_AGAIN;
    }
}

static void tell_end(Workshop *workshop, const char *id, WorkshopOutcome outcome,
                     const char *text) {
    WorkshopEnd end = {.outcome = outcome, .text = text};
    g_strlcpy(end.id, id, sizeof end.id);
    atomic_fetch_sub(&workshop->n_running, 1);
    workshop->options.events.on_end(&end, workshop->options.user);
}

static void retire_task(EventWatch *watch) {
    free_task((Task *)(void *)((char *)watch - offsetof(Task, ended)));
}

static void on_ended(EventWatch *watch, uint32_t events) {
    Task *task = (Task *)(void *)((char *)watch - offsetof(Task, ended));
    Workshop *workshop = task->workshop;
    int status = 0;
    bool is_over;
    while (read_some(task, &is_over))
        continue;
    event_loop_remove(&task->said);
    event_loop_remove(&task->ended);
    event_loop_cancel_timer(workshop->loop, &task->timer);
    tool_process_reap(&task->process, &status);
    g_hash_table_remove(workshop->tasks, task->id);
    WorkshopOutcome outcome = outcome_of(task, status);
    bool is_probe = task->verb == WORKSHOP_PROBE;
    g_autofree char *problem =
        is_probe ? json_peek_string(task->text->str, task->text->len, "problem") : NULL;
    const char *text = is_probe && outcome == WORKSHOP_DONE ? task->text->str
                       : is_probe                           ? problem
                                                            : task->problem;
    tell_end(workshop, task->id, outcome, text);
    event_loop_retire(workshop->loop, &task->ended, retire_task);
}

/* ---- orders ---- */

typedef struct Order {
    Workshop *workshop;
    char id[ID_TEXT_BYTES];
    char *folder; /* owned, or NULL */
    WorkshopVerb verb;
} Order;

static void free_order(void *data) {
    g_free(((Order *)data)->folder);
    g_free(data);
}

static bool start_process(const Order *order, ToolProcess *ret_process, GError **error) {
    char *tool = (char *)order->workshop->options.tool;
    g_autofree char *source = g_build_filename(order->folder, "source", NULL);
    char *const probe[] = {tool, (char *)"probe", (char *)"--source", source, NULL};
    char *const prepare[] = {tool, (char *)"prepare", (char *)"--folder", order->folder, NULL};
    char *const make[] = {tool, (char *)"demo", (char *)"--folder", order->folder, NULL};
    char *const *const words[] = {
        [WORKSHOP_MAKE] = make, [WORKSHOP_PROBE] = probe, [WORKSHOP_PREPARE] = prepare};
    return tool_process_start(words[order->verb], ret_process, error);
}

static void run_start(void *data) {
    const Order *order = data;
    Workshop *workshop = order->workshop;
    g_autoptr(GError) error = NULL;
    ToolProcess process;
    if (g_hash_table_contains(workshop->tasks, order->id) ||
        !start_process(order, &process, &error)) {
        atomic_fetch_add_explicit(&workshop->n_failed_starts, 1, memory_order_relaxed);
        if (error)
            log_error(LOG_ERROR, "media", "the tool for courses does not start", error);
        tell_end(workshop, order->id, WORKSHOP_AGAIN, NULL);
        return;
    }
    Task *task = g_new0(Task, 1);
    *task = (Task){.workshop = workshop, .verb = order->verb, .process = process};
    g_strlcpy(task->id, order->id, sizeof task->id);
    task->text = g_string_new(NULL);
    g_hash_table_insert(workshop->tasks, task->id, task);
    atomic_fetch_add_explicit(&workshop->n_started, 1, memory_order_relaxed);
    event_loop_add(workshop->loop, &task->said, process.out_fd, EPOLLIN, on_said);
    event_loop_add(workshop->loop, &task->ended, process.pid_fd, EPOLLIN, on_ended);
    watch_silence(task);
}

static void run_cancel(void *data) {
    const Order *order = data;
    Task *task = g_hash_table_lookup(order->workshop->tasks, order->id);
    if (task)
        end_task(task);
}

static bool post(Workshop *workshop, WorkerFn run, const Order *values, GError **error) {
    Order *order = g_memdup2(values, sizeof *values);
    if (worker_post(workshop->worker, run, order, free_order, error))
        return true;
    free_order(order);
    return false;
}

bool workshop_run(Workshop *workshop, const char *id, const char *folder, WorkshopVerb verb,
                  GError **error) {
    Order order = {.workshop = workshop, .folder = g_strdup(folder), .verb = verb};
    g_strlcpy(order.id, id, sizeof order.id);
    if (atomic_fetch_add(&workshop->n_running, 1) >= WORKSHOP_MAX_TASKS)
        g_set_error_literal(error, BASE_ERROR, ERROR_OVERLOADED,
                            "cannot start the tool for courses: too many run");
    else if (post(workshop, run_start, &order, error))
        return true;
    else
        order.folder = NULL; /* freed by post() */
    g_free(order.folder);
    atomic_fetch_sub(&workshop->n_running, 1);
    return false;
}

void workshop_cancel(Workshop *workshop, const char *id) {
    Order order = {.workshop = workshop};
    g_strlcpy(order.id, id, sizeof order.id);
    (void)post(workshop, run_cancel, &order, NULL); /* it goes on to its end then */
}
