#include "base/gate/gate_worker.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/gate/gate_channel.h"
#include "base/gate/http_answer.h"

#define EVENTS_PER_ROUND  256
#define ACCEPTS_PER_ROUND 64 /* others get their turn between bursts of new connections */
#define MAILBOX_POSTS     65536
#define ACCEPT_PAUSE_US   (100 * CLOCK_US_PER_MS) /* when descriptors have run out */
#define LOOP_WAIT_MAX_US  CLOCK_US_PER_S          /* keeps the date fresh */

static _Thread_local GateWorker *current;

GateWorker *gate_worker_current(void) {
    return current;
}

static bool set_watch(GateWorker *worker, int operation, int fd, uint32_t events,
                      GateWatch *watch) {
    struct epoll_event event = {.events = events | EPOLLRDHUP | EPOLLET, .data.ptr = watch};
    return epoll_ctl(worker->epoll_fd, operation, fd, &event) == 0;
}

bool gate_worker_watch(GateWorker *worker, int fd, GateWatch *watch) {
    return set_watch(worker, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLOUT, watch);
}

bool gate_worker_watch_input(GateWorker *worker, int fd, GateWatch *watch) {
    return set_watch(worker, EPOLL_CTL_ADD, fd, EPOLLIN, watch);
}

void gate_worker_watch_output_too(GateWorker *worker, int fd, GateWatch *watch) {
    set_watch(worker, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLOUT, watch);
}

void gate_worker_unwatch(GateWorker *worker, int fd) {
    epoll_ctl(worker->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
}

/* ---- what goes on in the next round ---- */

static void push_later(GateWatch **list, GateWatch *watch) {
    watch->next_later = *list;
    watch->later_link = list;
    if (*list)
        (*list)->later_link = &watch->next_later;
    *list = watch;
}

static void remove_later(GateWatch *watch) {
    if (!watch->later_link)
        return;
    *watch->later_link = watch->next_later;
    if (watch->next_later)
        watch->next_later->later_link = watch->later_link;
    watch->next_later = NULL;
    watch->later_link = NULL;
}

void gate_worker_call_later(GateWorker *worker, GateWatch *watch) {
    if (!watch->later_link)
        push_later(&worker->later, watch);
}

/* The list turns round, so that who came first is called first. A call may retire any other. */
static void call_later(GateWorker *worker) {
    GateWatch *list = NULL, *watch;
    while ((watch = worker->later)) {
        remove_later(watch);
        push_later(&list, watch);
    }
    while ((watch = list)) {
        remove_later(watch);
        watch->on_ready(watch, 0);
    }
}

/* ---- ends ---- */

void gate_worker_retire(GateWorker *worker, GateWatch *watch, void (*free_fn)(GateWatch *watch)) {
    remove_later(watch);
    watch->on_ready = NULL;
    watch->free_fn = free_fn;
    watch->next_retired = worker->retired;
    worker->retired = watch;
}

static void free_retired(GateWorker *worker) {
    while (worker->retired) {
        GateWatch *watch = worker->retired;
        worker->retired = watch->next_retired;
        watch->free_fn(watch);
    }
}

const char *gate_worker_date(GateWorker *worker) {
    int64_t second = clock_wall_us() / CLOCK_US_PER_S;
    if (second != worker->date_second) {
        static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        time_t at = (time_t)second;
        struct tm utc;
        gmtime_r(&at, &utc);
        snprintf(worker->date, sizeof worker->date, "%s, %02d %s %d %02d:%02d:%02d GMT",
                 days[utc.tm_wday], utc.tm_mday % 100, months[utc.tm_mon],
                 (utc.tm_year + 1900) % 10000, utc.tm_hour % 100, utc.tm_min % 100,
                 utc.tm_sec % 100);
        worker->date_second = second;
    }
    return worker->date;
}

/* ---- accepting ---- */

static void watch_listener(GateListener *listener) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &listener->watch};
    epoll_ctl(listener->worker->epoll_fd, EPOLL_CTL_ADD, listener->fd, &event);
}

