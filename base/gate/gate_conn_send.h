/* Puts an answer on its way to an HTTP/1.1 client. Private to base/gate/. One owner thread. */
#pragma once

#include "base/gate/gate_conn.h"
#include "base/gate/http_head.h"

/* Begins the output of the connection's stream; an error without a body gets a problem document. A
 * broken connection is noted in is_hung_up. */
void gate_conn_send_answer(GateConn *conn, const GateHead *head, GateAnswer *answer);

/* An answer of the gate's own, in the place of the current stream; the connection closes
 * afterwards. The answer's body is taken. */
void gate_conn_send_own(GateConn *conn, GateAnswer answer);
void gate_conn_send_problem(GateConn *conn, const HttpRefusal *refusal);
