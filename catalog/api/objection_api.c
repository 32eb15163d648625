/* Objections: the member's word against a number, or the clerk's for her; the unit above answers.
 */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/correction_input.h"
#include "catalog/api/member_reach.h"
#include "catalog/api/wire.h"
#include "catalog/attendance/objection_table.h"
#include "catalog/rights/appointment_table.h"
#include "catalog/store/account_table.h"

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

static const char *or_null(const char *text) {
    return text && *text ? text : NULL;
}

/* ---- answers ---- */

typedef struct ObjectionJson {
    const char *id, *record_id, *member_id, *member_name, *title, *unit_id, *unit_name, *text;
    int state;
    const char *raised_at, *due_at, *answered_at, *answer, *correction_id;
    bool is_overdue, is_mine;
} ObjectionJson;

static const JsonTable OBJECTION_TABLE = {
    "objection", sizeof(ObjectionJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(ObjectionJson, id)},
        {"record_id", JSON_STRING, offsetof(ObjectionJson, record_id)},
        {"member_id", JSON_STRING, offsetof(ObjectionJson, member_id)},
        {"member_name", JSON_STRING, offsetof(ObjectionJson, member_name)},
        {"title", JSON_STRING, offsetof(ObjectionJson, title)},
        {"unit_id", JSON_STRING, offsetof(ObjectionJson, unit_id)},
        {"unit_name", JSON_STRING, offsetof(ObjectionJson, unit_name)},
        {"text", JSON_STRING, offsetof(ObjectionJson, text)},
        {"state", JSON_ENUM, offsetof(ObjectionJson, state), .words = OBJECTION_STATE_WORDS},
        {"raised_at", JSON_STRING, offsetof(ObjectionJson, raised_at)},
        {"due_at", JSON_STRING, offsetof(ObjectionJson, due_at)},
        {"is_overdue", JSON_BOOL, offsetof(ObjectionJson, is_overdue)},
        {"answered_at", JSON_STRING, offsetof(ObjectionJson, answered_at)},
        {"answer", JSON_STRING, offsetof(ObjectionJson, answer)},
        {"correction_id", JSON_STRING, offsetof(ObjectionJson, correction_id)},
        {"is_mine", JSON_BOOL, offsetof(ObjectionJson, is_mine)},
        {NULL, JSON_END},
    }};

/* About oneself or raised by oneself; `own_id` is the member whose account it is. */
static bool is_mine(const Call *call, const char *own_id, const ObjectionRow *row) {
    return (*own_id && strcmp(own_id, row->member_id) == 0) ||
           strcmp(row->raised_by, call->identity.account_id) == 0;
}

static void append_objection(const ObjectionRow *row, bool is_own, GString *out) {
    g_autofree char *raised_at = wire_time(row->raised_at_us);
    g_autofree char *due_at = wire_time(row->due_at_us);
    g_autofree char *answered_at = wire_time(row->answered_at_us);
    const ObjectionJson json = {
        .id = row->id,
        .record_id = row->record_id,
        .member_id = row->member_id,
        .member_name = row->member_name,
        .title = row->title,
        .unit_id = row->unit_id,
        .unit_name = row->unit_name,
        .text = row->text,
        .state = (int)row->state,
        .raised_at = raised_at,
        .due_at = due_at,
        .answered_at = answered_at,
        .answer = row->answer,
        .correction_id = or_null(row->correction_id),
        .is_overdue = row->state == OBJECTION_OPEN && clock_wall_us() > row->due_at_us,
        .is_mine = is_own,
    };
    json_table_append(&OBJECTION_TABLE, &json, out);
}

/* Who raised it and whose it is, or those who answer. */
static GStrv find_concerned(Database *database, const ObjectionRow *row, GError **error) {
    g_autoptr(AccountRow) account = NULL;
    if (row->state == OBJECTION_OPEN)
        return appointment_table_accounts_for(database, row->unit_id, RIGHT_OBJECTION_DECIDE_ROLES,
                                              error);
    if (!account_table_find_member(database, row->member_id, &account, error))
        return NULL;
    const char *const ids[] = {row->raised_by, account ? account->id : NULL, NULL};
    return g_strdupv((char **)ids);
}

static bool finish(Database *database, Call *call, const char *id, GError **error) {
    AttendanceQuery *state = call->state;
    char own_id[ID_TEXT_BYTES];
    g_autoptr(ObjectionRow) row = objection_table_get(database, id, error);
    state->concerned = row ? find_concerned(database, row, error) : NULL;
    if (!state->concerned || !attendance_call_member(database, call, own_id, error))
        return false;
    state->news = "attendance.changed";
    g_free(call->target);
    call->target = g_strdup(row->member_id);
    GString *out = g_string_new(NULL);
    append_objection(row, is_mine(call, own_id, row), out);
    call->json = g_string_free(out, FALSE);
    return true;
}

/* ---- GET objections ---- */

