/* A member with a code: what it is for, then an account or a new password, and signed in at once.
 *
 * Codes are throttled twice, by address and by code. An unknown code and a cancelled one get the
 * same answer; that one was used or has expired is told to who holds the slip. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/activation_issue.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/person_check.h"
#include "catalog/api/redeem.h"
#include "catalog/api/sign_in.h"
#include "catalog/api/wire.h"
#include "catalog/auth/password.h"
#include "catalog/roster/activation_table.h"
#include "catalog/store/bearer_table.h"
#include "catalog/store/session_table.h"

#define BY_ADDRESS "\nactivation"       /* no account has a line feed in its name */
#define BY_CODE    "\nactivation code " /* with the code's characters */

typedef struct CodeInput {
    char *code, *name, *password, *device;
    bool shared, keep;
} CodeInput;

static const JsonField CHECK_FIELDS[] = {
    {"code", JSON_STRING, offsetof(CodeInput, code), JSON_REQUIRED, 1, 256},
    {NULL, JSON_END},
};
static const JsonTable CHECK_TABLE = {"activation", sizeof(CodeInput), CHECK_FIELDS};

static const JsonField ACTIVATE_FIELDS[] = {
    {"code", JSON_STRING, offsetof(CodeInput, code), JSON_REQUIRED, 1, 256},
    {"name", JSON_STRING, offsetof(CodeInput, name), JSON_OPTIONAL, 1, ACCOUNT_NAME_MAX_CHARS},
    {"password", JSON_STRING, offsetof(CodeInput, password), JSON_REQUIRED, 1},
    {"device", JSON_STRING, offsetof(CodeInput, device), JSON_OPTIONAL, .max = 200},
    {"shared", JSON_BOOL, offsetof(CodeInput, shared)},
    {"keep", JSON_BOOL, offsetof(CodeInput, keep)},
    {NULL, JSON_END},
};
static const JsonTable ACTIVATE_TABLE = {"activation", sizeof(CodeInput), ACTIVATE_FIELDS};

typedef struct CodeState {
    char code[ACTIVATION_CODE_BYTES];
    Attempt by_code;
    Redeem redeem;
    GError *refusal; /* owned: why the code or the wishes were refused */
    bool is_wrong;   /* it was the code */
    bool is_probe;   /* it was what the person chose: the answer tells a little about numbers */
    char *hash;      /* owned */
    bool is_reset;
    SignedIn signed_in;
} CodeState;

static void clear_state(void *data) {
    CodeState *state = data;
    memset(state->code, 0, sizeof state->code);
    attempt_clear(&state->by_code);
    redeem_clear(&state->redeem);
    g_clear_error(&state->refusal);
    g_free(state->hash);
    sign_in_clear(&state->signed_in);
}

static const CallState STATE = {sizeof(CodeState), clear_state};

/* ---- throttles ---- */

static bool begin_attempts(Call *call, GError **error) {
    CodeState *state = call->state;
    int64_t retry_after_s = 0;
    call->attempt = (Attempt){.account = g_strdup(BY_ADDRESS),
                              .address = g_strdup(call->peer),
                              .is_known_address = true, /* no bucket that all addresses share */
                              .things = "codes"};
    state->by_code = (Attempt){.account = g_strconcat(BY_CODE, state->code, NULL),
                               .address = g_strdup(call->peer),
                               .things = "codes"};
    if (attempt_begin(&call->attempt, call->env, &retry_after_s, error) &&
        attempt_begin(&state->by_code, call->env, &retry_after_s, error))
        return true;
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, retry_after_s);
    api_reply_add_field(call->request, "Retry-After", text);
    return false;
}

static void end_attempts(Call *call) {
    CodeState *state = call->state;
    bool is_costly = state->is_wrong || state->is_probe;
    attempt_end(&call->attempt, state->is_wrong ? LOGIN_WRONG : LOGIN_RIGHT);
    attempt_end(&state->by_code, is_costly ? LOGIN_WRONG : LOGIN_RIGHT);
}

/* Keeps a refusal for the api thread, which counts it; false for what is no answer to a code. */
static bool keep_refusal(CodeState *state, GError *take_error, bool *mark, GError **error) {
    ErrorCode code = error_code(take_error);
    bool is_answer = code == ERROR_NOT_FOUND || code == ERROR_CONFLICT || code == ERROR_STALE ||
                     code == ERROR_INVALID;
    if (!is_answer) {
        g_propagate_error(error, take_error);
        return false;
    }
    state->refusal = take_error;
    *mark = true;
    return true;
}

/* The code is read before the database is asked: a typing mistake costs nothing. */
static Call *begin(ApiRequest *request, void *user, const JsonTable *table) {
    g_autoptr(Call) call = call_new(request, user, table, &STATE);
    if (!call)
        return NULL;
    const CodeInput *input = call->input;
    CodeState *state = call->state;
    SignInWish wish = {input->device, input->shared, input->keep};
    g_autoptr(GError) error = NULL;
    if (activation_code_read(input->code, state->code, &error) && sign_in_check(&wish, &error) &&
        begin_attempts(call, &error))
        return g_steal_pointer(&call);
    api_reply_error(request, error);
    return NULL;
}

/* ---- POST activation/check ---- */

static const char *const KIND_WORDS[] = {"activate", "reset", NULL};

typedef struct CheckJson {
    int kind;
    const char *member_name, *unit_name, *account_name;
    char *expires_at;
} CheckJson;

