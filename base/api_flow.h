/* The way of a request: head, route, limits, identity, origin, body, handler. Private to
 * base/api_*.c. */
#pragma once

#include "base/api_message.h"

/* Takes the socket; libsoup reads from it. On the api thread. */
void api_flow_begin(ApiContext *context, SoupServer *soup, GSocket *take_socket, char *take_peer);

/* libsoup's "request-started"; data is the ApiContext. */
void api_flow_on_started(SoupServer *soup, SoupServerMessage *msg, void *data);

/* A peer that closed while it waited for an answer. ApiHangupFn; user is the ApiContext. */
void api_flow_on_hangup(uint64_t id, void *user);

/* 503 to everybody who waits; requests whose head has not come are closed. */
void api_flow_stop_all(ApiContext *context);
