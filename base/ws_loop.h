/* The libev loop and the libwebsockets context of the ws thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/worker.h"
#include "base/ws_connection.h"

typedef struct WsLoop WsLoop;

/* Waits for the worker's mail, for sockets and for timers; at the end closes all with 1001. */
extern const WorkerLoop WORKER_LOOP_WS; /* loop_data: WsLoop */

/* On the starting thread, before the worker. `subprotocol` is borrowed for the loop's life,
 * `counters` too. */
WsLoop *ws_loop_new(const char *subprotocol, const WsEvents *events, WsCounters *counters,
                    GError **error);
void ws_loop_free(WsLoop *loop);

/* ---- on the ws thread ---- */
WsHub *ws_loop_hub(WsLoop *loop);
/* Gives the socket of a new connection to libwebsockets with what was read of it; on failure both
 * are gone. */
void ws_loop_adopt(WsLoop *loop, const WsArrival *arrival, WsConnection *take_connection);
