/* A request of an HTTP/2 stream on its way to its handler: head, body that is gathered, hand-over.
 * Private to base/gate/. One owner thread. */
#pragma once

#include "base/gate/gate_h2_stream.h"

/* The head is complete: asks the handler, or waits for the body. */
void gate_h2_request_begin(GateH2Stream *s, bool has_body);
void gate_h2_request_on_body(GateH2Stream *s, const uint8_t *bytes, size_t length);
void gate_h2_request_on_body_end(GateH2Stream *s);
