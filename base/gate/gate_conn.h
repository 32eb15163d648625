/* One client connection: its socket, place in the worker's list, counts, one deadline. What it
 * speaks is the protocol module's business. Private to base/gate/. One owner thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_address.h"
#include "base/gate/gate_bytes.h"
#include "base/gate/gate_channel.h"
#include "base/gate/gate_relay.h"
#include "base/gate/gate_stream.h"
#include "base/gate/gate_worker.h"
#include "base/gate/http_body.h"
#include "base/gate/http_head.h"
#include "base/timer_wheel.h"

#define GATE_LINGER_US INT64_C(2000000) /* how long a closing connection may still send */

typedef enum ConnState {
    CONN_FIRST_BYTE, /* plain or TLS? */
    CONN_HANDSHAKE,
    CONN_HEAD,    /* idle, or a head is coming */
    CONN_ANSWER,  /* a stream is with its handler or sends its answer */
    CONN_RELAY,   /* handed over */
    CONN_DISCARD, /* the answer is out, the body nobody wanted is coming */
    CONN_LINGER,  /* our side is closed; what still comes is dropped */
    CONN_H2,      /* HTTP/2: the session has streams of its own */
    CONN_CLOSED,
} ConnState;

#define N_CONN_STATES       (CONN_CLOSED + 1)
#define GATE_UNSENT_UNKNOWN UINT32_MAX

typedef struct GateConn GateConn;
typedef struct GateH2 GateH2;
struct GateConn {
    GateWatch watch; /* first */
    GateWorker *worker;
    GateConn *next, *prev; /* the worker's connections */
    GateChannel channel;
    Timer timer; /* the one deadline of the current state */
    TimerFn on_deadline;
    GateAddress address;
    uint8_t state;         /* ConnState */
    bool is_proxy;         /* one of the trusted proxies: its fields tell the client */
    bool is_readable;      /* there may be bytes to read */
    bool is_peer_finished; /* its FIN is on the way: a short read is not the last event */
    bool is_hung_up;       /* nothing can be sent any more */
    bool is_running;       /* inside the protocol's loop */
    bool is_paused;        /* has had its turn: goes on in the next round */
    bool has_served;       /* at least one request was answered */
    bool is_gathering;     /* a request's head is there, of its small body not all */
    bool has_encouraged;   /* 100 Continue was sent for the body that is awaited */
    bool keep_alive;       /* of the request being answered */
    bool is_output_begun;  /* the stream's answer is on its way */
    bool is_head_request;  /* what is answered was HEAD */
    uint32_t unsent_bytes; /* in the kernel when last looked at, GATE_UNSENT_UNKNOWN */
    HttpScan scan;
    uint32_t dropped_bytes; /* CONN_DISCARD, CONN_LINGER */
    HttpBody unread;        /* the request's body while the gate itself answers */
    GateBytes input;        /* read, not used */
    GateStream *stream;     /* owned; CONN_ANSWER */
    GateRelay *relay;       /* owned; CONN_RELAY */
    GateH2 *h2;             /* owned; CONN_H2 */
    void (*free_h2)(GateH2 *h2);
};

typedef struct GateConnEvents {
    void (*on_ready)(GateWatch *watch, uint32_t events);
    TimerFn on_deadline;
} GateConnEvents;

/* Takes an accepted socket; NULL (and the socket closed) when a limit is reached. */
GateConn *gate_conn_new(GateWorker *worker, int take_fd, const GateAddress *peer,
                        const GateConnEvents *events);

/* Ends everything at once; the struct itself lives until the end of the loop round. */
void gate_conn_close(GateConn *conn);

/* The same, but socket and place are somebody else's now: the socket, no longer watched, may be
 * closed already. */
void gate_conn_let_go(GateConn *conn);
/* Gives back the place that gate_conn_new() took for a connection of this address. Any thread. */
void gate_conn_leave_place(GateShared *shared, const GateAddress *address);

/* Sends FIN and goes to CONN_LINGER: closing at once could reset the connection and take the answer
 * from the client (RFC 9112 §9.6). */
void gate_conn_linger(GateConn *conn);

void gate_conn_set_deadline(GateConn *conn, int64_t in_us);

/* True when the client has taken bytes since the last call: the kernel holds less than then, or
 * nobody has looked since the answer began. It reports readiness only when much is gone. */
bool gate_conn_is_taking(GateConn *conn);
/* Fills in the head's peer and scheme: the connection's own, or what trusted proxies say. */
void gate_conn_identify(GateConn *conn, GateHead *head);

GateConn *gate_conn_of_timer(Timer *timer);
const GateOptions *gate_conn_options(const GateConn *conn);
