/* POST password: one's own. All other sessions of the account end. */
#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/person_check.h"
#include "catalog/auth/password.h"
#include "catalog/store/account_table.h"
#include "catalog/store/session_table.h"

typedef struct PasswordInput {
    char *old_password, *new_password;
} PasswordInput;

static const JsonField PASSWORD_FIELDS[] = {
    {"old_password", JSON_STRING, offsetof(PasswordInput, old_password), JSON_REQUIRED, 1},
    {"new_password", JSON_STRING, offsetof(PasswordInput, new_password), JSON_REQUIRED, 1},
    {NULL, JSON_END},
};
static const JsonTable PASSWORD_TABLE = {"password", sizeof(PasswordInput), PASSWORD_FIELDS};

typedef struct PasswordState {
    AccountRow *account; /* owned */
    char *new_hash;      /* owned */
} PasswordState;

static void clear_state(void *data) {
    PasswordState *state = data;
    account_row_free(state->account);
    g_free(state->new_hash);
}

static const CallState STATE = {sizeof(PasswordState), clear_state};

static bool run_find(Database *database, Call *call, GError **error) {
    PasswordState *state = call->state;
    const PasswordInput *input = call->input;
    state->account = account_table_get(database, call->identity.account_id, error);
    return state->account && password_check(input->new_password, state->account->name, error);
}

/* Only for who knows the old password: the answer tells something about the person's numbers. */
static bool run_check_person(Database *database, Call *call, GError **error) {
    const PasswordState *state = call->state;
    const PasswordInput *input = call->input;
    return person_check_account(database, store_field_crypto(call->env->store), state->account,
                                input->new_password, error);
}

static bool run_change(Database *database, Call *call, GError **error) {
    const PasswordState *state = call->state;
    const char *id = call->identity.account_id;
    const char *own_session = call->identity.session_id[0] ? call->identity.session_id : NULL;
    return account_table_set_password(database, id, state->new_hash, error) &&
           session_table_revoke_all(database, id, own_session, error);
}

static void on_changed(Call *take_call) {
    const char *own_session = take_call->identity.session_id;
    sessions_ended(take_call->env->sessions, take_call->identity.account_id, NULL,
                   *own_session ? own_session : NULL);
    call_reply_no_content(take_call);
}

static void on_hashed(Call *take_call, const char *hash) {
    PasswordState *state = take_call->state;
    state->new_hash = g_strdup(hash);
    take_call->action = "password.change";
    take_call->target = g_strdup(take_call->identity.account_id);
    call_write(take_call, run_change, on_changed);
}

static void on_person_checked(Call *take_call) {
    const PasswordInput *input = take_call->input;
    g_autofree char *password = password_normalize(input->new_password);
    call_hash(take_call, password, on_hashed);
}

static void on_verified(Call *take_call, bool is_match) {
    if (is_match)
        call_read(take_call, run_check_person, on_person_checked);
    else
        call_fail_literal(take_call, ERROR_FORBIDDEN, "The old password is wrong.");
}

/* Who holds a session is known: a bucket of his own, which no stranger can empty. */
static void set_attempt(Call *call) {
    call->attempt.account = g_strdup(call->identity.account_id);
    call->attempt.address = g_strdup(call->peer);
    call->attempt.device = g_strdup("password");
}

static void on_found(Call *take_call) {
    const PasswordState *state = take_call->state;
    const PasswordInput *input = take_call->input;
    set_attempt(take_call);
    g_autofree char *password = password_normalize(input->old_password);
    call_verify(take_call, password, state->account->password_hash, on_verified);
}

void handle_post_password(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &PASSWORD_TABLE, &STATE);
    if (call)
        call_read(call, run_find, on_found);
}
