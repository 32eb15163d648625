/* One direction of a hand-over: decodes a body, frames it anew, and keeps what the sink does not
 * take now. Many small chunks of one read leave together. Private to base/gate/. One owner thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "base/gate/gate_bytes.h"
#include "base/gate/http_body.h"

/* Returns as gate_channel_write() does. */
typedef ssize_t (*GateRelaySend)(void *sink, const struct iovec *parts, int n_parts);

typedef struct GateRelayPipe {
    GateRelaySend send;
    void *sink;            /* borrowed */
    const int64_t *now_us; /* borrowed: the worker's */
    HttpBody body;         /* as it comes */
    bool is_chunked;       /* as it goes */
    GateBytes waiting;
    int64_t taken_at_us; /* when the sink last took something, or something began to wait */
} GateRelayPipe;

typedef enum GateRelayPut {
    GATE_RELAY_PUT_ALL,
    GATE_RELAY_PUT_PART, /* the rest waits for the sink */
    GATE_RELAY_PUT_BROKEN,
} GateRelayPut;

void gate_relay_pipe_init(GateRelayPipe *pipe, GateRelaySend send, void *sink,
                          const int64_t *now_us);
void gate_relay_pipe_clear(GateRelayPipe *pipe);

bool gate_relay_pipe_is_waiting(const GateRelayPipe *pipe);
GateRelayPut gate_relay_pipe_flush(GateRelayPipe *pipe);

/* Bytes that go as they are, behind what waits; sent by the next flush or move. */
void gate_relay_pipe_append(GateRelayPipe *pipe, const void *bytes, size_t length);

typedef enum GateRelayMove {
    GATE_RELAY_MOVE_GOOD, /* sent, or waiting */
    GATE_RELAY_MOVE_MALFORMED,
    GATE_RELAY_MOVE_BROKEN, /* the sink is gone */
} GateRelayMove;

/* Moves bytes of the body; *ret_used says how many belonged to it. */
GateRelayMove gate_relay_pipe_move(GateRelayPipe *pipe, const uint8_t *bytes, size_t length,
                                   size_t *ret_used);

/* The source ended, and with it a body of HTTP_FRAMING_UNTIL_CLOSE. False when the body is another
 * and was cut. */
bool gate_relay_pipe_end(GateRelayPipe *pipe);
