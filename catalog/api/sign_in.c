#include "catalog/api/sign_in.h"

#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/account_json.h"
#include "catalog/api/wire.h"

void sign_in_clear(SignedIn *signed_in) {
    if (signed_in->secret)
        sodium_memzero(signed_in->secret, strlen(signed_in->secret));
    g_clear_pointer(&signed_in->people, people_free);
    g_clear_pointer(&signed_in->secret, g_free);
    g_clear_pointer(&signed_in->identity, identity_unref);
    g_clear_pointer(&signed_in->parked, g_ptr_array_unref);
    g_clear_pointer(&signed_in->ended, identity_unref);
}

bool sign_in_check(const SignInWish *wish, GError **error) {
    if (!wish->is_shared || !wish->keep)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "On a shared computer nobody stays signed in: choose 'shared' or 'keep'.");
    return false;
}

/* Nobody is left behind a shared session; with `keep` the one in force is parked. */
static bool park_others(Database *database, Call *call, const AccountRow *account,
                        const SignInWish *wish, SignedIn *signed_in, GError **error) {
    if (!signed_in->people || (!wish->keep && !wish->is_shared))
        return true;
    signed_in->parked = people_find(database, call->env->sessions, signed_in->people, error);
    if (!signed_in->parked ||
        !people_park(database, signed_in->parked, account->id, &signed_in->ended, error))
        return false;
    if (wish->is_shared)
        g_ptr_array_set_size(signed_in->parked, 0);
    return true;
}

bool sign_in_run(Database *database, Call *call, const AccountRow *account, const SignInWish *wish,
                 SignedIn *ret_signed_in, GError **error) {
    SessionStart start = {.account_id = account->id,
                          .device = wish->device ? wish->device : "",
                          .peer = call->peer,
                          .lifetime_us = sessions_lifetime_us(call->env->sessions),
                          .is_shared = wish->is_shared};
    char id[ID_TEXT_BYTES];
    int64_t expires_at_us;
    if (!park_others(database, call, account, wish, ret_signed_in, error))
        return false;
    g_autofree char *secret = sessions_start(database, &start, id, &expires_at_us, error);
    if (!secret || !account_table_set_last_sign_in(database, account->id, error))
        return false;
    ret_signed_in->secret = g_steal_pointer(&secret);
    ret_signed_in->identity = identity_new(account, id, expires_at_us);
    ret_signed_in->identity->is_shared = wish->is_shared;
    return true;
}

/* A shared computer is nobody's known device. */
static void add_mark(Call *call, const Identity *identity, const char *device_id) {
    if (identity->is_shared)
        return;
    g_autofree char *mark =
        device_marks_write(call->env->devices, identity->account_id, device_id, clock_wall_us());
    WireCookie cookie = {API_COOKIE_DEVICE, mark, "/api/v1/session", DEVICE_MARK_DAYS * 86400};
    if (mark)
        wire_add_cookie(call->request, &cookie);
}

void sign_in_reply(Call *take_call, const SignedIn *signed_in, const char *device_id) {
    Sessions *sessions = take_call->env->sessions;
    const Identity *ended = signed_in->ended;
    if (ended)
        sessions_ended(sessions, ended->account_id, ended->session_id, NULL);
    wire_add_session_cookie(take_call->request, signed_in->secret, sessions_lifetime_us(sessions),
                            signed_in->identity->is_shared);
    if (signed_in->parked)
        people_reply(take_call->request, signed_in->parked, sessions_lifetime_us(sessions));
    add_mark(take_call, signed_in->identity, device_id);
    take_call->json = account_json_session(signed_in->identity);
    call_reply_ok(take_call);
}
