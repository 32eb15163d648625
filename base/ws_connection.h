/* One WebSocket connection on the ws thread: handshake → open → closing. Assembles messages, keeps
 * the outgoing queue, pings. ws_loop calls it; it calls libwebsockets for its own socket only. */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/timer_wheel.h"
#include "base/ws_text.h"
#include "base/ws_types.h"

struct lws;
struct lws_context;

typedef struct WsConnection WsConnection;

/* Written by the ws thread only, read by any. */
typedef struct WsCounters {
    atomic_uint taken; /* adopted or on the way to it; counted by any thread */
    atomic_uint open;
    _Atomic uint64_t opened, messages_in, messages_out, bytes_in, bytes_out, closed_slow;
} WsCounters;

/* What all connections of one server share. */
typedef struct WsHub {
    struct lws_context *context;
    TimerWheel wheel;
    WsEvents events;
    WsCounters *counters;
    GHashTable *connections; /* WsId → WsConnection, from adoption to the end; not owning */
    WsId last_id;
    uint8_t *scratch; /* LWS_PRE + WS_QUEUE_MAX_BYTES: lws_write() writes before the data */
} WsHub;

/* Starts the handshake timer; takes identity and place. Takes one of counters->taken, which
 * ws_connection_free() gives back. */
WsConnection *ws_connection_new(WsHub *hub, const WsArrival *arrival);
/* When its socket is gone. Reports the close if the connection was open. */
void ws_connection_free(WsConnection *connection);
WsConnection *ws_connection_find(WsHub *hub, WsId id); /* or NULL */

/* The socket, once libwebsockets has adopted it. */
void ws_connection_bind(WsConnection *connection, struct lws *wsi);

/* What libwebsockets reports. */
void ws_connection_on_open(WsConnection *connection);
void ws_connection_on_data(WsConnection *connection, const char *bytes, size_t length);
void ws_connection_on_pong(WsConnection *connection);
void ws_connection_on_peer_close(WsConnection *connection, const uint8_t *payload, size_t length);
/* libwebsockets begins a close, perhaps its own for a bad frame: from now on only the timer counts.
 */
void ws_connection_on_drop(WsConnection *connection);
/* 0, or -1: libwebsockets must close. */
int ws_connection_on_writable(WsConnection *connection);

void ws_connection_send(WsConnection *connection, WsText *text);
void ws_connection_close(WsConnection *connection, unsigned code, const char *reason);
