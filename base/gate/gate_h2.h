/* A connection that speaks HTTP/2 (RFC 9113, by nghttp2): reads frames, has a stream for each
 * request, sends frames. Handlers see nothing of it. Which stream's bytes go next is RFC 9218:
 * urgency first, streams of equal urgency in order, incremental ones in turn. Private to
 * base/gate/. One owner thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/gate/gate_conn.h"

/* Whether the first bytes of a connection are the client's preface (RFC 9113 §3.4). */
typedef enum GateH2Preface {
    GATE_H2_PREFACE_NONE,
    GATE_H2_PREFACE_PART,
    GATE_H2_PREFACE_WHOLE,
} GateH2Preface;
GateH2Preface gate_h2_match_preface(const uint8_t *bytes, size_t length);

/* Takes over a connection in CONN_H2; what is in its input was read already. Run it next. False:
 * out of memory. */
bool gate_h2_start(GateConn *conn);
/* Reads, moves and sends what is possible now. The connection may be closed afterwards. */
void gate_h2_run(GateConn *conn);
/* For a stopping worker: GOAWAY, held requests have their last turn; `is_over`: closes. */
void gate_h2_stop(GateConn *conn, bool is_over);
