/* A thread with a bounded mailbox. worker_post() is the only way from one thread to another.
 *
 * A loop back end makes the same mailbox work with epoll, a GMainContext, libwebsockets or a plain
 * queue. The mailbox has many producers and one consumer; its memory is taken once, at the start.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Worker Worker;
typedef void (*WorkerFn)(void *data);

/* How a worker waits. Both run with the worker's `loop_data`. */
typedef struct WorkerLoop {
    /* On the new thread. Waits for worker_event_fd() to become readable (or for wake()) among its
     * own events, calls worker_dispatch(), returns soon after worker_is_stopping(). */
    void (*run)(Worker *worker, void *loop_data);
    /* Any thread, after the event fd was written; NULL when the event fd alone wakes the loop. */
    void (*wake)(void *loop_data);
} WorkerLoop;

/* Waits for nothing but mail. */
extern const WorkerLoop WORKER_LOOP_QUEUE;

/* Runs a GMainContext of its own; worker_main_context() returns it. */
extern const WorkerLoop WORKER_LOOP_GLIB;

typedef struct WorkerOptions {
    const char *name;       /* thread name, at most 15 bytes */
    unsigned mailbox_posts; /* capacity, 16 to 1,048,576 */
    const WorkerLoop *loop;
    void *loop_data; /* borrowed until worker_stop() returns */
} WorkerOptions;

/* Returns NULL and ERROR_INTERNAL when the thread or its event fd cannot be made. */
Worker *worker_start(const WorkerOptions *options, GError **error);

/* Queues fn(data) for the worker's thread. On success the worker owns `data`: free_data(data) (if
 * not NULL) is called after fn, or instead of it when the worker stops first. On failure the caller
 * keeps `data`: ERROR_OVERLOADED when the mailbox is full (counted), ERROR_UNAVAILABLE when the
 * worker is stopping. Any thread, also the worker's own (fn then runs after the caller returns to
 * its loop). Posts of one thread keep their order. */
bool worker_post(Worker *worker, WorkerFn fn, void *data, GDestroyNotify free_data, GError **error);

/* Asks the loop to return, waits for the thread, frees mail that never ran. Not from its own
 * thread. NULL and repeated calls are allowed. worker_post() stays valid (and fails) until
 * worker_free(). */
void worker_stop(Worker *worker);
void worker_free(Worker *worker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Worker, worker_free)

/* For loop back ends, on the worker's thread. */
int worker_event_fd(Worker *worker);      /* readable while mail waits or a stop was asked */
unsigned worker_dispatch(Worker *worker); /* runs the mail that waits; returns how many */
bool worker_is_stopping(Worker *worker);
GMainContext *worker_main_context(Worker *worker); /* borrowed; NULL unless WORKER_LOOP_GLIB */

/* The worker whose thread this is; NULL on foreign threads. */
Worker *worker_current(void);

/* Aborts when called on another thread: first line of every verb of an owned object. */
void worker_assert_current(Worker *worker);

/* For /metrics, any thread. */
typedef struct WorkerStats {
    const char *name;
    uint64_t posts;   /* accepted since start */
    uint64_t refused; /* because the mailbox was full */
    unsigned waiting; /* now */
    unsigned capacity;
} WorkerStats;
void worker_get_stats(Worker *worker, WorkerStats *ret_stats);