static bool run_list(Database *database, Call *call, GError **error) {
    const AttendanceQuery *query = call->state;
    char member_id[ID_TEXT_BYTES];
    g_auto(RightsReach) reach = {0};
    if (!attendance_call_member(database, call, member_id, error) ||
        !rights_reach(database, call->identity.account_id, RIGHT_OBJECTION_DECIDE, &reach, error))
        return false;
    const ObjectionQuery wanted = {.is_everywhere = reach.is_everywhere,
                                   .roots_json = reach.json,
                                   .member_id = member_id,
                                   .raised_by = call->identity.account_id,
                                   .state = query->state,
                                   .after = query->after,
                                   .limit = query->limit};
    g_autoptr(GPtrArray) rows = objection_table_list(database, &wanted, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        g_string_append(out, i > 0 ? "," : "");
        append_objection(rows->pdata[i], is_mine(call, member_id, rows->pdata[i]), out);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_objections(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &ATTENDANCE_QUERY);
    if (!attendance_call_read_states(call, OBJECTION_STATE_WORDS,
                                     "'state' must be open, granted, refused or withdrawn."))
        return;
    call->action = "objection.see";
    call_read_audited(call, run_list, call_reply_ok);
}

/* ---- POST records/{id}/objections ---- */

typedef struct NewObjection {
    char *text;
} NewObjection;

static const JsonTable NEW_TABLE = {"objection", sizeof(NewObjection),
                                    (const JsonField[]){
                                        {"text", JSON_STRING, offsetof(NewObjection, text),
                                         JSON_REQUIRED, 1, OBJECTION_TEXT_MAX_CHARS},
                                        {NULL, JSON_END},
                                    }};

/* The record of the path: one's own, or of a member within reach; else it is not there. */
static bool take_record(Database *database, Call *call, ObjectionRecord *ret_record,
                        GError **error) {
    char own_id[ID_TEXT_BYTES];
    if (!attendance_call_member(database, call, own_id, error))
        return false;
    if (!objection_table_record(database, call->target, ret_record, error))
        return attendance_call_absent(error);
    return (*own_id && strcmp(own_id, ret_record->member_id) == 0) ||
           member_reach_any(database, call, RIGHT_CORRECTION_ASK, ret_record->member_id, NULL,
                            error);
}

static bool run_raise(Database *database, Call *call, GError **error) {
    const NewObjection *input = call->input;
    ObjectionRecord record = {0};
    ObjectionRow row = {.text = input->text};
    if (!take_record(database, call, &record, error) ||
        !attendance_call_queue(database, record.unit_id, row.unit_id, error))
        return false;
    g_strlcpy(row.record_id, record.id, sizeof row.record_id);
    g_strlcpy(row.member_id, record.member_id, sizeof row.member_id);
    g_strlcpy(row.raised_by, call->identity.account_id, sizeof row.raised_by);
    row.due_at_us = clock_wall_us() + call->env->objection_days * INT64_C(86400) * CLOCK_US_PER_S;
    return objection_table_insert(database, &row, error) && finish(database, call, row.id, error);
}

void handle_post_objection(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &NEW_TABLE, &ATTENDANCE_QUERY);
    if (!call)
        return;
    call->action = "objection.raise";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_raise, attendance_call_created_told);
}

/* ---- PATCH, DELETE objections/{id} ---- */

/* For who answers (`is_answer`), else for whose it is or who raised it. */
static ObjectionRow *take_objection(Database *database, Call *call, bool is_answer,
                                    GError **error) {
    char own_id[ID_TEXT_BYTES];
    if (!attendance_call_member(database, call, own_id, error))
        return NULL;
    g_autoptr(ObjectionRow) row = objection_table_get(database, call->target, error);
    if (!row) {
        attendance_call_absent(error);
        return NULL;
    }
    bool is_own = is_mine(call, own_id, row);
    if (is_answer) {
        if (!rights_check(database, call->identity.account_id, RIGHT_OBJECTION_DECIDE, row->unit_id,
                          error))
            return NULL;
        if (is_own) {
            refuse(ERROR_CONFLICT, "cannot answer this objection: it is your own", error);
            return NULL;
        }
        return g_steal_pointer(&row);
    }
    if (is_own)
        return g_steal_pointer(&row);
    rights_not_found(error);
    return NULL;
}

typedef struct AnswerInput {
    bool is_granted;
    char *answer;
    CorrectionInput *correction; /* of what is granted */
} AnswerInput;

static const JsonTable ANSWER_TABLE = {
    "answer", sizeof(AnswerInput),
    (const JsonField[]){
        {"is_granted", JSON_BOOL, offsetof(AnswerInput, is_granted), JSON_REQUIRED},
        {"answer", JSON_STRING, offsetof(AnswerInput, answer), JSON_REQUIRED, 1,
         OBJECTION_TEXT_MAX_CHARS},
        {"correction", JSON_OBJECT, offsetof(AnswerInput, correction), .table = &CORRECTION_INPUT},
        {NULL, JSON_END},
    }};

static bool run_answer(Database *database, Call *call, GError **error) {
    const AnswerInput *input = call->input;
    ObjectionRecord record = {0};
    CorrectionWish wish = {input->correction, &record, ""};
    g_autoptr(ObjectionRow) row = take_objection(database, call, true, error);
    if (!row)
        return false;
    if (input->is_granted && !input->correction)
        return refuse(ERROR_INVALID,
                      "An objection is granted with the correction that follows from it.", error);
    if (input->is_granted && (!objection_table_record(database, row->record_id, &record, error) ||
                              !correction_input_insert(database, call, &wish, error)))
        return false;
    const ObjectionAnswer answer = {input->is_granted, input->answer, call->identity.account_id,
                                    or_null(wish.id)};
    return objection_table_answer(database, row->id, &answer, error) &&
           finish(database, call, row->id, error);
}

void handle_patch_objection(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &ANSWER_TABLE, &ATTENDANCE_QUERY);
    if (!call)
        return;
    call->action = "objection.decide";
    call->target = g_strdup(api_request_segment(request, "id"));
    call->detail = json_table_write(&ANSWER_TABLE, call->input);
    call_write(call, run_answer, attendance_call_reply_told);
}

static bool run_withdraw(Database *database, Call *call, GError **error) {
    g_autoptr(ObjectionRow) row = take_objection(database, call, false, error);
    return row && objection_table_withdraw(database, row->id, error) &&
           finish(database, call, row->id, error);
}

void handle_delete_objection(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &ATTENDANCE_QUERY);
    call->action = "objection.withdraw";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_withdraw, attendance_call_reply_told);
}
