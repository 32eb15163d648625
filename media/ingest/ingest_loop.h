/* The ingest thread's loop: epoll, one timer wheel, mail. Private to media/ingest/.
 *
 * A watch belongs to a connection and stands first in it. What ends is retired: it is freed after
 * the round in which events for it may still wait. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/timer_wheel.h"
#include "base/worker.h"

typedef struct IngestWatch IngestWatch;

struct IngestWatch {
    void (*on_ready)(IngestWatch *watch, uint32_t events); /* NULL: retired */
    void (*free_fn)(IngestWatch *watch);
    IngestWatch *next_retired;
};

typedef struct IngestLoop {
    int epoll_fd;
    int64_t now_us; /* monotonic, of this round */
    TimerWheel timers;
    IngestWatch mail;
    IngestWatch *retired;
    void *user; /* given to timers */
    void (*on_start)(void *user);
    void (*on_stop)(void *user); /* last call on the thread: ends all that is watched */
} IngestLoop;

extern const WorkerLoop INGEST_LOOP; /* loop_data is an IngestLoop */

/* False when no epoll descriptor can be had. */
bool ingest_loop_init(IngestLoop *loop);
void ingest_loop_clear(IngestLoop *loop);

/* Level-triggered; `events` as of epoll(7). */
bool ingest_loop_watch(IngestLoop *loop, int fd, uint32_t events, IngestWatch *watch);
void ingest_loop_change(IngestLoop *loop, int fd, uint32_t events, IngestWatch *watch);
void ingest_loop_unwatch(IngestLoop *loop, int fd);
void ingest_loop_retire(IngestLoop *loop, IngestWatch *watch, void (*free_fn)(IngestWatch *watch));
