/* One gate thread: epoll loop, timer wheel, held requests, counters. Private to base/gate/. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#include "base/gate/gate.h"
#include "base/gate/gate_address.h"
#include "base/gate/gate_hold.h"
#include "base/timer_wheel.h"
#include "base/worker.h"

#define GATE_SCRATCH_BYTES 65536u
#define GATE_DATE_BYTES    32u
#define GATE_BATCH_BYTES   65536u
/* What one connection may move before others have their turn. */
#define GATE_TURN_BYTES (256u * 1024)

/* What epoll points at; the first member of everything that has a descriptor. */
typedef struct GateWatch GateWatch;
struct GateWatch {
    void (*on_ready)(GateWatch *watch, uint32_t events); /* NULL once retired */
    GateWatch *next_later, **later_link;                 /* NULL: not in the list */
    GateWatch *next_retired;
    void (*free_fn)(GateWatch *watch);
};

/* What all workers share; what is not atomic does not change while they run. */
typedef struct GateShared {
    GateOptions options;               /* strings are owned by the gate */
    GateRoute routes[GATE_MAX_ROUTES]; /* longest prefix first */
    unsigned n_routes;
    GateAddressRange *proxies;
    unsigned n_proxies;
    GateAddressCounts *address_counts;
    unsigned connections; /* atomic: of all workers, and those given away */
    unsigned given;       /* atomic: sockets that somebody else has now */
    int64_t stop_at_us;   /* atomic: when what is not finished is closed; 0: running */
} GateShared;

typedef struct GateWorker GateWorker;

/* A listening socket of one worker. */
typedef struct GateListener {
    GateWatch watch; /* first */
    GateWorker *worker;
    int fd;
} GateListener;

struct GateWorker {
    GateShared *shared;
    Worker *worker;
    int epoll_fd;
    GateWatch mail;
    GateListener *listeners;
    unsigned n_listeners;
    void (*on_accept)(GateWorker *worker, int take_fd, const GateAddress *peer);
    /* A drain step for one connection when the gate stops. */
    void (*on_stopping)(GateWorker *worker);
    /* Events were missed: everything that is held has its turn. */
    void (*on_missed)(GateWorker *worker);
    SSL_CTX *tls; /* owned reference; NULL: plain only */
    TimerWheel timers;
    Timer accept_pause;
    int64_t now_us;     /* read once per loop round */
    int64_t stop_at_us; /* 0: running; the worker's own sight of it */
    GateHolds holds;
    GateWatch *later;   /* called in the next round, which does not wait */
    GateWatch *retired; /* freed after the round: events of this round may still point there */
    void *connections;  /* list head of the connection module */
    unsigned n_connections;
    char date[GATE_DATE_BYTES]; /* IMF-fixdate (RFC 9110 §5.6.7) */
    int64_t date_second;
    GateStats stats;   /* written by this thread only, read by any */
    uint8_t *scratch;  /* GATE_SCRATCH_BYTES: what was just read */
    uint8_t *record;   /* GATE_CHANNEL_RECORD_BYTES: what TLS gathers */
    char *answer_head; /* HTTP_ANSWER_HEAD_MAX_BYTES */
    uint8_t *batch;    /* GATE_BATCH_BYTES: frames that leave together */
    bool has_missed;   /* atomic: a fire found the mailbox full */
};

/* The gate worker of this thread; NULL elsewhere. */
GateWorker *gate_worker_current(void);

/* Takes the listening descriptors. */
GateWorker *gate_worker_new(GateShared *shared, const int *take_listen_fds, unsigned n_fds,
                            SSL_CTX *tls);
bool gate_worker_start(GateWorker *worker, unsigned index, GError **error);
void gate_worker_free(GateWorker *worker);

/* Edge-triggered for reading and writing. */
bool gate_worker_watch(GateWorker *worker, int fd, GateWatch *watch);

/* For one end of a socket pair: for reading only, because a Unix socket reports room for writing
 * after each read of its peer, which would wake the worker twice more per hand-over … */
bool gate_worker_watch_input(GateWorker *worker, int fd, GateWatch *watch);
/* … until a write found no room: from now on for both. Reports at once what is possible already. */
void gate_worker_watch_output_too(GateWorker *worker, int fd, GateWatch *watch);

/* Before the descriptor is closed. Closing alone ends no watch while a child process that was
 * forked and has not called exec(2) yet holds a copy (epoll(7)): its events would reach freed
 * memory. */
void gate_worker_unwatch(GateWorker *worker, int fd);

/* on_ready(watch, 0) in the next round, after others had their turn. Once is enough. */
void gate_worker_call_later(GateWorker *worker, GateWatch *watch);

/* Ends a watch; `free_fn` runs when no event can reach it any more. The descriptor is unwatched and
 * closed before. */
void gate_worker_retire(GateWorker *worker, GateWatch *watch, void (*free_fn)(GateWatch *watch));

const char *gate_worker_date(GateWorker *worker);

/* Single writer, any reader. */
static inline void gate_count(uint64_t *counter, uint64_t n) {
    __atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

static inline void gate_count_change(unsigned *counter, int change) {
    __atomic_store_n(counter, (unsigned)((int)*counter + change), __ATOMIC_RELAXED);
}
