#include "base/worker.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <glib-unix.h>

#include "base/error.h"

typedef struct Post {
    WorkerFn fn;
    void *data;
    GDestroyNotify free_data;
} Post;

/* Two arrays of the full capacity: producers fill one while the owner runs the other, so that a
 * burst costs the owner one lock. The only mutex of the house; pthread, which ThreadSanitizer sees.
 */
struct Worker {
    char name[16];
    const WorkerLoop *loop;
    void *loop_data;
    pthread_t thread;
    int event_fd;
    unsigned capacity;
    GMainContext *context; /* owned; WORKER_LOOP_GLIB only */
    GMainLoop *main_loop;  /* owned; WORKER_LOOP_GLIB only */
    Post *running;         /* owner thread */

    pthread_mutex_t mutex; /* guards the rest */
    Post *waiting;
    unsigned n_waiting;
    bool is_stopping; /* atomic: loops read it each round without the mutex */
    bool is_joined;
    uint64_t posts, refused;
};

static _Thread_local Worker *current_worker;

static void *thread_main(void *data) {
    Worker *worker = data;
    current_worker = worker;
    pthread_setname_np(pthread_self(), worker->name);
    if (worker->context)
        g_main_context_push_thread_default(worker->context);
    worker->loop->run(worker, worker->loop_data);
    if (worker->context)
        g_main_context_pop_thread_default(worker->context);
    return NULL;
}

/* The eventfd is 0 or positive; adding to it never blocks at these values. */
static void wake(Worker *worker) {
    uint64_t one = 1;
    ssize_t ignored = write(worker->event_fd, &one, sizeof one);
    (void)ignored;
    if (worker->loop->wake)
        worker->loop->wake(worker->loop_data);
}

Worker *worker_start(const WorkerOptions *options, GError **error) {
    Worker *worker = g_new0(Worker, 1);
    g_strlcpy(worker->name, options->name, sizeof worker->name);
    worker->loop = options->loop;
    worker->loop_data = options->loop_data;
    worker->capacity = CLAMP(options->mailbox_posts, 16u, 1u << 20);
    worker->waiting = g_new(Post, worker->capacity);
    worker->running = g_new(Post, worker->capacity);
    worker->is_joined = true;
    pthread_mutex_init(&worker->mutex, NULL);
    worker->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (options->loop == &WORKER_LOOP_GLIB) {
        worker->context = g_main_context_new();
        worker->main_loop = g_main_loop_new(worker->context, FALSE);
    }
    int code = worker->event_fd < 0 ? errno : 0;
    if (code == 0)
        code = pthread_create(&worker->thread, NULL, thread_main, worker);
    if (code != 0) {
        g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot start thread '%s': %s",
                    options->name, g_strerror(code));
        worker_free(worker);
        return NULL;
    }
    worker->is_joined = false;
    return worker;
}

bool worker_post(Worker *worker, WorkerFn fn, void *data, GDestroyNotify free_data,
                 GError **error) {
    pthread_mutex_lock(&worker->mutex);
    bool is_stopping = worker->is_stopping;
    bool is_full = worker->n_waiting == worker->capacity;
    bool was_empty = worker->n_waiting == 0;
    if (!is_stopping && !is_full) {
        worker->waiting[worker->n_waiting++] = (Post){fn, data, free_data};
        worker->posts++;
    } else if (is_full) {
        worker->refused++;
    }
    pthread_mutex_unlock(&worker->mutex);

    if (is_stopping || is_full) {
        g_set_error(error, BASE_ERROR, is_stopping ? ERROR_UNAVAILABLE : ERROR_OVERLOADED,
                    is_stopping ? "cannot post to '%s': it is stopping"
                                : "cannot post to '%s': its mailbox is full",
                    worker->name);
        return false;
    }
    if (was_empty)
        wake(worker);
    return true;
}

