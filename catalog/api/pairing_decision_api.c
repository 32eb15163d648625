/* Pairing for the clerk's part: what waits behind the code on the screen in front of her, and her
 * decision (RFC 8628 §3.3; §5.4: she is shown enough to notice a screen that is not hers). */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/screen_json.h"
#include "catalog/api/wire.h"
#include "catalog/rights/rights.h"
#include "catalog/screen/pairing_table.h"
#include "catalog/screen/screen_credential.h"
#include "catalog/screen/user_code.h"

typedef struct DecisionState {
    char user_code[USER_CODE_BYTES];
    PairingRow *pairing; /* owned; NULL: no such code */
    char *former_name;   /* owned; NULL: none, or out of her reach */
    ScreenRow *screen;   /* owned; what it became */
    bool is_replacement;
} DecisionState;

static void clear_decision(void *data) {
    DecisionState *state = data;
    pairing_row_free(state->pairing);
    g_free(state->former_name);
    screen_row_free(state->screen);
}

static const CallState DECISION_STATE = {sizeof(DecisionState), clear_decision};

/* ---- the code, and how often wrong ones may be tried ---- */

static LoginAttempt attempt_of(const Call *call) {
    return (LoginAttempt){.account = call->identity.account_id, .address = call->peer};
}

/* Only a wrong code costs: it is counted when it is known to be wrong. */
static bool may_try(Call *call, LoginOutcome outcome) {
    LoginAttempt attempt = attempt_of(call);
    int64_t now_us = clock_monotonic_us(), retry_after_us = 0;
    if (login_throttle_begin(call->env->codes, &attempt, now_us, &retry_after_us) !=
        LOGIN_ADMITTED) {
        g_autofree char *text = g_strdup_printf(
            "%" G_GINT64_FORMAT, (retry_after_us + CLOCK_US_PER_S - 1) / CLOCK_US_PER_S);
        api_reply_add_field(call->request, "Retry-After", text);
        return false;
    }
    login_throttle_end(call->env->codes, &attempt, outcome, now_us);
    return true;
}

static bool has_reach(Database *database, const Call *call, GError **error) {
    g_auto(RightsReach) reach = {0};
    if (!rights_reach(database, call->identity.account_id, RIGHT_SCREEN_PAIR, &reach, error))
        return false;
    if (reach.is_everywhere || reach.roots[0])
        return true;
    return rights_check(database, call->identity.account_id, RIGHT_SCREEN_PAIR, NULL, error);
}

/* No such code is no error yet: it must be counted on the api thread. */
static bool find_code(Database *database, Call *call, GError **error) {
    DecisionState *state = call->state;
    g_autoptr(GError) own_error = NULL;
    uint8_t lookup[FIELD_LOOKUP_BYTES];
    const FieldCrypto *crypto = store_field_crypto(call->env->store);
    g_clear_pointer(&state->pairing, pairing_row_free);
    if (!has_reach(database, call, error) ||
        !field_crypto_lookup(crypto, PAIRING_CODE_COLUMN, FIELD_LOOKUP_NUMBER, state->user_code,
                             lookup, error))
        return false;
    state->pairing = pairing_table_find_code(database, lookup, &own_error);
    if (state->pairing || error_code(own_error) == ERROR_NOT_FOUND)
        return true;
    g_propagate_error(error, g_steal_pointer(&own_error));
    return false;
}

/* The former screen's name is shown to those who may see that screen. */
static bool find_former(Database *database, Call *call, GError **error) {
    DecisionState *state = call->state;
    if (!state->pairing || !state->pairing->former_id[0])
        return true;
    g_autoptr(ScreenRow) former = screen_table_get(database, state->pairing->former_id, NULL);
    if (former && rights_check(database, call->identity.account_id, RIGHT_SCREEN_CHANGE,
                               former->unit_id, NULL))
        state->former_name = g_strdup(former->name);
    return true;
}

static bool run_find(Database *database, Call *call, GError **error) {
    return find_code(database, call, error) && find_former(database, call, error);
}

/* Takes the call when the code is none; else hands it on. */
static bool is_refused(Call *take_call) {
    const DecisionState *state = take_call->state;
    if (state->pairing)
        return false;
    (void)may_try(take_call, LOGIN_WRONG);
    call_fail_literal(take_call, ERROR_NOT_FOUND,
                      "No screen shows this code. Codes end after 15 minutes.");
    return true;
}

