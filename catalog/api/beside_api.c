/* Two people, one screen: the second one says so with the own sign-in name and password, on the
 * first one's device. No session begins; wrong passwords are counted as those of signing in are. */
#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/call.h"
#include "catalog/api/register_json.h"
#include "catalog/attendance/presence_enter.h"
#include "catalog/attendance/register_follow.h"
#include "catalog/auth/password.h"
#include "catalog/rights/rights.h"
#include "catalog/store/account_table.h"
#include "catalog/store/session_table.h"
#include "catalog/viewing/viewing_table.h"

#define WRONG_TEXT "The name or the password is wrong."
#define NOBODY_ID  "00000000-0000-7000-8000-000000000000"

typedef struct BesideInput {
    char *name, *password, *id;
} BesideInput;

static const JsonTable INPUT_TABLE = {
    "beside", sizeof(BesideInput),
    (const JsonField[]){
        {"name", JSON_STRING, offsetof(BesideInput, name), JSON_REQUIRED, 1},
        {"password", JSON_STRING, offsetof(BesideInput, password), JSON_REQUIRED, 1},
        {"id", JSON_STRING, offsetof(BesideInput, id), JSON_OPTIONAL, 36, 36},
        {NULL, JSON_END},
    }};

typedef struct BesideState {
    ViewingRow viewing;
    AccountRow *account; /* owned: who sits beside; NULL when there is none */
    char *item;          /* owned: the presence of the path, or NULL */
} BesideState;

static void clear_state(void *data) {
    BesideState *state = data;
    account_row_free(state->account);
    g_free(state->item);
}

static const CallState STATE = {sizeof(BesideState), clear_state};

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

/* Of the asker's own account; others are not told that it exists. */
static bool find_viewing(Database *database, Call *call, GError **error) {
    ViewingRow *row = &((BesideState *)call->state)->viewing;
    bool is_found = viewing_table_get(database, call->target, row, NULL);
    return (is_found && row->who == VIEWING_ACCOUNT &&
            g_str_equal(row->who_id, call->identity.account_id)) ||
           rights_not_found(error);
}

/* ---- POST viewings/{id}/beside ---- */

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
    BesideState *state = call->state;
    const BesideInput *input = call->input;
    return find_viewing(database, call, error) &&
           account_table_find_name(database, input->name, &state->account, error) &&
           find_address(database, call, state->account ? state->account->id : NOBODY_ID, error);
}

/* The register of what is watched, for who sits beside. */
static RegisterRow *find_register(Database *database, const BesideState *state, GError **error) {
    const ViewingRow *viewing = &state->viewing;
    const char *member_id = state->account->member_id;
    RegisterRow *row = NULL;
    bool is_done;
    if (*viewing->meeting_id)
        is_done =
            register_table_find(database, REGISTER_MEETING, viewing->meeting_id, "", &row, error);
    else
        is_done = register_follow_lesson(database, viewing->lesson_id, member_id, error) &&
                  register_table_find(database, REGISTER_LESSON, viewing->lesson_id, member_id,
                                      &row, error);
    if (is_done && !row)
        refuse(ERROR_CONFLICT, "There is no attendance register of this.", error);
    return row;
}

/* The account may have changed while the password was checked. */
static bool check_account(Database *database, const Call *call, GError **error) {
    const BesideState *state = call->state;
    g_autoptr(AccountRow) now = account_table_get(database, state->account->id, NULL);
    if (!now || now->locked || g_strcmp0(now->password_hash, state->account->password_hash) != 0)
        return refuse(ERROR_UNAUTHENTICATED, WRONG_TEXT, error);
    if (g_str_equal(now->id, call->identity.account_id))
        return refuse(ERROR_CONFLICT, "You are counted already: this is your own screen.", error);
    return *now->member_id ||
           refuse(ERROR_CONFLICT, "This account is nobody's in the roster.", error);
}

static bool run_enter(Database *database, Call *call, GError **error) {
    const BesideInput *input = call->input;
    const BesideState *state = call->state;
    char own_id[ID_TEXT_BYTES];
    g_auto(PresenceEnterResult) entered = {0};
    if (!check_account(database, call, error))
        return false;
    g_autoptr(RegisterRow) row = find_register(database, state, error);
    if (!row)
        return false;
    id_new_uuid7(own_id);
    const PresenceEntry entry = {.id = input->id ? input->id : own_id,
                                 .member_id = state->account->member_id,
                                 .viewing_id = state->viewing.id,
                                 .how = PRESENCE_PIN,
                                 .by = {state->account->id, state->account->display_name}};
    if (!presence_enter(database, row, &entry, &entered, error))
        return false;
    GString *out = g_string_new(NULL);
    register_json_append_presence(out, entered.row, entered.outcome);
    call->json = g_string_free(out, FALSE);
    return true;
}

static void on_verified(Call *take_call, bool is_match) {
    const BesideState *state = take_call->state;
    if (is_match && !state->account->locked)
        call_write(take_call, run_enter, call_reply_ok);
    else
        call_fail_literal(take_call, ERROR_UNAUTHENTICATED, WRONG_TEXT);
}

static void on_found(Call *take_call) {
    const BesideState *state = take_call->state;
    const BesideInput *input = take_call->input;
    g_autofree char *password = password_normalize(input->password);
    call_verify(take_call, password ? password : "",
                state->account ? state->account->password_hash : NULL, on_verified);
}

void handle_post_beside(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &INPUT_TABLE, &STATE);
    if (!call)
        return;
    const BesideInput *input = call->input;
    call->target = g_strdup(api_request_segment(request, "id"));
    call->attempt.account = account_name_key(input->name, NULL);
    if (!call->attempt.account)
        call->attempt.account = g_strdup(input->name); /* no account can have this name */
    call->attempt.address = g_strdup(call->peer);
    call_read(call, run_find, on_found);
}

/* ---- DELETE viewings/{id}/beside/{presence} ---- */

static bool run_leave(Database *database, Call *call, GError **error) {
    const BesideState *state = call->state;
    g_autoptr(PresenceRow) there = NULL;
    if (!find_viewing(database, call, error) ||
        !presence_table_find(database, state->item, &there, error))
        return false;
    if (!there || !g_str_equal(there->viewing_id, state->viewing.id))
        return rights_not_found(error);
    g_autoptr(RegisterRow) row = register_table_get(database, there->register_id, error);
    g_autoptr(AccountRow) account =
        row ? account_table_get(database, call->identity.account_id, error) : NULL;
    if (!account)
        return false;
    PresenceMark mark = {.presence_id = there->id, .reason = ""};
    PresenceTimes times = presence_enter_times(row);
    times.ended_at_us = 0; /* what is watched goes on */
    return there->until_us > 0 ||
           (presence_rule_leave(&times, there->said.from_us, &mark.at_us, error) &&
            presence_table_mark(database, &mark, &(PresenceBy){account->id, account->display_name},
                                error) &&
            register_table_raise(database, row->id, error));
}

void handle_delete_beside(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    if (!call)
        return;
    BesideState *state = call->state;
    call->target = g_strdup(api_request_segment(request, "id"));
    state->item = g_strdup(api_request_segment(request, "presence"));
    call_write(call, run_leave, call_reply_no_content);
}
