#include "catalog/api/identify.h"

#include "catalog/api/wire.h"

typedef struct Identify {
    ApiRequest *request; /* owned reference */
    ApiEnv *env;
} Identify;

static void free_identify(void *data) {
    Identify *identify = data;
    api_request_unref(identify->request);
    g_free(identify);
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
        known.roles = identity->roles;
    }
    if (new_secret)
        wire_add_session_cookie(identify->request, new_secret,
                                sessions_lifetime_us(identify->env->sessions));
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
