/* A connection that speaks HTTP/1.1 (RFC 9112): reads heads, starts streams, sends answers, runs
 * relays. Private to base/gate/. One owner thread. */
#pragma once

#include "base/gate/gate_address.h"
#include "base/gate/gate_worker.h"

#define GATE_INPUT_MAX_BYTES 16384u /* one read while a head is awaited */

/* Of a body that nobody wanted; more closes the connection. */
#define GATE_DISCARD_MAX_BYTES 65536u
#define GATE_LINGER_MAX_BYTES  262144u
#define GATE_REQUESTS_PER_TURN 32u /* pipelined requests before others get their turn */

/* Takes an accepted socket; closes it when a limit is reached. */
void gate_http1_accept(GateWorker *worker, int take_fd, const GateAddress *peer);

/* For a stopping worker: closes what is idle, gives held requests their last turn, closes
 * everything once the worker's stop_at_us has passed. */
void gate_http1_stop_step(GateWorker *worker);
