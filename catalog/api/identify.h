/* The API server's authenticator: cookie or bearer token → identity. */
#pragma once

#include "base/api_server.h"
#include "catalog/api/api_env.h"

/* ApiAuthenticateFn; user is the ApiEnv. Sends a renewed cookie along with the answer. */
void identify_request(ApiRequest *request, void *user);

/* The whole identity of a request that was let in, e.g. to show it. */
void identify_again(ApiRequest *request, ApiEnv *env, SessionsFn fn, void *data,
                    GDestroyNotify free_data);
