/* The code on the room's screen, and the member's telephone that brings it. */
#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/register_call.h"
#include "catalog/api/register_json.h"
#include "catalog/api/wire.h"
#include "catalog/attendance/roll_code.h"
#include "catalog/store/account_table.h"
#include "catalog/study/study_place.h"

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

/* Whoever comes later is entered by the clerk, who says from when. */
static bool check_goes_on(const RegisterRow *row, GError **error) {
    return !row->ended_at_us ||
           refuse(ERROR_CONFLICT, "The event is over: the clerk can still enter who was there.",
                  error);
}

/* ---- GET registers/{id}/code ---- */

typedef struct CodeJson {
    const char *place_id, *place_name, *code;
    char *url, *qr, *changes_at, *good_until, *now;
} CodeJson;

static const JsonTable CODE_TABLE = {
    "code", sizeof(CodeJson),
    (const JsonField[]){
        {"place_id", JSON_STRING, offsetof(CodeJson, place_id)},
        {"place_name", JSON_STRING, offsetof(CodeJson, place_name)},
        {"code", JSON_STRING, offsetof(CodeJson, code)},
        {"url", JSON_STRING, offsetof(CodeJson, url)},
        {"qr", JSON_STRING, offsetof(CodeJson, qr)},
        {"changes_at", JSON_STRING, offsetof(CodeJson, changes_at)},
        {"good_until", JSON_STRING, offsetof(CodeJson, good_until)},
        {"now", JSON_STRING, offsetof(CodeJson, now)},
        {NULL, JSON_END},
    }};

static bool run_get(Database *database, Call *call, GError **error) {
    const RegisterCall *state = call->state;
    const char *place_id = api_request_query(call->request, "place");
    return register_call_take(database, call, place_id && *place_id ? place_id : NULL, true,
                              error) &&
           check_goes_on(state->row, error);
}

static void reply_code(Call *take_call) {
    const RegisterCall *state = take_call->state;
    char text[ROLL_CODE_CHARS + 1];
    RollCode code;
    int64_t now_us = clock_wall_us(), changes_at_us;
    g_strlcpy(code.register_id, state->row->id, sizeof code.register_id);
    g_strlcpy(code.place_id, state->place_id, sizeof code.place_id);
    roll_code_make(take_call->env->token_keys, &code, now_us, text, &changes_at_us);
    g_autofree char *base = wire_base_url(take_call->request, take_call->env);
    CodeJson json = {.place_id = state->place_id,
                     .place_name = state->place_name,
                     .code = text,
                     .url = g_strdup_printf("%s/j?c=%s", base, text),
                     .qr = g_strdup_printf("/pairing/qr.svg?join=%s", text),
                     .changes_at = wire_time(changes_at_us),
                     .good_until =
                         wire_time(changes_at_us - ROLL_CODE_EVERY_US + ROLL_CODE_GOOD_US),
                     .now = wire_time(now_us)};
    take_call->json = json_table_write(&CODE_TABLE, &json);
    char *const texts[] = {json.url, json.qr, json.changes_at, json.good_until, json.now};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    call_reply_ok(take_call);
}

void handle_get_roll_code(ApiRequest *request, void *user) {
    Call *call = register_call_new(request, user, NULL, NULL);
    if (call)
        call_read(call, run_get, reply_code);
}

/* ---- POST presences/code ---- */

typedef struct CodeInput {
    char *code, *id;
} CodeInput;

static const JsonTable INPUT_TABLE = {
    "code", sizeof(CodeInput),
    (const JsonField[]){
        {"code", JSON_STRING, offsetof(CodeInput, code), JSON_REQUIRED, 1, 256},
        {"id", JSON_STRING, offsetof(CodeInput, id), JSON_OPTIONAL, 36, 36},
        {NULL, JSON_END},
    }};

static bool enter(Database *database, Call *call, const AccountRow *account, GError **error) {
    const CodeInput *input = call->input;
    RegisterCall *state = call->state;
    char own_id[ID_TEXT_BYTES];
    g_auto(PresenceEnterResult) entered = {0};
    id_new_uuid7(own_id);
    const PresenceEntry entry = {.id = input->id ? input->id : own_id,
                                 .member_id = account->member_id,
                                 .place_id = state->place_id,
                                 .how = PRESENCE_QR,
                                 .by = {account->id, account->display_name}};
    if (!presence_enter(database, state->row, &entry, &entered, error) ||
        !register_call_changed(database, call, 1, error))
        return false;
    GString *out = g_string_new("{\"title\":");
    json_append_string(out, state->row->title);
    g_string_append(out, ",\"presence\":");
    register_json_append_presence(out, entered.row, entered.outcome);
    g_string_append_c(out, '}');
    call->json = g_string_free(out, FALSE);
    return true;
}

static bool run_code(Database *database, Call *call, GError **error) {
    const CodeInput *input = call->input;
    RegisterCall *state = call->state;
    RollCode code;
    if (!roll_code_read(call->env->token_keys, input->code, clock_wall_us(), &code, error))
        return false;
    g_autoptr(AccountRow) account = account_table_get(database, call->identity.account_id, error);
    if (!account)
        return false;
    if (!*account->member_id)
        return refuse(ERROR_CONFLICT,
                      "Your account is nobody's in the roster: give the clerk your name.", error);
    g_free(call->target);
    call->target = g_strdup(code.register_id);
    g_strlcpy(state->place_id, code.place_id, sizeof state->place_id);
    state->row = register_table_get(database, code.register_id, error);
    if (!state->row || !check_goes_on(state->row, error))
        return false;
    state->place_name = study_place_name(database, code.place_id, error);
    return state->place_name && enter(database, call, account, error);
}

static void reply_told(Call *take_call) {
    register_call_tell(take_call);
    call_reply_ok(take_call);
}

void handle_post_presence_code(ApiRequest *request, void *user) {
    Call *call = register_call_new(request, user, &INPUT_TABLE, NULL);
    if (call)
        call_write(call, run_code, reply_told);
}
