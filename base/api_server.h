/* libsoup behind a route table, in a thread of its own. Requests arrive as connected sockets from
 * the gate (one request each, Connection: close); answers may be given later, from any worker, by
 * posting back. The only user of libsoup's server. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"

typedef struct ApiServer ApiServer;
typedef struct ApiRequest ApiRequest; /* one request being answered; owned by the api thread */

/* Roles are bits that the routes' owner defines; 0 in a route means: open to everybody. */
typedef uint32_t ApiRoles;

/* Who asks. Filled by the authenticator before a handler runs; strings owned by the request. */
typedef struct ApiIdentity {
    char account_id[37]; /* "" when nobody is signed in */
    char session_id[37]; /* "" for a bearer token */
    ApiRoles roles;
} ApiIdentity;

typedef void (*ApiHandler)(ApiRequest *request, void *user);

/* Called with each piece of a streamed body, on the api thread; false refuses the rest (the handler
 * has answered). */
typedef bool (*ApiChunkFn)(ApiRequest *request, const uint8_t *bytes, size_t length, void *user);

typedef struct ApiRoute {
    const char *method;      /* GET answers HEAD too */
    const char *path;        /* "/api/v1/units/{id}": {name} stands for one segment */
    ApiRoles roles;          /* any of these bits is enough; 0: no sign-in needed */
    uint64_t body_max_bytes; /* 0: no body allowed */
    ApiHandler handler;      /* runs when the body is complete, or at once when `on_chunk` is set */
    ApiChunkFn on_chunk;     /* streamed body: never gathered in memory; NULL: gathered */
    const char *summary;     /* one line; docs/openapi.yaml is checked against the table */
} ApiRoute;

/* Asks who stands behind a request. Must call api_request_set_identity() exactly once, now or later
 * on the api thread; the server then checks the route's roles, Origin and CSRF, and runs the
 * handler. */
typedef void (*ApiAuthenticateFn)(ApiRequest *request, void *user);

typedef struct ApiServerOptions {
    const ApiRoute *routes; /* ended by a row with method NULL; borrowed for ever */
    ApiAuthenticateFn authenticate;
    void *user;            /* for authenticate and handlers */
    unsigned max_requests; /* open at once; more get 503 with Retry-After */
    unsigned mailbox_posts;
} ApiServerOptions;

ApiServer *api_server_start(const ApiServerOptions *options, GError **error);
void api_server_stop(ApiServer *server);
void api_server_free(ApiServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiServer, api_server_free)

/* The thread that owns requests; for posting answers back. */
Worker *api_server_worker(ApiServer *server);

/* Gives a connected stream socket with one request to the server. Any thread. `peer` is the
 * client's numeric address, copied. On failure the caller keeps `take_fd`. */
bool api_server_adopt(ApiServer *server, int take_fd, const char *peer, GError **error);

/* ---- one request: all on the api thread ---- */

/* Keep a request while an answer is prepared elsewhere; it is answered 503 when the server stops.
 */
ApiRequest *api_request_ref(ApiRequest *request);
void api_request_unref(ApiRequest *request); /* the last unref without an answer answers 500 */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiRequest, api_request_unref)

/* False once the client has gone: work may be dropped. */
bool api_request_is_open(const ApiRequest *request);

const ApiRoute *api_request_route(const ApiRequest *request);
const char *api_request_method(const ApiRequest *request);
const char *api_request_path(const ApiRequest *request);
const char *api_request_peer(const ApiRequest *request);
const char *api_request_segment(const ApiRequest *request, const char *name); /* percent-decoded */
const char *api_request_query(const ApiRequest *request, const char *name);   /* or NULL */
const char *api_request_field(const ApiRequest *request, const char *name);   /* header field */
/* Value of a cookie, or NULL. Caller frees. */
char *api_request_cookie(const ApiRequest *request, const char *name);
GBytes *api_request_body(const ApiRequest *request); /* borrowed; empty when none */
const ApiIdentity *api_request_identity(const ApiRequest *request);
void api_request_set_identity(ApiRequest *request, const ApiIdentity *identity);

/* Answers. Exactly one per request; a second one is a programming error. */
void api_reply_json(ApiRequest *request, unsigned status, char *take_json);
void api_reply_error(ApiRequest *request, const GError *error); /* problem document */
void api_reply_bytes(ApiRequest *request, unsigned status, const char *content_type, GBytes *bytes);
void api_reply_empty(ApiRequest *request, unsigned status);
/* Before the answer: an additional header field (Set-Cookie, Location, Retry-After …). */
void api_reply_add_field(ApiRequest *request, const char *name, const char *value);
/* A stopped reader of a streamed body: the client is slowed down until api_request_resume(). */
void api_request_pause(ApiRequest *request);
void api_request_resume(ApiRequest *request);
/* When the body of a route with `on_chunk` is complete, `fn` runs once (not after a refusal or a
 * client that went away: then api_request_is_open() is false and `fn` runs with it). */
void api_request_on_body_end(ApiRequest *request, ApiHandler fn, void *user);

/* Counters for /metrics, any thread. */
typedef struct ApiStats {
    uint64_t requests, refused, aborted;
    unsigned open;
} ApiStats;
void api_server_get_stats(ApiServer *server, ApiStats *ret_stats);
