#include "catalog/auth/identity.h"

#include "catalog/store/account_table.h"
#include "catalog/store/role.h"

Identity *identity_new(const AccountRow *account, const char *session_id, int64_t expires_at_us) {
    Identity *identity = g_new0(Identity, 1);
    atomic_init(&identity->references, 1);
    g_strlcpy(identity->account_id, account->id, sizeof identity->account_id);
    g_strlcpy(identity->session_id, session_id, sizeof identity->session_id);
    identity->name = g_strdup(account->name);
    identity->display_name = g_strdup(account->display_name);
    identity->locale = g_strdup(account->locale);
    identity->roles = account->roles | account->appointed_roles;
    identity->server_roles = account->roles;
    identity->expires_at_us = expires_at_us;
    return identity;
}

Identity *identity_new_screen(const char *id, const char *name, const char *locale) {
    Identity *identity = g_new0(Identity, 1);
    atomic_init(&identity->references, 1);
    g_strlcpy(identity->account_id, id, sizeof identity->account_id);
    identity->name = g_strdup(id);
    identity->display_name = g_strdup(name);
    identity->locale = g_strdup(locale);
    identity->roles = identity->server_roles = ROLE_SCREEN;
    return identity;
}

Identity *identity_ref(const Identity *identity) {
    Identity *shared = (Identity *)identity;
    atomic_fetch_add_explicit(&shared->references, 1, memory_order_relaxed);
    return shared;
}

void identity_unref(Identity *identity) {
    if (!identity || atomic_fetch_sub_explicit(&identity->references, 1, memory_order_acq_rel) != 1)
        return;
    g_free(identity->name);
    g_free(identity->display_name);
    g_free(identity->locale);
    g_free(identity);
}
