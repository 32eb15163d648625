/* Limits, names and callbacks of WebSocket connections. */
#pragma once

#include <glib.h>
#include <stdint.h>

#define WS_MESSAGE_MAX_BYTES    16384u  /* a longer message closes with 1009 (RFC 6455 §7.4.1) */
#define WS_QUEUE_MAX_BYTES      262144u /* waiting for one slow client; more closes with 1013 */
#define WS_QUEUE_MAX_MESSAGES   256u
#define WS_INBOUND_PER_S        100u /* messages from one client; more, after … */
#define WS_INBOUND_BURST        200u /* … this many at once, closes with 1008 */
#define WS_HANDSHAKE_TIMEOUT_S  10   /* from adoption to the end of the upgrade */
#define WS_PING_INTERVAL_S      25   /* RFC 6455 §5.5.2; keeps mobile networks' NAT open */
#define WS_PONG_TIMEOUT_S       20
#define WS_CLOSE_TIMEOUT_S      5   /* for the client to answer our close frame (§7.1.1) */
#define WS_CLOSE_REASON_MAX_LEN 100 /* bytes; a control frame holds 125 (§5.5) */

/* Close codes of RFC 6455 §7.4.1 and the registry it makes, and one of the private range. */
#define WS_CLOSE_NORMAL      1000u
#define WS_CLOSE_GOING_AWAY  1001u
#define WS_CLOSE_UNSUPPORTED 1003u
#define WS_CLOSE_NO_STATUS   1005u
#define WS_CLOSE_ABNORMAL    1006u
#define WS_CLOSE_BAD_DATA    1007u
#define WS_CLOSE_POLICY      1008u
#define WS_CLOSE_TOO_BIG     1009u
#define WS_CLOSE_TRY_AGAIN   1013u
#define WS_CLOSE_IDLE        4408u /* no sign of life within the pong timeout */

typedef uint64_t WsId; /* 0: none */

/* A connected stream socket whose first bytes are an upgrade request. */
typedef struct WsArrival {
    int take_fd;
    const char *peer; /* numeric address; copied */
    /* What was read of the socket already, copied; NULL: nothing */
    const void *bytes;
    size_t n_bytes;
    void *take_identity;
    GDestroyNotify free_identity; /* when the upgrade never completes; may be NULL */
    /* Called once the socket is closed, on any thread; may be NULL */
    void *take_place;
    GDestroyNotify leave_place;
} WsArrival;

/* Callbacks, all on the ws thread; they must not block. */
typedef struct WsEvents {
    /* `take_identity` is what ws_server_adopt() was given; now the callee's. */
    void (*on_open)(WsId id, void *take_identity, const char *peer, void *user);
    /* One complete, valid UTF-8 text message without NUL; `received_at_us` is the monotonic clock.
     * `text` is not terminated. */
    void (*on_text)(WsId id, const char *text, size_t length, int64_t received_at_us, void *user);
    /* Once per on_open. `code`: RFC 6455 close code, 1006 when the connection was lost. */
    void (*on_close)(WsId id, unsigned code, void *user);
    void *user;
} WsEvents;

/* Counters for /metrics. */
typedef struct WsStats {
    unsigned open;
    uint64_t opened, messages_in, messages_out, bytes_in, bytes_out, closed_slow;
} WsStats;
