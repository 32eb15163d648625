/* Small bodies that are gathered before their request starts (GATE_BODIES_GATHERED). Private to
 * base/gate/. One owner thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/gate/gate_conn.h"
#include "base/gate/http_head.h"

/* True when the head's route wants the whole body first and `body` is not all of it. */
bool gate_gather_is_awaited(const GateConn *conn, const GateHead *head, const uint8_t *body,
                            size_t length);

/* Says "100 Continue", once, to a client that waits for it before it sends the body (RFC 9110
 * §10.1.1). */
void gate_gather_encourage(GateConn *conn, const GateHead *head);
