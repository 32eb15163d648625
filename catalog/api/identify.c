#include "catalog/api/identify.h"

#include "catalog/api/wire.h"
#include "catalog/rights/rights.h"

typedef struct Identify {
    ApiRequest *request; /* owned reference */
    ApiEnv *env;
} Identify;

static void free_identify(void *data) {
    Identify *identify = data;
    api_request_unref(identify->request);
    g_free(identify);
}

/* What concerns the whole installation is not for those who are appointed to a part of it. */
static uint32_t roles_for(const ApiRoute *route, const Identity *identity) {
    bool is_server = RIGHTS_TABLE[route->tag].scope == RIGHT_SCOPE_SERVER;
    return is_server ? identity->server_roles : identity->roles;
}

static void on_identity(const GError *error, const Identity *identity, const char *new_secret,
                        void *data) {
    Identify *identify = data;
    if (error) {
        api_reply_error(identify->request, error);
        return;
    }
    ApiIdentity known = {.roles = 0};
    if (identity) {
        g_strlcpy(known.account_id, identity->account_id, sizeof known.account_id);
        g_strlcpy(known.session_id, identity->session_id, sizeof known.session_id);
        g_strlcpy(known.token_id, identity->token_id, sizeof known.token_id);
        known.roles = roles_for(api_request_route(identify->request), identity);
    }
    if (new_secret)
        wire_add_session_cookie(identify->request, new_secret,
                                sessions_lifetime_us(identify->env->sessions),
                                identity && identity->is_shared);
    api_request_set_identity(identify->request, &known);
}

void identify_request(ApiRequest *request, void *user) {
    ApiEnv *env = user;
    g_autofree char *secret = NULL;
    Credential credential;
    if (!wire_credential(request, &credential, &secret)) {
        api_request_set_identity(request, &(ApiIdentity){.roles = 0});
        return;
    }
    Identify *identify = g_new(Identify, 1);
    *identify = (Identify){.request = api_request_ref(request), .env = env};
    sessions_authenticate(env->sessions, &credential, on_identity, identify, free_identify);
}

void identify_again(ApiRequest *request, ApiEnv *env, SessionsFn fn, void *data,
                    GDestroyNotify free_data) {
    g_autofree char *secret = NULL;
    Credential credential;
    bool has_credential = wire_credential(request, &credential, &secret);
    g_assert(has_credential); /* it was let in with one */
    credential.can_renew = false;
    sessions_authenticate(env->sessions, &credential, fn, data, free_data);
}
