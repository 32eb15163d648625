#include "catalog/api/caller.h"

#include "catalog/api/wire.h"

typedef struct Finding {
    Call *call; /* owned until handed on */
    CallNextFn next;
} Finding;

static void free_finding(void *data) {
    Finding *finding = data;
    call_free(finding->call);
    g_free(finding);
}

static void on_identity(const GError *error, const Identity *identity, const char *new_secret,
                        void *data) {
    Finding *finding = data;
    Call *call = g_steal_pointer(&finding->call);
    if (error) {
        call_fail(call, error);
        return;
    }
    if (identity) {
        g_strlcpy(call->identity.account_id, identity->account_id,
                  sizeof call->identity.account_id);
        g_strlcpy(call->identity.session_id, identity->session_id,
                  sizeof call->identity.session_id);
        call->identity.roles = identity->roles;
    }
    finding->next(call);
}

void caller_find(Call *take_call, CallNextFn next) {
    g_autofree char *secret = NULL;
    Credential credential;
    if (!wire_credential(take_call->request, &credential, &secret)) {
        next(take_call);
        return;
    }
    credential.can_renew = false;
    Finding *finding = g_new(Finding, 1);
    *finding = (Finding){.call = take_call, .next = next};
    sessions_authenticate(take_call->env->sessions, &credential, on_identity, finding,
                          free_finding);
}
