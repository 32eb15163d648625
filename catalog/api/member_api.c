/* Members: lists, records, numbers. Reading about a person is audited. */
#include "base/error.h"
#include "base/json_table.h"
#include "catalog/api/call.h"
#include "catalog/api/member_handlers.h"
#include "catalog/api/member_input.h"
#include "catalog/api/member_json.h"
#include "catalog/api/member_reach.h"
#include "catalog/api/page.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/member_join.h"
#include "catalog/roster/member_leave.h"
#include "catalog/roster/member_search.h"
#include "catalog/roster/member_table.h"

static const FieldCrypto *crypto_of(const Call *call) {
    return store_field_crypto(call->env->store);
}

/* ---- GET members ---- */

typedef struct ListState {
    Page page; /* first: read as one */
    char *kind_id;
    bool with_below, is_left;
} ListState;

static void clear_list(void *data) {
    ListState *state = data;
    PAGE_STATE.clear(&state->page);
    g_free(state->kind_id);
}

static const CallState LIST_STATE = {sizeof(ListState), clear_list};

/* Of the unit that was asked for, or of everything within reach. */
static bool find_units(Database *database, const Call *call, char **ret_json, GError **error) {
    g_auto(RightsReach) reach = {0};
    if (!call->target) {
        if (!rights_reach(database, call->identity.account_id, RIGHT_MEMBER_SEE, &reach, error))
            return false;
        *ret_json = g_steal_pointer(&reach.json);
        return true;
    }
    if (!rights_check(database, call->identity.account_id, RIGHT_MEMBER_SEE, call->target, error))
        return false;
    GString *json = g_string_new("[");
    json_append_string(json, call->target);
    g_string_append_c(json, ']');
    *ret_json = g_string_free(json, FALSE);
    return true;
}

static bool run_list(Database *database, Call *call, GError **error) {
    const ListState *state = call->state;
    g_autofree char *units_json = NULL;
    if (!find_units(database, call, &units_json, error))
        return false;
    MemberQuery query = {.text = state->page.query,
                         .units_json = units_json,
                         .with_below = state->with_below || !call->target,
                         .kind_id = state->kind_id,
                         .is_left = state->is_left,
                         .after = state->page.after,
                         .limit = state->page.limit,
                         .crypto = crypto_of(call)};
    g_autoptr(GPtrArray) rows = member_search(database, &query, error);
    if (!rows)
        return false;
    call->json = member_json_list(rows);
    return true;
}

static bool has_flag(ApiRequest *request, const char *name) {
    return g_strcmp0(api_request_query(request, name), "1") == 0;
}

static char *query_text(ApiRequest *request, const char *name) {
    const char *text = api_request_query(request, name);
    return text && *text ? g_strdup(text) : NULL;
}

void handle_list_members(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &LIST_STATE);
    ListState *state = call->state;
    call->action = "member.see";
    call->target = query_text(request, "unit");
    state->kind_id = query_text(request, "kind");
    state->with_below = has_flag(request, "below");
    state->is_left = has_flag(request, "left");
    if (page_read(call, MEMBER_SEARCH_MAX_ROWS))
        call_read_audited(call, run_list, call_reply_ok);
}

/* ---- GET members/{id} ---- */

static bool answer_detail(Database *database, Call *call, GError **error) {
    call->json = member_json_detail(database, call, call->target, error);
    return call->json != NULL;
}

static bool run_get(Database *database, Call *call, GError **error) {
    return member_reach_any(database, call, RIGHT_MEMBER_SEE, call->target, NULL, error) &&
           answer_detail(database, call, error);
}

/* `input` may be NULL; NULL when answered already. */
static Call *begin(ApiRequest *request, void *user, const JsonTable *input, const char *action) {
    Call *call = call_new(request, user, input, NULL);
    if (!call)
        return NULL;
    call->action = action;
    call->target = g_strdup(api_request_segment(request, "id"));
    return call;
}

void handle_get_member(ApiRequest *request, void *user) {
    call_read_audited(begin(request, user, NULL, "member.see"), run_get, call_reply_ok);
}

/* ---- POST members ---- */

static char *dup_value(const char *text) {
    return text && *text ? g_strdup(text) : NULL;
}

/* Somebody has this identity number already. Where, is told to those who may see it. */
static bool refuse_known(Database *database, const Call *call, const char *id, GError **error) {
    g_autoptr(GError) refusal = NULL;
    g_autofree char *unit_name = NULL;
    if (member_reach_any(database, call, RIGHT_MEMBER_SEE, id, NULL, &refusal) &&
        !member_join_home_name(database, id, &unit_name, error))
        return false;
    if (refusal && !g_error_matches(refusal, BASE_ERROR, ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&refusal));
        return false;
    }
    if (unit_name)
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "The person with this identity number is already in the roster at '%s': ask "
                    "for a transfer.",
                    unit_name);
    else
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "This identity number is already in the roster, in a unit that you do "
                            "not look after: let that unit ask for a transfer.");
    return false;
}

static bool set_numbers(const Call *call, MemberRow *row, GError **error) {
    const NewMember *input = call->input;
    return member_row_set_number(row, MEMBER_PHONE, crypto_of(call), input->phone, error) &&
           member_row_set_number(row, MEMBER_IDENTITY, crypto_of(call), input->identity_number,
                                 error);
}

static bool fill_row(const Call *call, MemberRow *row, GError **error) {
    const NewMember *input = call->input;
    row->kind_id = dup_value(input->kind_id);
    row->gender = dup_value(input->gender);
    row->locale = dup_value(input->locale);
    row->external_id = dup_value(input->external_id);
    return member_row_set_name(row, input->name, error) && set_numbers(call, row, error);
}

