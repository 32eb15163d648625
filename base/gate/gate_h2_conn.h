/* What the modules of an HTTP/2 connection share: its limits and its state. Private to base/gate/.
 * One owner thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nghttp2/nghttp2.h>

#include "base/gate/gate_conn.h"
#include "base/gate/gate_h2_head.h"

#define GATE_H2_MAX_STREAMS       100u    /* open at once; more are refused with REFUSED_STREAM */
#define GATE_H2_STREAM_WINDOW     131072u /* of a body, until the server behind the gate takes it */
#define GATE_H2_CONNECTION_WINDOW 262144u /* of all bodies of one connection */
#define GATE_H2_MAX_CONTINUATIONS 8u
#define GATE_H2_MAX_ACKS          64u /* answers to PING and SETTINGS that the client leaves unread */
#define GATE_H2_RESET_BURST       200u /* streams that are reset, by either side (CVE-2023-44487) … */
#define GATE_H2_RESETS_PER_SECOND 50u    /* … and how fast the budget comes back */
#define GATE_H2_NOT_SENT_BYTES    131072 /* in the kernel: what is there cannot be overtaken */

typedef struct GateH2Stream GateH2Stream;

struct GateH2 {
    GateConn *conn;
    nghttp2_session *session;
    TimerFn on_deadline_before; /* the connection's own, for its end … */
    void (*on_ready_before)(GateWatch *watch, uint32_t events); /* … and this */
    GateH2Head *fields;    /* owned; NULL: no header block is coming */
    GateH2Stream *streams; /* open */
    GateH2Stream *ending;  /* closed; their last bytes wait in `out` */
    GateH2Stream *to_pump; /* relays that can move on */
    unsigned n_streams;
    GateBytes out;  /* frames that the kernel did not take; at most GATE_BATCH_BYTES and a frame */
    size_t batched; /* bytes in the worker's batch, while sending */
    uint64_t turn_bytes;    /* sent in this turn */
    bool is_running;        /* inside the connection's turn */
    bool is_stalled;        /* the kernel takes no more */
    bool is_broken;         /* nothing can be sent any more */
    bool has_settings;      /* the client's preface is complete */
    bool is_stopping;       /* GOAWAY was sent because the gate stops */
    int64_t deadline_at_us; /* of the connection's timer */
    int64_t head_at_us;     /* a header block is coming since; 0: none */
    int32_t head_id;        /* … for this stream */
    int64_t idle_at_us;     /* without a stream since */
    int64_t taken_at_us;    /* the client took bytes */
    uint32_t resets_left;
    int64_t resets_at_us; /* when the budget was filled last */
};

/* The connection's turn now, or in the next round: several streams that have something to say then
 * speak together. The connection may be closed after the first. */
void gate_h2_conn_run(GateH2 *h2);
void gate_h2_conn_run_later(GateH2 *h2);
