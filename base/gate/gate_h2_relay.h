/* HTTP/2 requests that are handed over (GATE_UPSTREAM_HTTP): bodies go up as the relay takes them,
 * which opens the client's window; the answer waits in the stream for its turn. Private to
 * base/gate/. One owner thread. */
#pragma once

#include "base/gate/gate_h2_stream.h"

/* Starts the hand-over, or answers why not. */
void gate_h2_relay_start(GateH2Stream *s, const GateHead *head, GateAnswer *answer);

/* Asks those that can move on, each once. True: one has more, in the next turn. */
bool gate_h2_relay_pump(GateH2 *h2);

/* Ends what is overdue, otherwise returns when to look again. */
int64_t gate_h2_relay_check_time(GateH2Stream *s);