static unsigned take_waiting(Worker *worker) {
    pthread_mutex_lock(&worker->mutex);
    unsigned n_taken = worker->n_waiting;
    Post *taken = worker->waiting;
    worker->waiting = worker->running;
    worker->running = taken;
    worker->n_waiting = 0;
    pthread_mutex_unlock(&worker->mutex);
    return n_taken;
}

unsigned worker_dispatch(Worker *worker) {
    worker_assert_current(worker);
    if (!worker_is_stopping(worker)) { /* after a stop the fd stays readable: loops must wake */
        uint64_t count;
        ssize_t ignored = read(worker->event_fd, &count, sizeof count);
        (void)ignored;
    }
    unsigned n_taken = take_waiting(worker);
    for (unsigned i = 0; i < n_taken; i++) {
        Post post = worker->running[i];
        post.fn(post.data);
        if (post.free_data)
            post.free_data(post.data);
    }
    return n_taken;
}

static void ask_to_stop(Worker *worker) {
    pthread_mutex_lock(&worker->mutex);
    __atomic_store_n(&worker->is_stopping, true, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&worker->mutex);
    wake(worker);
}

void worker_stop(Worker *worker) {
    if (!worker || worker->is_joined)
        return;
    g_assert(current_worker != worker);
    ask_to_stop(worker);
    pthread_join(worker->thread, NULL);
    worker->is_joined = true;
    unsigned n_left = take_waiting(worker);
    for (unsigned i = 0; i < n_left; i++)
        if (worker->running[i].free_data)
            worker->running[i].free_data(worker->running[i].data);
}

void worker_free(Worker *worker) {
    if (!worker)
        return;
    worker_stop(worker);
    if (worker->event_fd >= 0)
        close(worker->event_fd);
    g_clear_pointer(&worker->main_loop, g_main_loop_unref);
    g_clear_pointer(&worker->context, g_main_context_unref);
    pthread_mutex_destroy(&worker->mutex);
    g_free(worker->waiting);
    g_free(worker->running);
    g_free(worker);
}

int worker_event_fd(Worker *worker) {
    return worker->event_fd;
}

bool worker_is_stopping(Worker *worker) {
    return __atomic_load_n(&worker->is_stopping, __ATOMIC_ACQUIRE);
}

GMainContext *worker_main_context(Worker *worker) {
    return worker->context;
}

Worker *worker_current(void) {
    return current_worker;
}

void worker_assert_current(Worker *worker) {
    g_assert(current_worker == worker);
}

void worker_get_stats(Worker *worker, WorkerStats *ret_stats) {
    pthread_mutex_lock(&worker->mutex);
    *ret_stats = (WorkerStats){
        .name = worker->name,
        .posts = worker->posts,
        .refused = worker->refused,
        .waiting = worker->n_waiting,
        .capacity = worker->capacity,
    };
    pthread_mutex_unlock(&worker->mutex);
}

/* ---- back ends ---- */

static void run_queue(Worker *worker, void *loop_data) {
    struct pollfd wait = {.fd = worker->event_fd, .events = POLLIN};
    while (!worker_is_stopping(worker)) {
        poll(&wait, 1, -1);
        worker_dispatch(worker);
    }
}

static gboolean on_mail(int fd, GIOCondition condition, void *data) {
    Worker *worker = data;
    worker_dispatch(worker);
    if (worker_is_stopping(worker))
        g_main_loop_quit(worker->main_loop);
    return G_SOURCE_CONTINUE;
}

static void run_glib(Worker *worker, void *loop_data) {
    GSource *source = g_unix_fd_source_new(worker->event_fd, G_IO_IN);
    g_source_set_callback(source, G_SOURCE_FUNC(on_mail), worker, NULL);
    g_source_attach(source, worker->context);
    g_main_loop_run(worker->main_loop);
    g_source_destroy(source);
    g_source_unref(source);
}

const WorkerLoop WORKER_LOOP_QUEUE = {.run = run_queue};
const WorkerLoop WORKER_LOOP_GLIB = {.run = run_glib};
