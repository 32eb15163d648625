#include "media/ingest/ingest_loop.h"

#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"

#define EVENTS_PER_ROUND 64
#define WAIT_MAX_US      CLOCK_US_PER_S

static bool control(IngestLoop *loop, int operation, int fd, uint32_t events, IngestWatch *watch) {
    struct epoll_event event = {.events = events, .data.ptr = watch};
    return epoll_ctl(loop->epoll_fd, operation, fd, &event) == 0;
}

bool ingest_loop_watch(IngestLoop *loop, int fd, uint32_t events, IngestWatch *watch) {
    return control(loop, EPOLL_CTL_ADD, fd, events, watch);
}

void ingest_loop_change(IngestLoop *loop, int fd, uint32_t events, IngestWatch *watch) {
    control(loop, EPOLL_CTL_MOD, fd, events, watch);
}

void ingest_loop_unwatch(IngestLoop *loop, int fd) {
    control(loop, EPOLL_CTL_DEL, fd, 0, NULL);
}

void ingest_loop_retire(IngestLoop *loop, IngestWatch *watch, void (*free_fn)(IngestWatch *watch)) {
    watch->on_ready = NULL;
    watch->free_fn = free_fn;
    watch->next_retired = loop->retired;
    loop->retired = watch;
}

static void free_retired(IngestLoop *loop) {
    while (loop->retired) {
        IngestWatch *watch = loop->retired;
        loop->retired = watch->next_retired;
        watch->free_fn(watch);
    }
}

static void on_mail_ready(IngestWatch *watch, uint32_t events) {
    worker_dispatch(worker_current());
}

static int wait_ms(const IngestLoop *loop) {
    int64_t wait_us = timer_wheel_wait_us(&loop->timers, loop->now_us);
    if (wait_us < 0 || wait_us > WAIT_MAX_US)
        wait_us = WAIT_MAX_US;
    return (int)((wait_us + CLOCK_US_PER_MS - 1) / CLOCK_US_PER_MS);
}

static void run_round(IngestLoop *loop) {
    struct epoll_event events[EVENTS_PER_ROUND];
    int n = epoll_wait(loop->epoll_fd, events, EVENTS_PER_ROUND, wait_ms(loop));
    loop->now_us = clock_monotonic_us();
    for (int i = 0; i < n; i++) {
        IngestWatch *watch = events[i].data.ptr;
        if (watch->on_ready)
            watch->on_ready(watch, events[i].events);
    }
    timer_wheel_advance(&loop->timers, loop->now_us, loop->user);
    free_retired(loop);
}

static void run(Worker *worker, void *loop_data) {
    IngestLoop *loop = loop_data;
    loop->now_us = clock_monotonic_us();
    ingest_loop_watch(loop, worker_event_fd(worker), EPOLLIN, &loop->mail);
    loop->on_start(loop->user);
    while (!worker_is_stopping(worker))
        run_round(loop);
    loop->on_stop(loop->user);
    free_retired(loop);
}

const WorkerLoop INGEST_LOOP = {.run = run};

bool ingest_loop_init(IngestLoop *loop) {
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->mail.on_ready = on_mail_ready;
    loop->now_us = clock_monotonic_us();
    timer_wheel_init(&loop->timers, loop->now_us);
    return loop->epoll_fd >= 0;
}

void ingest_loop_clear(IngestLoop *loop) {
    if (loop->epoll_fd >= 0)
        close(loop->epoll_fd);
    loop->epoll_fd = -1;
}
