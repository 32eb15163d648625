#include "catalog/api/sign_in.h"

#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "catalog/api/account_json.h"
#include "catalog/api/wire.h"

void sign_in_clear(SignedIn *signed_in) {
    if (signed_in->secret)
        sodium_memzero(signed_in->secret, strlen(signed_in->secret));
    g_clear_pointer(&signed_in->secret, g_free);
    g_clear_pointer(&signed_in->identity, identity_unref);
}

bool sign_in_run(Database *database, Call *call, const AccountRow *account, const char *device,
                 SignedIn *ret_signed_in, GError **error) {
    SessionStart start = {.account_id = account->id,
                          .device = device ? device : "",
                          .peer = call->peer,
                          .lifetime_us = sessions_lifetime_us(call->env->sessions)};
    char id[ID_TEXT_BYTES];
    int64_t expires_at_us;
    g_autofree char *secret = sessions_start(database, &start, id, &expires_at_us, error);
    if (!secret || !account_table_set_last_sign_in(database, account->id, error))
        return false;
    ret_signed_in->secret = g_steal_pointer(&secret);
    ret_signed_in->identity = identity_new(account, id, expires_at_us);
    return true;
}

void sign_in_reply(Call *take_call, const SignedIn *signed_in, const char *device_id) {
    ApiEnv *env = take_call->env;
    wire_add_session_cookie(take_call->request, signed_in->secret,
                            sessions_lifetime_us(env->sessions));
    g_autofree char *mark = device_marks_write(env->devices, signed_in->identity->account_id,
                                               device_id, clock_wall_us());
    WireCookie cookie = {API_COOKIE_DEVICE, mark, "/api/v1/session", DEVICE_MARK_DAYS * 86400};
    if (mark)
        wire_add_cookie(take_call->request, &cookie);
    take_call->json = account_json_session(signed_in->identity);
    call_reply_ok(take_call);
}
