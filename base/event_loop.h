/* A worker's loop on epoll with a timer wheel, for threads that own descriptors.
 *
 * WORKER_LOOP_EVENTS is given an EventLoop as loop_data; everything below belongs to its thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/timer_wheel.h"
#include "base/worker.h"

typedef struct EventLoop EventLoop;

/* One descriptor that is waited for; the first member of what owns it, or found by container. */
typedef struct EventWatch EventWatch;
struct EventWatch {
    /* `events` as of epoll(7); level-triggered. May remove its own and any other watch. */
    void (*on_ready)(EventWatch *watch, uint32_t events);
    int fd;                             /* private; -1: not watched */
    uint32_t wanted;                    /* private */
    EventLoop *loop;                    /* private */
    void (*free_fn)(EventWatch *watch); /* private */
    EventWatch *next_retired;           /* private */
};

EventLoop *event_loop_new(GError **error);
/* After the worker has stopped; NULL is allowed. */
void event_loop_free(EventLoop *loop);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EventLoop, event_loop_free)

extern const WorkerLoop WORKER_LOOP_EVENTS;

/* Waits for `events` (EPOLLIN, EPOLLOUT) of a descriptor, which stays the caller's. A zeroed watch
 * is not added. */
bool event_loop_add(EventLoop *loop, EventWatch *watch, int fd, uint32_t events,
                    void (*on_ready)(EventWatch *watch, uint32_t events));
void event_loop_change(EventWatch *watch, uint32_t events);
/* Before the descriptor is closed; events of this round that were still to come are dropped. */
void event_loop_remove(EventWatch *watch);
bool event_loop_has(const EventWatch *watch);
/* Removes it and frees its owner when the round is over: for an owner that is still in use on the
 * stack. After the worker has stopped: in event_loop_free(). */
void event_loop_retire(EventLoop *loop, EventWatch *watch, void (*free_fn)(EventWatch *watch));

/* Timers of this thread fire with `user` = the loop. */
void event_loop_set_timer(EventLoop *loop, Timer *timer, int64_t at_us, TimerFn fn);
void event_loop_cancel_timer(EventLoop *loop, Timer *timer);
int64_t event_loop_now_us(const EventLoop *loop); /* monotonic, read once per round */
