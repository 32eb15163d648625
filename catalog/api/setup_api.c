/* The first administrator, made by who holds the one-time link that the server printed. */
#include <sodium.h>

#include "base/error.h"
#include "catalog/api/account_json.h"
#include "catalog/api/handlers.h"
#include "catalog/api/sign_in.h"
#include "catalog/auth/password.h"
#include "catalog/store/role.h"
#include "catalog/store/secret_hash.h"
#include "catalog/store/setup_table.h"

#define DONE_TEXT "This server has its accounts already."

void handle_get_setup(ApiRequest *request, void *user) {
    const ApiEnv *env = user;
    api_reply_json(request, 200,
                   g_strdup(env->is_setup_needed ? "{\"needed\":true}" : "{\"needed\":false}"));
}

typedef struct SetupInput {
    char *token, *name, *password, *display_name;
} SetupInput;

static const JsonField SETUP_FIELDS[] = {
    {"token", JSON_STRING, offsetof(SetupInput, token), JSON_REQUIRED, 1, 128},
    {"name", JSON_STRING, offsetof(SetupInput, name), JSON_REQUIRED, 1, ACCOUNT_NAME_MAX_CHARS},
    {"password", JSON_STRING, offsetof(SetupInput, password), JSON_REQUIRED, 1},
    {"display_name", JSON_STRING, offsetof(SetupInput, display_name), JSON_OPTIONAL, 1,
     ACCOUNT_DISPLAY_NAME_MAX_CHARS},
    {NULL, JSON_END},
};
static const JsonTable SETUP_TABLE = {"setup", sizeof(SetupInput), SETUP_FIELDS};

typedef struct SetupState {
    char *hash; /* owned */
    SignedIn signed_in;
} SetupState;

static void clear_state(void *data) {
    SetupState *state = data;
    g_free(state->hash);
    sign_in_clear(&state->signed_in);
}

static const CallState STATE = {sizeof(SetupState), clear_state};

static bool run_setup(Database *database, Call *call, GError **error) {
    SetupState *state = call->state;
    const SetupInput *input = call->input;
    int64_t n_accounts;
    if (!account_table_count(database, &n_accounts, error))
        return false;
    if (n_accounts > 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, DONE_TEXT);
        return false;
    }
    AccountRow row = {.name = input->name,
                      .display_name = input->display_name ? input->display_name : input->name,
                      .password_hash = state->hash,
                      .roles = ROLE_ADMINISTRATOR};
    if (!setup_table_take(database, call->env->setup_hash, error) ||
        !account_table_insert(database, &row, error))
        return false;
    g_strlcpy(call->identity.account_id, row.id, sizeof call->identity.account_id);
    call->target = g_strdup(row.id);
    return sign_in_run(database, call, &row, &(SignInWish){0}, &state->signed_in, error);
}

static void on_set_up(Call *take_call) {
    SetupState *state = take_call->state;
    take_call->env->is_setup_needed = false;
    sign_in_reply(take_call, &state->signed_in, NULL);
}

static void on_hashed(Call *take_call, const char *hash) {
    SetupState *state = take_call->state;
    state->hash = g_strdup(hash);
    take_call->action = "setup";
    take_call->actor_name = g_strdup(((SetupInput *)take_call->input)->name);
    call_write(take_call, run_setup, on_set_up);
}

/* The token first: nobody without it makes the server hash passwords. */
static bool check_input(Call *call, GError **error) {
    const SetupInput *input = call->input;
    uint8_t hash[SECRET_HASH_BYTES];
    secret_hash_of(input->token, hash);
    if (!call->env->is_setup_needed) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, DONE_TEXT);
        return false;
    }
    if (sodium_memcmp(hash, call->env->setup_hash, sizeof hash) != 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_UNAUTHENTICATED,
                            "This set-up link is wrong or was replaced by a newer one.");
        return false;
    }
    g_autofree char *key = account_name_key(input->name, error);
    return key && password_check(input->password, input->name, error);
}

void handle_post_setup(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &SETUP_TABLE, &STATE);
    if (!call)
        return;
    g_autoptr(GError) error = NULL;
    if (!check_input(call, &error)) {
        call_fail(call, error);
        return;
    }
    g_autofree char *password = password_normalize(((SetupInput *)call->input)->password);
    call_hash(call, password, on_hashed);
}
