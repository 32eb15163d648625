/* Sends the frames of an HTTP/2 connection: gathers them in the worker's batch, bodies without a
 * copy in between, and keeps what the kernel does not take. Private to base/gate/. One owner
 * thread. */
#pragma once

#include "base/gate/gate_h2_conn.h"

/* Sends until the session has nothing more, the kernel takes nothing more (is_stalled), the
 * connection is_broken, or GATE_TURN_BYTES have gone: then true, others have their turn first. */
bool gate_h2_send(GateH2 *h2);

/* The callback for frames whose bytes were left out (NGHTTP2_DATA_FLAG_NO_COPY). */
int gate_h2_send_body(nghttp2_session *session, nghttp2_frame *frame, const uint8_t *frame_head,
                      size_t length, nghttp2_data_source *source, void *user);
