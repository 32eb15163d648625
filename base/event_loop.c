#include "base/event_loop.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

#define EVENTS_PER_ROUND 64
#define WAIT_MAX_MS      1000

struct EventLoop {
    int epoll_fd;
    TimerWheel timers;
    int64_t now_us;
    struct epoll_event events[EVENTS_PER_ROUND];
    int n_events, at_event; /* of this round */
    EventWatch *retired;
};

EventLoop *event_loop_new(GError **error) {
    EventLoop *loop = g_new0(EventLoop, 1);
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll_fd < 0) {
        g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot make an epoll descriptor: %s",
                    g_strerror(errno));
        g_free(loop);
        return NULL;
    }
    loop->now_us = clock_monotonic_us();
    timer_wheel_init(&loop->timers, loop->now_us);
    return loop;
}

static void free_retired(EventLoop *loop) {
    while (loop->retired) {
        EventWatch *watch = loop->retired;
        loop->retired = watch->next_retired;
        watch->free_fn(watch);
    }
}

void event_loop_free(EventLoop *loop) {
    if (!loop)
        return;
    free_retired(loop);
    close(loop->epoll_fd);
    g_free(loop);
}

/* ---- watches ---- */

static bool control(EventWatch *watch, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = watch};
    return epoll_ctl(watch->loop->epoll_fd, operation, watch->fd, &event) == 0;
}

bool event_loop_add(EventLoop *loop, EventWatch *watch, int fd, uint32_t events,
                    void (*on_ready)(EventWatch *watch, uint32_t events)) {
    *watch = (EventWatch){.on_ready = on_ready, .fd = fd, .wanted = events, .loop = loop};
    if (control(watch, EPOLL_CTL_ADD, events))
        return true;
    watch->loop = NULL;
    return false;
}

void event_loop_change(EventWatch *watch, uint32_t events) {
    if (watch->wanted == events)
        return;
    watch->wanted = events;
    control(watch, EPOLL_CTL_MOD, events);
}

void event_loop_remove(EventWatch *watch) {
    EventLoop *loop = watch->loop;
    if (!loop)
        return;
    control(watch, EPOLL_CTL_DEL, 0);
    for (int i = loop->at_event; i < loop->n_events; i++)
        if (loop->events[i].data.ptr == watch)
            loop->events[i].data.ptr = NULL;
    watch->loop = NULL;
}

bool event_loop_has(const EventWatch *watch) {
    return watch->loop != NULL;
}

void event_loop_retire(EventLoop *loop, EventWatch *watch, void (*free_fn)(EventWatch *watch)) {
    event_loop_remove(watch);
    watch->free_fn = free_fn;
    watch->next_retired = loop->retired;
    loop->retired = watch;
}

/* ---- timers ---- */

void event_loop_set_timer(EventLoop *loop, Timer *timer, int64_t at_us, TimerFn fn) {
    timer_wheel_set(&loop->timers, timer, at_us, fn);
}

void event_loop_cancel_timer(EventLoop *loop, Timer *timer) {
    timer_wheel_cancel(&loop->timers, timer);
}

int64_t event_loop_now_us(const EventLoop *loop) {
    return loop->now_us;
}

/* ---- the loop ---- */

static int wait_ms(const EventLoop *loop) {
    int64_t us = timer_wheel_wait_us(&loop->timers, clock_monotonic_us());
    if (us < 0 || us > WAIT_MAX_MS * CLOCK_US_PER_MS)
        return WAIT_MAX_MS;
    return (int)((us + CLOCK_US_PER_MS - 1) / CLOCK_US_PER_MS);
}

/* Mail is not a watch: it is dispatched at the end of a round, whoever woke it. */
static void run_round(Worker *worker, EventLoop *loop) {
    loop->n_events = epoll_wait(loop->epoll_fd, loop->events, EVENTS_PER_ROUND, wait_ms(loop));
    loop->now_us = clock_monotonic_us();
    for (loop->at_event = 0; loop->at_event < loop->n_events;) {
        struct epoll_event *event = &loop->events[loop->at_event++];
        EventWatch *watch = event->data.ptr;
        if (watch)
            watch->on_ready(watch, event->events);
    }
    loop->n_events = loop->at_event = 0;
    timer_wheel_advance(&loop->timers, loop->now_us, loop);
    worker_dispatch(worker);
    free_retired(loop);
}

static void run(Worker *worker, void *loop_data) {
    EventLoop *loop = loop_data;
    struct epoll_event mail = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, worker_event_fd(worker), &mail);
    while (!worker_is_stopping(worker))
        run_round(worker, loop);
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, worker_event_fd(worker), NULL);
}

const WorkerLoop WORKER_LOOP_EVENTS = {run, NULL};
