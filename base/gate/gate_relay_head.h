/* Writes the request head that an upstream gets: hop-by-hop and forwarding fields replaced, or a
 * fresh minimal WebSocket upgrade. Pure. Private to base/gate/. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/gate/http_head.h"

#define RELAY_REQUEST_HEAD_MAX_BYTES 12288u

/* Returns the length, 0 when it does not fit. */
size_t gate_relay_head_write(char *ret_text, size_t capacity, const GateHead *head);

/* RFC 6455 §4.2.1. */
typedef enum GateUpgrade { GATE_UPGRADE_GOOD, GATE_UPGRADE_NONE, GATE_UPGRADE_BAD } GateUpgrade;
GateUpgrade gate_relay_head_check_upgrade(const GateHead *head);

/* Key and version only: no cookies, no extensions; `protocol` is the one subprotocol offered, NULL:
 * none. */
size_t gate_relay_head_write_upgrade(char *ret_text, size_t capacity, const GateHead *head,
                                     const char *protocol);
