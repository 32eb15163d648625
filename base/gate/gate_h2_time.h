/* The limits of time of an HTTP/2 connection and its streams. Private to base/gate/. One owner
 * thread. */
#pragma once

#include "base/gate/gate_h2_conn.h"

/* The connection's timer: ends what is overdue and sets itself anew. */
void gate_h2_time_on_deadline(Timer *timer, void *user);
/* Sees to it that somebody looks in time at what may have begun in this turn. */
void gate_h2_time_arm(GateH2 *h2);