/* The id that the row's person has, when there is one with the same identity number: whose number
 * was known of one who left comes back, so that what was stays together. */
static bool take_known_id(Database *database, const Call *call, MemberRow *row, bool *ret_is_known,
                          GError **error) {
    char id[ID_TEXT_BYTES] = "";
    *ret_is_known = false;
    if (row->numbers[MEMBER_IDENTITY].sealed &&
        !member_table_find_identity(database, row->numbers[MEMBER_IDENTITY].lookup, id, error))
        return false;
    if (!*id)
        return true;
    g_autoptr(MemberRow) known = member_table_get(database, id, error);
    if (!known)
        return false;
    if (known->left_at_us == 0)
        return refuse_known(database, call, id, error);
    *ret_is_known = true;
    g_strlcpy(row->id, id, sizeof row->id);
    return set_numbers(call, row, error); /* they are sealed for the id */
}

static bool run_insert(Database *database, Call *call, GError **error) {
    const NewMember *input = call->input;
    g_autoptr(MemberRow) row = member_row_new();
    bool is_known = false;
    if (!rights_check(database, call->identity.account_id, RIGHT_MEMBER_CHANGE, input->unit_id,
                      error) ||
        !fill_row(call, row, error) || !take_known_id(database, call, row, &is_known, error))
        return false;
    const MemberJoin join = {input->unit_id, input->from, is_known};
    if (!member_join(database, row, &join, error))
        return false;
    call->target = g_strdup(row->id);
    return answer_detail(database, call, error);
}

static void on_inserted(Call *take_call) {
    g_autofree char *location = g_strdup_printf("/api/v1/members/%s", take_call->target);
    api_reply_add_field(take_call->request, "Location", location);
    call_reply_created(take_call);
}

void handle_post_member(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &MEMBER_INPUT_NEW, NULL);
    if (!call)
        return;
    call->action = "member.create";
    call->detail = member_input_new_detail(call->input);
    call_write(call, run_insert, on_inserted);
}

/* ---- PATCH members/{id} ---- */

static void set_text(char **text, const char *value) {
    if (!value)
        return;
    g_free(*text);
    *text = dup_value(value);
}

static bool apply_change(const Call *call, MemberRow *row, GError **error) {
    const MemberChange *change = call->input;
    set_text(&row->kind_id, change->kind_id);
    set_text(&row->gender, change->gender);
    set_text(&row->locale, change->locale);
    return (!change->name || member_row_set_name(row, change->name, error)) &&
           (!change->phone ||
            member_row_set_number(row, MEMBER_PHONE, crypto_of(call), change->phone, error)) &&
           (!change->identity_number || member_row_set_number(row, MEMBER_IDENTITY, crypto_of(call),
                                                              change->identity_number, error));
}

static bool run_change(Database *database, Call *call, GError **error) {
    if (!member_reach_any(database, call, RIGHT_MEMBER_CHANGE, call->target, NULL, error))
        return false;
    g_autoptr(MemberRow) row = member_table_get(database, call->target, error);
    return row && apply_change(call, row, error) && member_table_update(database, row, error) &&
           answer_detail(database, call, error);
}

void handle_patch_member(ApiRequest *request, void *user) {
    Call *call = begin(request, user, &MEMBER_INPUT_CHANGE, "member.update");
    if (!call)
        return;
    call->detail = member_input_change_detail(call->input);
    call_write(call, run_change, call_reply_ok);
}

/* ---- DELETE members/{id} ---- */

typedef struct LeaveState {
    char account_id[ID_TEXT_BYTES];
} LeaveState;

static const CallState LEAVE_STATE = {sizeof(LeaveState), NULL};

static bool run_leave(Database *database, Call *call, GError **error) {
    LeaveState *state = call->state;
    return member_reach_home(database, call, RIGHT_MEMBER_CHANGE, call->target, error) &&
           member_leave(database, call->target, call->identity.account_id, state->account_id,
                        error);
}

static void on_left(Call *take_call) {
    const LeaveState *state = take_call->state;
    if (state->account_id[0])
        sessions_ended(take_call->env->sessions, state->account_id, NULL, NULL);
    call_reply_no_content(take_call);
}

void handle_delete_member(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &LEAVE_STATE);
    call->action = "member.leave";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_leave, on_left);
}

/* ---- POST members/{id}/numbers ---- */

typedef struct NumbersJson {
    char *phone, *identity_number;
} NumbersJson;

static const JsonField NUMBERS_FIELDS[] = {
    {"phone", JSON_STRING, offsetof(NumbersJson, phone)},
    {"identity_number", JSON_STRING, offsetof(NumbersJson, identity_number)},
    {NULL, JSON_END},
};
static const JsonTable NUMBERS_TABLE = {"numbers", sizeof(NumbersJson), NUMBERS_FIELDS};

static bool run_numbers(Database *database, Call *call, GError **error) {
    if (!member_reach_any(database, call, RIGHT_MEMBER_NUMBERS, call->target, NULL, error))
        return false;
    g_autoptr(MemberRow) row = member_table_get(database, call->target, error);
    NumbersJson json = {0};
    if (row && member_row_open_number(row, MEMBER_PHONE, crypto_of(call), &json.phone, error) &&
        member_row_open_number(row, MEMBER_IDENTITY, crypto_of(call), &json.identity_number, error))
        call->json = json_table_write(&NUMBERS_TABLE, &json);
    json_table_clear(&NUMBERS_TABLE, &json);
    return call->json != NULL;
}

void handle_post_member_numbers(ApiRequest *request, void *user) {
    call_read_audited(begin(request, user, NULL, "member.numbers"), run_numbers, call_reply_ok);
}