static void on_accept_pause_over(Timer *timer, void *user) {
    GateWorker *worker = user;
    for (unsigned i = 0; i < worker->n_listeners; i++)
        if (worker->listeners[i].fd >= 0)
            watch_listener(&worker->listeners[i]);
}

/* Out of descriptors or memory: a level-triggered listener would spin. */
static void pause_accepting(GateWorker *worker) {
    for (unsigned i = 0; i < worker->n_listeners; i++)
        gate_worker_unwatch(worker, worker->listeners[i].fd);
    timer_wheel_set(&worker->timers, &worker->accept_pause, worker->now_us + ACCEPT_PAUSE_US,
                    on_accept_pause_over);
}

static void on_listener_ready(GateWatch *watch, uint32_t events) {
    GateListener *listener = (GateListener *)watch;
    GateWorker *worker = listener->worker;
    for (unsigned i = 0; i < ACCEPTS_PER_ROUND; i++) {
        struct sockaddr_storage from;
        socklen_t length = sizeof from;
        int fd =
            accept4(listener->fd, (struct sockaddr *)&from, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            bool is_exhausted =
                errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
            if (is_exhausted)
                pause_accepting(worker);
            if (errno == ECONNABORTED || errno == EINTR)
                continue;
            return;
        }
        GateAddress peer = {{0}};
        gate_address_from_sockaddr((struct sockaddr *)&from, &peer);
        worker->on_accept(worker, fd, &peer);
    }
}

static void close_listeners(GateWorker *worker) {
    timer_wheel_cancel(&worker->timers, &worker->accept_pause);
    for (unsigned i = 0; i < worker->n_listeners; i++) {
        if (worker->listeners[i].fd >= 0) {
            gate_worker_unwatch(worker, worker->listeners[i].fd);
            close(worker->listeners[i].fd);
        }
        worker->listeners[i].fd = -1;
        worker->listeners[i].watch.on_ready = NULL;
    }
}

/* ---- the loop ---- */

/* A fire that found the mailbox full left its mark before it tried once more: either that letter or
 * one that filled the mailbox brings the worker here. */
static void dispatch(GateWorker *worker, Worker *base) {
    worker_dispatch(base);
    if (__atomic_load_n(&worker->has_missed, __ATOMIC_RELAXED) &&
        __atomic_exchange_n(&worker->has_missed, false, __ATOMIC_ACQUIRE))
        worker->on_missed(worker);
}

static void on_mail_ready(GateWatch *watch, uint32_t events) {
    dispatch(gate_worker_current(), worker_current());
}

static int wait_ms(const GateWorker *worker) {
    int64_t wait_us = timer_wheel_wait_us(&worker->timers, worker->now_us);
    if (worker->later)
        return 0;
    if (wait_us < 0 || wait_us > LOOP_WAIT_MAX_US)
        wait_us = LOOP_WAIT_MAX_US;
    if (worker->stop_at_us != 0)
        wait_us = CLAMP(worker->stop_at_us - worker->now_us, 0, wait_us);
    return (int)((wait_us + CLOCK_US_PER_MS - 1) / CLOCK_US_PER_MS);
}

/* Mail first: what was posted before a client was answered must be seen before its next request,
 * which may be in this very round. */
static void run_round(GateWorker *worker, int timeout_ms) {
    struct epoll_event events[EVENTS_PER_ROUND];
    int n = epoll_wait(worker->epoll_fd, events, EVENTS_PER_ROUND, timeout_ms);
    worker->now_us = clock_monotonic_us();
    for (int i = 0; i < n; i++)
        if (events[i].data.ptr == &worker->mail)
            on_mail_ready(&worker->mail, events[i].events);
    call_later(worker);
    for (int i = 0; i < n; i++) {
        GateWatch *watch = events[i].data.ptr;
        if (watch != &worker->mail && watch->on_ready)
            watch->on_ready(watch, events[i].events);
    }
    timer_wheel_advance(&worker->timers, worker->now_us, worker);
    free_retired(worker);
}

