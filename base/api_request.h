/* One request being answered. All verbs on the api thread, but for api_request_unref(). */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/api_route.h"

/* Who asks. Filled by the authenticator before a handler runs. */
typedef struct ApiIdentity {
    char account_id[37]; /* "" when nobody is signed in */
    char session_id[37]; /* "" for a bearer token */
    char token_id[37];   /* of a bearer token, else "" */
    ApiRoles roles;
} ApiIdentity;

/* Asks who stands behind a request to a route with roles. Must call api_request_set_identity()
 * exactly once, now or later on the api thread; the server then checks the route's roles, Origin
 * and CSRF, and runs the handler. */
typedef void (*ApiAuthenticateFn)(ApiRequest *request, void *user);

/* The one sentence of a problem document in the language that an Accept-Language field (NULL:
 * absent) asks for; `ret_language` gets its tag, static. On the api thread. Owned by the caller. */
typedef char *(*ApiLocalizeFn)(const char *accept_language, const char *detail,
                               const char **ret_language);

/* Keep a request while an answer is prepared elsewhere; it is answered 503 when the server stops.
 * The last unref without an answer answers 500. A reference may be given back on any thread until
 * api_server_free(). */
ApiRequest *api_request_ref(ApiRequest *request);
void api_request_unref(ApiRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiRequest, api_request_unref)

/* False once the client has gone: work may be dropped. */
bool api_request_is_open(const ApiRequest *request);

const ApiRoute *api_request_route(const ApiRequest *request);
const char *api_request_method(const ApiRequest *request);
const char *api_request_path(const ApiRequest *request); /* as sent */
const char *api_request_peer(const ApiRequest *request);
/* Percent-decoded; NULL when the route has no {name}. */
const char *api_request_segment(const ApiRequest *request, const char *name);
/* Decoded value of a query parameter, the last of that name; NULL when absent. */
const char *api_request_query(const ApiRequest *request, const char *name);
/* Header field, NULL when absent or once the client has gone. */
const char *api_request_field(const ApiRequest *request, const char *name);
/* Value of a cookie, or NULL. Caller frees. */
char *api_request_cookie(const ApiRequest *request, const char *name);
GBytes *api_request_body(const ApiRequest *request); /* borrowed; empty when none */
const ApiIdentity *api_request_identity(const ApiRequest *request);
void api_request_set_identity(ApiRequest *request, const ApiIdentity *identity);

/* A stopped reader of a streamed body: the client is slowed down until api_request_resume(). */
void api_request_pause(ApiRequest *request);
void api_request_resume(ApiRequest *request);
/* When the body of a route with `on_chunk` is complete, `fn` runs once (not after a refusal; with a
 * client that went away api_request_is_open() is false and `fn` runs with it). */
void api_request_on_body_end(ApiRequest *request, ApiHandler fn, void *user);
