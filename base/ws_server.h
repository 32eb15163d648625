/* libwebsockets in a thread of its own (libev loop). Connections arrive as sockets from the gate,
 * already authenticated; text frames in, text frames out. Only base/ws_*.c use libwebsockets.
 *
 * Other threads name a connection by its WsId, which is never used twice. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/worker.h"
#include "base/ws_text.h"
#include "base/ws_types.h"

typedef struct WsServer WsServer;

typedef struct WsServerOptions {
    const char *subprotocol; /* "tongping.v1": the only one accepted */
    WsEvents events;
    unsigned max_connections;
    unsigned mailbox_posts;
} WsServerOptions;

WsServer *ws_server_start(const WsServerOptions *options, GError **error);
/* Closes all with 1001, gives them two seconds to answer, and stops. NULL and repeated calls are
 * allowed. The callbacks still run while it works. */
void ws_server_stop(WsServer *server);
void ws_server_free(WsServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WsServer, ws_server_free)

/* Any thread. On failure (ERROR_OVERLOADED, ERROR_UNAVAILABLE) the caller keeps all that is to be
 * taken. */
bool ws_server_adopt(WsServer *server, const WsArrival *arrival, GError **error);

/* Any thread; a connection that is gone is ignored. False (ERROR_OVERLOADED, ERROR_UNAVAILABLE)
 * when the mailbox refuses. */
bool ws_server_send(WsServer *server, WsId id, WsText *text, GError **error);
bool ws_server_send_many(WsServer *server, const WsId *ids, unsigned n_ids, WsText *text,
                         GError **error);
/* What was sent before still goes out first, unless the client is too slow for it. */
bool ws_server_close(WsServer *server, WsId id, unsigned code, const char *reason, GError **error);

Worker *ws_server_worker(WsServer *server);

/* Any thread. */
void ws_server_get_stats(WsServer *server, WsStats *ret_stats);
