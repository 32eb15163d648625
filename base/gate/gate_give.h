/* A hand-over of a plain client's own socket: nothing of the connection stays with the gate but its
 * place among those that are counted. Private to base/gate/. One owner thread. */
#pragma once

#include <stdbool.h>

#include "base/gate/gate_conn.h"

/* Upstream and connection allow it: keys of TLS are the gate's and stay here. */
bool gate_give_is_possible(const GateConn *conn, const GateAnswer *answer);

/* GATE_RELAY_ACCEPTED: taken with the answer's context, and the connection is over. Else the
 * connection goes on, or is closed when it cannot. */
GateRelayRefusal gate_give_start(GateConn *conn, const GateHead *head, GateAnswer *answer);