static int64_t asked_to_stop_at_us(const GateWorker *worker) {
    return __atomic_load_n(&worker->shared->stop_at_us, __ATOMIC_ACQUIRE);
}

/* The stop event stays readable for ever: it is taken out of epoll before the connections drain.
 * Mail and requests that were there before the stop are not lost: one more round sees them. */
static void drain(GateWorker *worker, Worker *base) {
    gate_worker_unwatch(worker, worker_event_fd(base));
    worker->stop_at_us = MAX(asked_to_stop_at_us(worker), 1);
    close_listeners(worker);
    dispatch(worker, base);
    run_round(worker, 0);
    while (worker->n_connections > 0) {
        worker->on_stopping(worker);
        free_retired(worker);
        if (worker->n_connections > 0)
            run_round(worker, wait_ms(worker));
    }
}

/* sendfile(2) and OpenSSL write without MSG_NOSIGNAL. */
static void block_broken_pipes(void) {
    sigset_t pipes;
    sigemptyset(&pipes);
    sigaddset(&pipes, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipes, NULL);
}

static void run(Worker *base, void *loop_data) {
    GateWorker *worker = loop_data;
    current = worker;
    block_broken_pipes();
    worker->now_us = clock_monotonic_us();
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &worker->mail};
    epoll_ctl(worker->epoll_fd, EPOLL_CTL_ADD, worker_event_fd(base), &event);
    for (unsigned i = 0; i < worker->n_listeners; i++)
        watch_listener(&worker->listeners[i]);
    while (!worker_is_stopping(base) && asked_to_stop_at_us(worker) == 0)
        run_round(worker, wait_ms(worker));
    drain(worker, base);
    free_retired(worker);
    current = NULL;
}

static const WorkerLoop LOOP_EPOLL = {.run = run};

GateWorker *gate_worker_new(GateShared *shared, const int *take_listen_fds, unsigned n_fds,
                            SSL_CTX *tls) {
    GateWorker *worker = g_new0(GateWorker, 1);
    worker->shared = shared;
    worker->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    worker->mail.on_ready = on_mail_ready;
    worker->n_listeners = n_fds;
    worker->listeners = g_new0(GateListener, n_fds);
    for (unsigned i = 0; i < n_fds; i++)
        worker->listeners[i] =
            (GateListener){{.on_ready = on_listener_ready}, worker, take_listen_fds[i]};
    worker->tls = tls;
    if (tls)
        SSL_CTX_up_ref(tls);
    timer_wheel_init(&worker->timers, clock_monotonic_us());
    gate_holds_init(&worker->holds);
    worker->scratch = g_malloc(GATE_SCRATCH_BYTES);
    worker->record = g_malloc(GATE_CHANNEL_RECORD_BYTES);
    worker->answer_head = g_malloc(HTTP_ANSWER_HEAD_MAX_BYTES);
    worker->batch = g_malloc(GATE_BATCH_BYTES);
    return worker;
}

bool gate_worker_start(GateWorker *worker, unsigned index, GError **error) {
    char name[16];
    snprintf(name, sizeof name, "gate-%u", index % 1000);
    if (worker->epoll_fd < 0) {
        g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot make an epoll descriptor");
        return false;
    }
    Worker *started = worker_start(
        &(WorkerOptions){
            .name = name,
            .mailbox_posts = MAILBOX_POSTS,
            .loop = &LOOP_EPOLL,
            .loop_data = worker,
        },
        error);
    if (started)
        worker->worker = started;
    return started != NULL;
}

void gate_worker_free(GateWorker *worker) {
    if (!worker)
        return;
    worker_free(worker->worker);
    close_listeners(worker);
    if (worker->epoll_fd >= 0)
        close(worker->epoll_fd);
    SSL_CTX_free(worker->tls);
    g_free(worker->listeners);
    g_free(worker->scratch);
    g_free(worker->record);
    g_free(worker->answer_head);
    g_free(worker->batch);
    g_free(worker);
}