/* NULL when answered already. */
static Call *begin(ApiRequest *request, void *user, const JsonTable *input) {
    Call *call = call_new(request, user, input, &DECISION_STATE);
    if (!call)
        return NULL;
    DecisionState *state = call->state;
    if (!user_code_read(api_request_segment(request, "code"), state->user_code)) {
        call_fail_literal(call, ERROR_INVALID, "This is no code: codes have eight consonants.");
        return NULL;
    }
    if (!may_try(call, LOGIN_DROPPED)) {
        call_fail_literal(call, ERROR_RATE_LIMITED,
                          "Too many wrong codes were tried: wait a little.");
        return NULL;
    }
    return call;
}

/* ---- GET pairings/{code} ---- */

typedef struct RowJson {
    const char *user_code;
    int kind;
    const char *peer, *probe, *former_id, *former_name;
    char *asked_at, *expires_at;
} RowJson;

static const JsonField ROW_FIELDS[] = {
    {"user_code", JSON_STRING, offsetof(RowJson, user_code)},
    {"kind", JSON_ENUM, offsetof(RowJson, kind), .words = SCREEN_KIND_WORDS},
    {"peer", JSON_STRING, offsetof(RowJson, peer)},
    {"asked_at", JSON_STRING, offsetof(RowJson, asked_at)},
    {"expires_at", JSON_STRING, offsetof(RowJson, expires_at)},
    {"probe", JSON_RAW, offsetof(RowJson, probe)},
    {"former_id", JSON_STRING, offsetof(RowJson, former_id)},
    {"former_name", JSON_STRING, offsetof(RowJson, former_name)},
    {NULL, JSON_END},
};
static const JsonTable ROW_TABLE = {"pairing", sizeof(RowJson), ROW_FIELDS};

static void on_found(Call *take_call) {
    const DecisionState *state = take_call->state;
    const PairingRow *row = state->pairing;
    if (is_refused(take_call))
        return;
    if (row->state != PAIRING_WAITING) {
        call_fail_literal(take_call, ERROR_CONFLICT, "Somebody has decided about this code.");
        return;
    }
    g_autofree char *asked_at = wire_time(row->created_at_us);
    g_autofree char *expires_at = wire_time(row->expires_at_us);
    RowJson json = {.user_code = state->user_code,
                    .kind = (int)row->kind,
                    .peer = row->peer,
                    .probe = row->capabilities,
                    .former_id = state->former_name ? row->former_id : NULL,
                    .former_name = state->former_name,
                    .asked_at = asked_at,
                    .expires_at = expires_at};
    take_call->json = json_table_write(&ROW_TABLE, &json);
    call_reply_ok(take_call);
}

void handle_get_pairing(ApiRequest *request, void *user) {
    Call *call = begin(request, user, NULL);
    if (call)
        call_read(call, run_find, on_found);
}

/* ---- POST pairings/{code} ---- */

typedef struct Decision {
    bool approve;
    char *unit_id, *place_id, *name, *replaces;
} Decision;

static const JsonField DECISION_FIELDS[] = {
    {"approve", JSON_BOOL, offsetof(Decision, approve), JSON_REQUIRED},
    {"unit_id", JSON_STRING, offsetof(Decision, unit_id), JSON_OPTIONAL, 36, 36},
    {"place_id", JSON_STRING, offsetof(Decision, place_id), JSON_OPTIONAL, 36, 36},
    {"name", JSON_STRING, offsetof(Decision, name), JSON_OPTIONAL, 1, SCREEN_NAME_MAX_CHARS},
    {"replaces", JSON_STRING, offsetof(Decision, replaces), JSON_OPTIONAL, 36, 36},
    {NULL, JSON_END},
};
static const JsonTable DECISION_TABLE = {"decision", sizeof(Decision), DECISION_FIELDS};

/* Both give the id of the screen that the code becomes. */
static bool add_screen(Database *database, Call *call, char ret_id[ID_TEXT_BYTES], GError **error) {
    const Decision *decision = call->input;
    const PairingRow *pairing = ((DecisionState *)call->state)->pairing;
    if (!decision->unit_id || !decision->name) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "cannot pair a screen without 'unit_id' and 'name', or 'replaces'");
        return false;
    }
    ScreenRow row = {
        .name = decision->name, .kind = pairing->kind, .capabilities = pairing->capabilities};
    g_strlcpy(row.unit_id, decision->unit_id, sizeof row.unit_id);
    g_strlcpy(row.place_id, decision->place_id ? decision->place_id : "", sizeof row.place_id);
    g_strlcpy(row.paired_by, call->identity.account_id, sizeof row.paired_by);
    if (!rights_check(database, row.paired_by, RIGHT_SCREEN_PAIR, row.unit_id, error) ||
        !screen_table_insert(database, &row, error))
        return false;
    g_strlcpy(ret_id, row.id, ID_TEXT_BYTES);
    return true;
}

