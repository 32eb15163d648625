/* Another server in this process that takes connected sockets from the gate. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum GateUpstreamKind {
    GATE_UPSTREAM_HTTP, /* one HTTP/1.1 exchange, Connection: close; the gate decodes the answer */
    GATE_UPSTREAM_TUNNEL, /* a WebSocket upgrade, then bytes both ways until either side closes */
} GateUpstreamKind;

/* A plain client's own socket. The gate has forgotten it, except for its place. */
typedef struct GateGift {
    int take_fd;
    const char *peer; /* numeric address, after trusted proxies */
    /* What was read of it: a fresh upgrade request, then what the client has sent behind its own.
     * Borrowed for the call. */
    const void *bytes;
    size_t n_bytes;
    void *take_context; /* the answer's */
    /* The connection counts against the gate's limits until leave_place(take_place) is called: on
     * any thread, once the socket is closed, before gate_free(). */
    void *take_place;
    GDestroyNotify leave_place;
} GateGift;

typedef struct GateUpstream {
    GateUpstreamKind kind;
    /* On a gate worker; must only pass the descriptor on. `take_context` is the answer's. On
     * failure the gate keeps fd and context and answers 503 with Retry-After. */
    bool (*adopt)(int take_fd, void *take_context, const char *peer, void *user, GError **error);
    void *user;
    /* Tunnels only: takes plain clients' own sockets; on failure the gate keeps all that is in the
     * gift. NULL: all clients stay behind the gate and come through adopt(). */
    bool (*adopt_client)(const GateGift *gift, void *user, GError **error);
} GateUpstream;
