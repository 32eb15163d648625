/* libwebsockets in a thread of its own (libev loop). Connections arrive as sockets from the gate,
 * already authenticated; text frames in, text frames out. The only user of libwebsockets.
 *
 * Other threads name a connection by its WsId, which is never used twice. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"

#define WS_MESSAGE_MAX_BYTES  16384u  /* a longer message closes with 1009 (RFC 6455 §7.4.1) */
#define WS_QUEUE_MAX_BYTES    262144u /* waiting for one slow client; more closes with 1013 */
#define WS_QUEUE_MAX_MESSAGES 256u
#define WS_PING_INTERVAL_S    25 /* RFC 6455 §5.5.2; keeps mobile networks' NAT open */
#define WS_PONG_TIMEOUT_S     20

typedef uint64_t WsId; /* 0: none */
typedef struct WsServer WsServer;
typedef struct WsText WsText; /* one immutable message, shared by all who get it; atomic count */

/* `length` bytes of UTF-8, copied once. */
WsText *ws_text_new(const char *text, size_t length);
WsText *ws_text_ref(WsText *text);
void ws_text_unref(WsText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WsText, ws_text_unref)

/* Callbacks, all on the ws thread; they must not block. */
typedef struct WsEvents {
    /* `take_identity` is what ws_server_adopt() was given; now the callee's. */
    void (*on_open)(WsId id, void *take_identity, const char *peer, void *user);
    /* One complete, valid UTF-8 text message; `received_at_us` is the monotonic clock. */
    void (*on_text)(WsId id, const char *text, size_t length, int64_t received_at_us, void *user);
    /* Once per on_open. `code`: RFC 6455 close code, 1006 when the connection was lost. */
    void (*on_close)(WsId id, unsigned code, void *user);
    void *user;
} WsEvents;

typedef struct WsServerOptions {
    const char *subprotocol; /* "tongping.v1": the only one accepted */
    WsEvents events;
    unsigned max_connections;
    unsigned mailbox_posts;
} WsServerOptions;

WsServer *ws_server_start(const WsServerOptions *options, GError **error);
/* Closes all with 1001 and stops. */
void ws_server_stop(WsServer *server);
void ws_server_free(WsServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WsServer, ws_server_free)

/* Gives a connected stream socket whose first bytes will be an upgrade request. Any thread. On
 * failure the caller keeps fd and identity. `free_identity` is used when the upgrade never
 * completes. `peer`: numeric address, copied. */
bool ws_server_adopt(WsServer *server, int take_fd, void *take_identity,
                     GDestroyNotify free_identity, const char *peer, GError **error);

/* Any thread; a connection that is gone is ignored. False (ERROR_OVERLOADED, ERROR_UNAVAILABLE)
 * when the mailbox refuses. */
bool ws_server_send(WsServer *server, WsId id, WsText *text, GError **error);
bool ws_server_send_many(WsServer *server, const WsId *ids, unsigned n_ids, WsText *text,
                         GError **error);
bool ws_server_close(WsServer *server, WsId id, unsigned code, const char *reason, GError **error);

Worker *ws_server_worker(WsServer *server);

/* Counters for /metrics, any thread. */
typedef struct WsStats {
    unsigned open;
    uint64_t opened, messages_in, messages_out, bytes_in, bytes_out, closed_slow;
} WsStats;
void ws_server_get_stats(WsServer *server, WsStats *ret_stats);
