/* One table of routes: method, path pattern, roles, body limit, handler. Matching is pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define API_ROUTE_MAX_SEGMENTS 16 /* path segments of a request or a pattern */

typedef struct ApiRequest ApiRequest; /* one request being answered; owned by the api thread */

/* Roles are bits that the routes' owner defines; 0 in a route means: open to everybody. */
typedef uint32_t ApiRoles;

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
    uint32_t tag;            /* the owner's own */
} ApiRoute;

typedef struct ApiRouteTable ApiRouteTable;

/* `routes` ends with a row whose method is NULL and is borrowed. Aborts on a malformed pattern. */
ApiRouteTable *api_route_table_new(const ApiRoute *routes);
void api_route_table_free(ApiRouteTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiRouteTable, api_route_table_free)

typedef enum ApiMatchResult {
    API_MATCH_FOUND,
    API_MATCH_NO_PATH,
    API_MATCH_NO_METHOD, /* `allow` names the methods of this path */
    API_MATCH_MALFORMED, /* bad percent-encoding, NUL or broken UTF-8 */
} ApiMatchResult;

typedef struct ApiMatch {
    const ApiRoute *route;
    char **segments; /* owned, NULL-terminated, percent-decoded once */
    char *allow;     /* owned: "GET, HEAD, POST", or NULL */
} ApiMatch;

/* `path` as sent, without query. Empty segments and a final "/" match nothing. */
ApiMatchResult api_route_match(const ApiRouteTable *table, const char *method, const char *path,
                               ApiMatch *ret_match);
void api_match_clear(ApiMatch *match);

/* The segment that stands for {name} in the matched pattern; NULL when it has no such name. */
const char *api_match_segment(const ApiMatch *match, const char *name);