static const JsonField CHECK_JSON_FIELDS[] = {
    {"kind", JSON_ENUM, offsetof(CheckJson, kind), .words = KIND_WORDS},
    {"member_name", JSON_STRING, offsetof(CheckJson, member_name)},
    {"unit_name", JSON_STRING, offsetof(CheckJson, unit_name)},
    {"account_name", JSON_STRING, offsetof(CheckJson, account_name)},
    {"expires_at", JSON_STRING, offsetof(CheckJson, expires_at)},
    {NULL, JSON_END},
};
static const JsonTable CHECK_JSON_TABLE = {"activation", sizeof(CheckJson), CHECK_JSON_FIELDS};

static bool find(Database *database, Call *call, GError **error) {
    CodeState *state = call->state;
    g_autoptr(GError) own_error = NULL;
    const FieldCrypto *crypto = store_field_crypto(call->env->store);
    return redeem_find(database, crypto, state->code, &state->redeem, &own_error) ||
           keep_refusal(state, g_steal_pointer(&own_error), &state->is_wrong, error);
}

static bool run_check(Database *database, Call *call, GError **error) {
    CodeState *state = call->state;
    if (!find(database, call, error))
        return false;
    if (state->refusal)
        return true;
    const Redeem *redeem = &state->redeem;
    g_autofree char *name = redeem_propose_name(database, redeem, error);
    if (!name)
        return false;
    g_autofree char *masked = redeem_mask_name(redeem->member->name);
    g_autofree char *expires_at = wire_time(redeem->row->expires_at_us);
    CheckJson json = {redeem->account != NULL, masked, redeem->unit_name, name, expires_at};
    call->json = json_table_write(&CHECK_JSON_TABLE, &json);
    return true;
}

static void on_checked(Call *take_call) {
    const CodeState *state = take_call->state;
    end_attempts(take_call);
    if (state->refusal)
        call_fail(take_call, state->refusal);
    else
        call_reply_ok(take_call);
}

void handle_check_activation(ApiRequest *request, void *user) {
    Call *call = begin(request, user, &CHECK_TABLE);
    if (call)
        call_read(call, run_check, on_checked);
}

/* ---- POST activation ---- */

/* Sets redeem->name and checks it with the password. */
static bool check_wishes(Database *database, const CodeInput *input, Redeem *redeem,
                         const FieldCrypto *crypto, GError **error) {
    if (redeem->account)
        redeem->name = g_strdup(redeem->account->name);
    else
        redeem->name =
            input->name ? g_strdup(input->name) : redeem_propose_name(database, redeem, error);
    return redeem->name && password_check(input->password, redeem->name, error) &&
           (redeem->account ||
            person_check_name(database, crypto, redeem->member, redeem->name, error)) &&
           person_check_password(crypto, redeem->member, input->password, error);
}

static bool run_look(Database *database, Call *call, GError **error) {
    CodeState *state = call->state;
    if (!find(database, call, error))
        return false;
    if (state->refusal)
        return true;
    g_autoptr(GError) own_error = NULL;
    return check_wishes(database, call->input, &state->redeem, store_field_crypto(call->env->store),
                        &own_error) ||
           keep_refusal(state, g_steal_pointer(&own_error), &state->is_probe, error);
}

static bool run_redeem(Database *database, Call *call, GError **error) {
    CodeState *state = call->state;
    const CodeInput *input = call->input;
    Redeem *redeem = &state->redeem;
    g_autofree char *name = g_steal_pointer(&redeem->name);
    redeem_clear(redeem); /* while the password was hashed everything may have changed */
    if (!redeem_find(database, store_field_crypto(call->env->store), state->code, redeem, error))
        return false;
    redeem->name = g_steal_pointer(&name);
    state->is_reset = redeem->account != NULL;
    if (!redeem_run(database, redeem, state->hash, error))
        return false;
    SignInWish wish = {input->device, input->shared, input->keep};
    call->action = state->is_reset ? "account.reset" : "account.activate";
    call->actor_name = g_strdup(redeem->account->name);
    call->target = g_strdup(redeem->account->id);
    g_strlcpy(call->identity.account_id, redeem->account->id, sizeof call->identity.account_id);
    return sign_in_run(database, call, redeem->account, &wish, &state->signed_in, error);
}

static void on_redeemed(Call *take_call) {
    const CodeState *state = take_call->state;
    const Identity *identity = state->signed_in.identity;
    ApiEnv *env = take_call->env;
    atomic_fetch_add_explicit(&env->counters.sign_ins, 1, memory_order_relaxed);
    if (state->is_reset)
        sessions_ended(env->sessions, identity->account_id, NULL, identity->session_id);
    sign_in_reply(take_call, &state->signed_in, NULL);
}

static void on_hashed(Call *take_call, const char *hash) {
    ((CodeState *)take_call->state)->hash = g_strdup(hash);
    call_write(take_call, run_redeem, on_redeemed);
}

static void on_looked(Call *take_call) {
    const CodeState *state = take_call->state;
    const CodeInput *input = take_call->input;
    end_attempts(take_call);
    if (state->refusal) {
        call_fail(take_call, state->refusal);
        return;
    }
    g_autofree char *password = password_normalize(input->password);
    call_hash(take_call, password, on_hashed);
}

void handle_post_activation(ApiRequest *request, void *user) {
    Call *call = begin(request, user, &ACTIVATE_TABLE);
    if (!call)
        return;
    ((CodeState *)call->state)->signed_in.people = people_read(request);
    call_read(call, run_look, on_looked);
}
