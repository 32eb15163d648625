/* libsoup behind a route table, in a thread of its own. Requests arrive as connected sockets from
 * the gate (one request each, Connection: close); answers may be given later, from any worker, by
 * posting back. base/api_*.c are the only users of libsoup's server.
 *
 * The gate must refuse transfer codings other than chunked: libsoup 3.2.3 leaks the path of such a
 * request. An answer may come before the body was read to its end; the socket then closes. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/api_reply.h"
#include "base/api_request.h"
#include "base/api_route.h"
#include "base/worker.h"

typedef struct ApiServer ApiServer;

typedef struct ApiServerOptions {
    const ApiRoute *routes; /* ended by a row with method NULL; borrowed for ever */
    ApiAuthenticateFn authenticate;
    ApiLocalizeFn localize;  /* NULL: problems are told in English */
    void *user;              /* for authenticate and handlers */
    const char *proof_field; /* with value 1 it stands for an Origin (base/api_origin.h); copied */
    unsigned max_requests;   /* open at once; more get 503 with Retry-After */
    unsigned mailbox_posts;  /* several times `max_requests`: sockets and answers share it */
} ApiServerOptions;

ApiServer *api_server_start(const ApiServerOptions *options, GError **error);
/* Answers 503 to all that wait, lets answers leave for a moment, joins the thread. */
void api_server_stop(ApiServer *server);
/* After everybody who keeps an ApiRequest has given it back. */
void api_server_free(ApiServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiServer, api_server_free)

/* The thread that owns requests; for posting answers back. */
Worker *api_server_worker(ApiServer *server);

/* Gives a connected stream socket with one request to the server. Any thread. `peer` is the
 * client's numeric address, copied. On failure the caller keeps `take_fd`: ERROR_OVERLOADED when
 * `max_requests` are open, ERROR_UNAVAILABLE when stopping. */
bool api_server_adopt(ApiServer *server, int take_fd, const char *peer, GError **error);

/* Counters for /metrics, any thread. */
typedef struct ApiStats {
    uint64_t requests, refused, aborted;
    unsigned open;
} ApiStats;
void api_server_get_stats(ApiServer *server, ApiStats *ret_stats);