static bool replace_screen(Database *database, Call *call, char ret_id[ID_TEXT_BYTES],
                           GError **error) {
    const Decision *decision = call->input;
    DecisionState *state = call->state;
    const char *account_id = call->identity.account_id;
    g_autoptr(ScreenRow) row = screen_table_get(database, decision->replaces, error);
    if (!row || !rights_check(database, account_id, RIGHT_SCREEN_CHANGE, row->unit_id, error) ||
        !screen_table_replace(database, row->id, state->pairing->kind, account_id, error) ||
        !screen_table_set_capabilities(database, row->id, state->pairing->capabilities, error))
        return false;
    state->is_replacement = true;
    g_strlcpy(ret_id, row->id, ID_TEXT_BYTES);
    return true;
}

static bool approve(Database *database, Call *call, GError **error) {
    const Decision *decision = call->input;
    DecisionState *state = call->state;
    char id[ID_TEXT_BYTES], secret[SCREEN_SECRET_BYTES];
    uint8_t hash[SECRET_HASH_BYTES];
    if (!(decision->replaces ? replace_screen : add_screen)(database, call, id, error))
        return false;
    screen_secrets_first(call->env->screen_secrets, state->pairing->device_hash, secret);
    secret_hash_of(secret, hash);
    if (!screen_credential_set(database, id, hash, error) ||
        !pairing_table_decide(database, state->pairing->id, id, call->identity.account_id, error))
        return false;
    state->screen = screen_table_get(database, id, error);
    return state->screen != NULL;
}

/* The same decision again, because its answer was lost, is answered as before. */
static bool repeat(Database *database, Call *call, bool *ret_is_repeated, GError **error) {
    const Decision *decision = call->input;
    DecisionState *state = call->state;
    const PairingRow *pairing = state->pairing;
    *ret_is_repeated = false;
    if (pairing->state == PAIRING_WAITING)
        return true;
    bool was_approved = pairing->state != PAIRING_REFUSED;
    if (!g_str_equal(pairing->decided_by, call->identity.account_id) ||
        was_approved != decision->approve) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot decide about this code: somebody has done so already");
        return false;
    }
    *ret_is_repeated = true;
    if (was_approved)
        state->screen = screen_table_get(database, pairing->screen_id, error);
    return !was_approved || state->screen;
}

static bool run_decide(Database *database, Call *call, GError **error) {
    const Decision *decision = call->input;
    DecisionState *state = call->state;
    bool is_repeated = false;
    if (!find_code(database, call, error))
        return false;
    if (!state->pairing) {
        g_set_error_literal(error, BASE_ERROR, ERROR_STALE, "this screen waits no more");
        return false;
    }
    if (!repeat(database, call, &is_repeated, error))
        return false;
    if (!is_repeated &&
        !(decision->approve ? approve(database, call, error)
                            : pairing_table_decide(database, state->pairing->id, NULL,
                                                   call->identity.account_id, error)))
        return false;
    call->target = g_strdup(state->screen ? state->screen->id : state->pairing->id);
    call->detail = json_table_write(&DECISION_TABLE, decision);
    return true;
}

static void tell(const Call *call) {
    const ApiEnv *env = call->env;
    const DecisionState *state = call->state;
    if (env->on_pairing)
        env->on_pairing(state->pairing->id, env->on_pairing_user);
    if (!state->screen)
        return;
    const char *const ids[] = {state->screen->id, call->identity.account_id, NULL};
    if (state->is_replacement)
        sessions_ended(env->sessions, state->screen->id, NULL, NULL);
    if (env->on_news)
        env->on_news(ids, "screen.changed", state->screen->id, env->on_news_user);
}

static void on_decided(Call *take_call) {
    const DecisionState *state = take_call->state;
    tell(take_call);
    if (!state->screen) {
        call_reply_no_content(take_call);
        return;
    }
    GString *out = g_string_new(NULL);
    screen_json_append(out, state->screen,
                       screen_seen_at_us(take_call->env->screens_seen, state->screen->id));
    take_call->json = g_string_free(out, FALSE);
    call_reply_ok(take_call);
}

static void on_found_to_decide(Call *take_call) {
    const Decision *decision = take_call->input;
    if (is_refused(take_call))
        return;
    take_call->action = decision->approve ? "screen.pair" : "screen.refuse";
    call_write(take_call, run_decide, on_decided);
}

void handle_decide_pairing(ApiRequest *request, void *user) {
    Call *call = begin(request, user, &DECISION_TABLE);
    if (call)
        call_read(call, run_find, on_found_to_decide);
}
