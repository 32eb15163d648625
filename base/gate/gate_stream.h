/* One request on its way through a handler: turns, hold, and the answer's output. Knows no HTTP
 * version; the connection gives it a transport. Private to base/gate/. One owner thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate.h"
#include "base/gate/gate_bytes.h"
#include "base/gate/gate_channel.h"
#include "base/gate/gate_hold.h"
#include "base/gate/gate_worker.h"
#include "base/gate/http_answer.h"
#include "base/timer_wheel.h"

typedef struct GateStream GateStream;

/* What the connection does with a decision. Each may end the stream. */
typedef struct GateTransport {
    void (*answer)(GateStream *stream, const GateHead *head, GateAnswer *answer);
    void (*hand_over)(GateStream *stream, const GateHead *head, GateAnswer *answer);
} GateTransport;

struct GateStream {
    GateHoldLink hold; /* first: a link of the hold table is a stream */
    GateWorker *worker;
    const GateTransport *transport;
    void *connection;       /* borrowed: the transport's */
    const GateRoute *route; /* NULL: an answer of the gate's own */
    GateHead *kept_head;    /* owned; NULL: was never held */
    Timer hold_timer;
    bool is_held; /* waits for its key or its time */
    uint64_t state[2];

    /* Output: head, then body or file. */
    GateBytes head;
    GateBuffer *body; /* owned reference */
    GateFile *file;   /* owned reference */
    uint64_t body_at, body_end;
    uint64_t body_sent;
    uint64_t tag;
};

GateStream *gate_stream_new(GateWorker *worker, const GateTransport *transport, void *connection);
/* Ends a stream; `outcome` goes to on_done when the answer had a tag. */
void gate_stream_free(GateStream *stream, GateOutcome outcome);

/* NULL: nothing is there. */
const GateRoute *gate_stream_find_route(const GateWorker *worker, const GateHead *head);

/* Finds the route and gives the first turn. The stream may be gone afterwards. */
void gate_stream_start(GateStream *stream, const GateHead *head);

bool gate_stream_is_held(const GateStream *stream);

/* Gives all requests held for `key` their turn. */
void gate_stream_fire(GateWorker *worker, uint64_t key);
/* Gives every held request of the worker a turn: GATE_TURN_MISSED. */
void gate_stream_fire_all(GateWorker *worker);
/* Gives a held request its last turn. */
void gate_stream_stop(GateStream *stream);

typedef enum GateOutput {
    GATE_OUTPUT_DONE,
    GATE_OUTPUT_WAIT,  /* the client's buffers are full */
    GATE_OUTPUT_LATER, /* GATE_TURN_BYTES have gone: others have their turn first */
    GATE_OUTPUT_BROKEN,
} GateOutput;

/* Takes the answer's body and the plan's part of it, for a transport that sends by itself; drops
 * the rest of the answer. */
void gate_stream_take_source(GateStream *stream, GateAnswer *answer, const HttpAnswerPlan *plan);
/* `n` more bytes of the body were sent. */
void gate_stream_count_body(GateStream *stream, uint64_t n);

/* Takes the answer's body and the plan's part of it; `head` is sent first. Tries to send at once.
 */
GateOutput gate_stream_begin_output(GateStream *stream, GateChannel *channel, GateText head,
                                    GateAnswer *answer, const HttpAnswerPlan *plan);
/* Sends more; *ret_progress is true when the client took at least one byte. */
GateOutput gate_stream_continue_output(GateStream *stream, GateChannel *channel,
                                       bool *ret_progress);

/* Length of the handler's body or file range. */
uint64_t gate_stream_answer_length(const GateAnswer *answer);
/* Drops what an answer holds and was not taken. */
void gate_stream_drop_answer(GateAnswer *answer);
