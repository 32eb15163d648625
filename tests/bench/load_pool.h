/* Many client connections on one epoll loop in one thread. The pool moves bytes and recognises
 * complete answers; what to send when is the business of its user. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "tests/bench/answer_parser.h"
#include "tests/bench/load_socket.h"

typedef struct LoadPool LoadPool;

typedef enum LoadState {
    LOAD_CLOSED,
    LOAD_OPENING, /* connecting or in the TLS handshake */
    LOAD_READY,   /* nothing asked */
    LOAD_WAITING, /* a request is out, its answer is not complete */
    LOAD_RAW,     /* bytes go to on_bytes */
} LoadState;

typedef enum LoadLoss {
    LOAD_LOST_CONNECT,   /* never became ready */
    LOAD_LOST_IDLE,      /* closed by the server while nothing was asked */
    LOAD_LOST_ANSWER,    /* closed by the server before the answer was complete */
    LOAD_LOST_MALFORMED, /* not HTTP/1.1, or more bytes than announced */
    LOAD_N_LOSSES,
} LoadLoss;

typedef struct LoadConnection {
    unsigned index; /* in the pool */
    LoadState state;
    LoadSocket socket;
    AnswerParser answer;
    const char *unsent; /* borrowed rest of the request */
    size_t unsent_bytes;
    int64_t opened_us;   /* when connecting began, monotonic */
    int64_t intended_us; /* for the user: when the request was due … */
    int64_t sent_us;     /* … and when it was sent */
    unsigned choice;     /* for the user: which request it was */
    unsigned done;       /* for the user: answers so far */
    void *data;          /* for the user */
} LoadConnection;

/* Each is the last thing the pool does with the connection in this round, so that it may send,
 * close or open again. on_lost: the connection is closed already; `answer` is what came of one. */
typedef struct LoadEvents {
    void (*on_ready)(LoadConnection *connection, void *user);
    void (*on_answer)(LoadConnection *connection, void *user);
    void (*on_lost)(LoadConnection *connection, LoadLoss loss, void *user);
    /* Only with LOAD_RAW. */
    void (*on_bytes)(LoadConnection *connection, const char *bytes, size_t length, void *user);
    void *user;
} LoadEvents;

/* `target` is borrowed. */
LoadPool *load_pool_new(const LoadTarget *target, unsigned n_connections, const LoadEvents *events);
void load_pool_free(LoadPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LoadPool, load_pool_free)

LoadConnection *load_pool_get(LoadPool *pool, unsigned index);
unsigned load_pool_count(const LoadPool *pool, LoadState state);

/* Starts to connect a closed connection; on_ready or on_lost follows from load_pool_poll(). */
void load_pool_open(LoadPool *pool, LoadConnection *connection);
void load_pool_close(LoadPool *pool, LoadConnection *connection);

/* Sends a request whose answer is expected; `text` is borrowed until the answer is complete. */
void load_pool_ask(LoadPool *pool, LoadConnection *connection, const char *text, size_t length);
/* Sends bytes without expecting anything new: `text` is borrowed until it is sent. */
void load_pool_send(LoadPool *pool, LoadConnection *connection, const char *text, size_t length);
/* From now on bytes of this connection go to on_bytes. */
void load_pool_set_raw(LoadPool *pool, LoadConnection *connection);

/* Waits until `until_us` (monotonic) at most and handles one batch of events. */
void load_pool_poll(LoadPool *pool, int64_t until_us);

/* CLOCK_MONOTONIC, microseconds. */
int64_t load_now_us(void);
