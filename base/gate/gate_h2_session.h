/* The nghttp2 session of an HTTP/2 connection: its limits, and what it tells the streams. Private
 * to base/gate/. One owner thread. */
#pragma once

#include "base/gate/gate_h2_conn.h"

/* Makes the session and submits our SETTINGS. False: out of memory. */
bool gate_h2_session_open(GateH2 *h2);

/* Gives `length` bytes from the client to the session. False: it is over; what is still to be said
 * was submitted. */
bool gate_h2_session_receive(GateH2 *h2, const uint8_t *bytes, size_t length);
