/* Asks another server by HTTP, one question at a time. Belongs to the thread that made it; blocks
 * it. Redirects are not followed, proxies not used. */
#pragma once

#include <gio/gio.h>
#include <glib.h>
#include <stdbool.h>

#define API_CLIENT_MAX_BYTES 65536 /* of an answer */
#define API_CLIENT_TIMEOUT_S 20

typedef struct ApiClient ApiClient;

/* `ca_file`: certificates (PEM) that are believed instead of the system's; NULL: the system's.
 * ERROR_CONFIG. */
ApiClient *api_client_new(const char *ca_file, GError **error);
void api_client_free(ApiClient *client);

/* GET, or with `body` POST of text/plain. True when there is an answer of whatever status:
 * *ret_text is its body, caller frees. ERROR_UNAVAILABLE with a sentence when there is none. Any
 * thread may cancel. */
typedef struct ApiClientQuestion {
    const char *url, *body;
    GCancellable *cancellable;
} ApiClientQuestion;
bool api_client_ask(ApiClient *client, const ApiClientQuestion *question, unsigned *ret_status,
                    char **ret_text, GError **error);
