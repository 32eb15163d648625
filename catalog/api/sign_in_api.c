/* POST session: name and password → session. A name that does not exist, a wrong password and a
 * locked account are answered alike, after the same work. */
#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/handlers.h"
#include "catalog/api/sign_in.h"
#include "catalog/api/wire.h"
#include "catalog/auth/password.h"
#include "catalog/store/role.h"
#include "catalog/store/session_table.h"

#define WRONG_TEXT "The name or the password is wrong."

/* What is searched for when there is no such account, so that the database does the same. */
#define NOBODY_ID "00000000-0000-7000-8000-000000000000"

typedef struct SignInInput {
    char *name, *password, *device;
    bool shared, keep;
} SignInInput;

static const JsonField SIGN_IN_FIELDS[] = {
    {"name", JSON_STRING, offsetof(SignInInput, name), JSON_REQUIRED, 1},
    {"password", JSON_STRING, offsetof(SignInInput, password), JSON_REQUIRED, 1},
    {"device", JSON_STRING, offsetof(SignInInput, device), JSON_OPTIONAL, .max = 200},
    {"shared", JSON_BOOL, offsetof(SignInInput, shared)},
    {"keep", JSON_BOOL, offsetof(SignInInput, keep)},
    {NULL, JSON_END},
};
static const JsonTable SIGN_IN_TABLE = {"sign-in", sizeof(SignInInput), SIGN_IN_FIELDS};

typedef struct SignInState {
    AccountRow *account; /* owned; NULL when there is none */
    SignedIn signed_in;
} SignInState;

static void clear_state(void *data) {
    SignInState *state = data;
    account_row_free(state->account);
    sign_in_clear(&state->signed_in);
}

static const CallState STATE = {sizeof(SignInState), clear_state};

static SignInWish wish_of(const SignInInput *input) {
    return (SignInWish){input->device, input->shared, input->keep};
}

/* ---- who is it said to be ---- */

static bool find_address(Database *database, Call *call, const char *account_id, GError **error) {
    g_autoptr(GPtrArray) sessions = session_table_list(database, account_id, error);
    for (unsigned i = 0; sessions && i < sessions->len; i++) {
        const SessionRow *row = g_ptr_array_index(sessions, i);
        if (g_strcmp0(row->peer, call->peer) == 0)
            call->attempt.is_known_address = true;
    }
    return sessions != NULL;
}

static bool run_find(Database *database, Call *call, GError **error) {
    SignInState *state = call->state;
    const SignInInput *input = call->input;
    if (!account_table_find_name(database, input->name, &state->account, error))
        return false;
    return find_address(database, call, state->account ? state->account->id : NOBODY_ID, error);
}

/* ---- is it ---- */

/* The account may have changed while the password was checked. */
static bool run_start(Database *database, Call *call, GError **error) {
    SignInState *state = call->state;
    const SignInInput *input = call->input;
    g_autoptr(AccountRow) now = account_table_get(database, state->account->id, NULL);
    if (!now || now->locked || g_strcmp0(now->password_hash, state->account->password_hash) != 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_UNAUTHENTICATED, WRONG_TEXT);
        return false;
    }
    SignInWish wish = wish_of(input);
    return sign_in_run(database, call, now, &wish, &state->signed_in, error);
}

static void on_started(Call *take_call) {
    SignInState *state = take_call->state;
    atomic_fetch_add_explicit(&take_call->env->counters.sign_ins, 1, memory_order_relaxed);
    sign_in_reply(take_call, &state->signed_in, take_call->attempt.device);
}

/* Sign-ins of administrators are part of what administrators did. */
static void audit_administrator(Call *call, const AccountRow *account) {
    if (!(account->roles & ROLE_ADMINISTRATOR))
        return;
    call->action = "session.create";
    call->actor_name = g_strdup(account->name);
    g_strlcpy(call->identity.account_id, account->id, sizeof call->identity.account_id);
}

static void on_verified(Call *take_call, bool is_match) {
    SignInState *state = take_call->state;
    if (is_match && !state->account->locked) {
        audit_administrator(take_call, state->account);
        call_write(take_call, run_start, on_started);
        return;
    }
    atomic_fetch_add_explicit(&take_call->env->counters.wrong_sign_ins, 1, memory_order_relaxed);
    call_fail_literal(take_call, ERROR_UNAUTHENTICATED, WRONG_TEXT);
}

static void on_found(Call *take_call) {
    SignInState *state = take_call->state;
    const SignInInput *input = take_call->input;
    g_autofree char *mark = api_request_cookie(take_call->request, API_COOKIE_DEVICE);
    if (state->account)
        take_call->attempt.device =
            device_marks_read(take_call->env->devices, mark, state->account->id, clock_wall_us());
    g_autofree char *password = password_normalize(input->password);
    call_verify(take_call, password ? password : "",
                state->account ? state->account->password_hash : NULL, on_verified);
}

void handle_post_session(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &SIGN_IN_TABLE, &STATE);
    if (!call)
        return;
    const SignInInput *input = call->input;
    SignInWish wish = wish_of(input);
    g_autoptr(GError) error = NULL;
    if (!sign_in_check(&wish, &error)) {
        call_fail(call, error);
        return;
    }
    ((SignInState *)call->state)->signed_in.people = people_read(request);
    call->attempt.account = account_name_key(input->name, NULL);
    if (!call->attempt.account)
        call->attempt.account = g_strdup(input->name); /* no account can have this name */
    call->attempt.address = g_strdup(call->peer);
    call_read(call, run_find, on_found);
}
