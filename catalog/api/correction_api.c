/* Corrections: asked by one person, decided by a second one in the unit above. Hours carried over
 * from before come many at once. */
#include <string.h>

#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/correction_input.h"
#include "catalog/api/member_reach.h"
#include "catalog/api/wire.h"
#include "catalog/attendance/correction_carry.h"
#include "catalog/attendance/register_reach.h"
#include "catalog/attendance/register_snapshot.h"
#include "catalog/rights/appointment_table.h"
#include "catalog/say/sentence.h"

#define MAX_DECIDED 500
#define MAX_CARRIED 500

static const char *or_null(const char *text) {
    return text && *text ? text : NULL;
}

/* ---- answers ---- */

typedef struct CorrectionJson {
    const char *id, *record_id, *register_id, *member_id, *member_name, *title, *unit_id;
    int kind;
    char *content;
    const char *reason, *asked_by, *asked_at;
    int state;
    const char *decided_by, *decided_at, *answer, *new_record_id;
    bool is_mine;
} CorrectionJson;

static const JsonTable CORRECTION_TABLE = {
    "correction", sizeof(CorrectionJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(CorrectionJson, id)},
        {"record_id", JSON_STRING, offsetof(CorrectionJson, record_id)},
        {"register_id", JSON_STRING, offsetof(CorrectionJson, register_id)},
        {"member_id", JSON_STRING, offsetof(CorrectionJson, member_id)},
        {"member_name", JSON_STRING, offsetof(CorrectionJson, member_name)},
        {"title", JSON_STRING, offsetof(CorrectionJson, title)},
        {"unit_id", JSON_STRING, offsetof(CorrectionJson, unit_id)},
        {"kind", JSON_ENUM, offsetof(CorrectionJson, kind), .words = CORRECTION_KIND_WORDS},
        {"content", JSON_STRING, offsetof(CorrectionJson, content)},
        {"reason", JSON_STRING, offsetof(CorrectionJson, reason)},
        {"asked_by", JSON_STRING, offsetof(CorrectionJson, asked_by)},
        {"asked_at", JSON_STRING, offsetof(CorrectionJson, asked_at)},
        {"state", JSON_ENUM, offsetof(CorrectionJson, state), .words = CORRECTION_STATE_WORDS},
        {"decided_by", JSON_STRING, offsetof(CorrectionJson, decided_by)},
        {"decided_at", JSON_STRING, offsetof(CorrectionJson, decided_at)},
        {"answer", JSON_STRING, offsetof(CorrectionJson, answer)},
        {"new_record_id", JSON_STRING, offsetof(CorrectionJson, new_record_id)},
        {"is_mine", JSON_BOOL, offsetof(CorrectionJson, is_mine)},
        {NULL, JSON_END},
    }};

static void append_correction(const Call *call, const CorrectionRow *row, GString *out) {
    g_autofree char *asked_at = wire_time(row->asked_at_us);
    g_autofree char *decided_at = wire_time(row->decided_at_us);
    const CorrectionJson json = {
        .id = row->id,
        .record_id = or_null(row->record_id),
        .register_id = or_null(row->register_id),
        .member_id = row->member_id,
        .member_name = row->member_name,
        .title = row->title,
        .unit_id = row->unit_id,
        .kind = (int)row->kind,
        .content = row->content,
        .reason = row->reason,
        .asked_by = row->asked_name,
        .asked_at = asked_at,
        .state = (int)row->state,
        .decided_by = row->decided_name,
        .decided_at = decided_at,
        .answer = row->answer,
        .new_record_id = or_null(row->new_record_id),
        .is_mine = strcmp(row->asked_by, call->identity.account_id) == 0,
    };
    json_table_append(&CORRECTION_TABLE, &json, out);
}

/* The answer, and the unit that decides is told. */
static bool finish(Database *database, Call *call, const char *id, GError **error) {
    AttendanceQuery *state = call->state;
    g_autoptr(CorrectionRow) row = correction_table_get(database, id, error);
    if (!row)
        return false;
    state->news = "attendance.changed";
    state->concerned = appointment_table_accounts_for(database, row->unit_id,
                                                      RIGHT_CORRECTION_DECIDE_ROLES, error);
    g_free(call->target);
    call->target = g_strdup(row->member_id);
    GString *out = g_string_new(NULL);
    append_correction(call, row, out);
    call->json = g_string_free(out, FALSE);
    return state->concerned != NULL;
}

/* ---- GET corrections ---- */

static bool run_list(Database *database, Call *call, GError **error) {
    const AttendanceQuery *query = call->state;
    g_auto(RightsReach) reach = {0};
    if (!rights_reach(database, call->identity.account_id, RIGHT_CORRECTION_DECIDE, &reach, error))
        return false;
    const CorrectionQuery wanted = {.is_everywhere = reach.is_everywhere,
                                    .roots_json = reach.json,
                                    .asked_by = call->identity.account_id,
                                    .state = query->state,
                                    .after = query->after,
                                    .limit = query->limit};
    g_autoptr(GPtrArray) rows = correction_table_list(database, &wanted, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        g_string_append(out, i > 0 ? "," : "");
        append_correction(call, rows->pdata[i], out);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_corrections(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &ATTENDANCE_QUERY);
    if (!attendance_call_read_states(call, CORRECTION_STATE_WORDS,
                                     "'state' must be asked, approved, refused or withdrawn."))
        return;
    call->action = "correction.see";
    call_read_audited(call, run_list, call_reply_ok);
}

/* ---- POST records/{id}/corrections ---- */

static bool run_ask(Database *database, Call *call, GError **error) {
    ObjectionRecord record = {0};
    CorrectionWish wish = {call->input, &record, ""};
    if (!objection_table_record(database, call->target, &record, error))
        return attendance_call_absent(error);
    return rights_check(database, call->identity.account_id, RIGHT_CORRECTION_ASK, record.unit_id,
                        error) &&
           correction_input_insert(database, call, &wish, error) &&
           finish(database, call, wish.id, error);
}

void handle_post_correction(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &CORRECTION_INPUT, &ATTENDANCE_QUERY);
    if (!call)
        return;
    call->action = "correction.ask";
    call->target = g_strdup(api_request_segment(request, "id"));
    call->detail = json_table_write(&CORRECTION_INPUT, call->input);
    call_write(call, run_ask, attendance_call_created_told);
}

/* ---- POST registers/{id}/corrections ---- */

/* The register as far as who asks may see it. */
static RegisterRow *see_register(Database *database, const Call *call, GError **error) {
    const RegisterAsker asker = {.id = call->identity.account_id, .right = RIGHT_CORRECTION_ASK};
    g_auto(RegisterReach) reach = {0};
    g_autoptr(RegisterRow) row = register_table_get(database, call->target, error);
    return row && register_reach_load(database, &asker, &reach, error) &&
                   register_reach_see(database, &reach, row, error)
               ? g_steal_pointer(&row)
               : NULL;
}

static bool run_late(Database *database, Call *call, GError **error) {
    const CorrectionInput *input = call->input;
    ObjectionRecord record = {0};
    CorrectionWish wish = {input, &record, ""};
    g_autoptr(RegisterRow) row = see_register(database, call, error);
    if (!row || !member_reach_any(database, call, RIGHT_CORRECTION_ASK, input->member_id,
                                  record.unit_id, error))
        return false;
    g_strlcpy(record.register_id, row->id, sizeof record.register_id);
    g_strlcpy(record.member_id, input->member_id, sizeof record.member_id);
    return correction_input_insert(database, call, &wish, error) &&
           finish(database, call, wish.id, error);
}

void handle_post_late_entry(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &CORRECTION_LATE_INPUT, &ATTENDANCE_QUERY);
    if (!call)
        return;
    call->action = "correction.ask";
    call->target = g_strdup(api_request_segment(request, "id"));
    call->detail = json_table_write(&CORRECTION_LATE_INPUT, call->input);
    call_write(call, run_late, attendance_call_created_told);
}

/* ---- POST corrections/carried ---- */

typedef struct CarriedRow {
    char *member_id, *title, *began, *source;
    int64_t hours;
} CarriedRow;

static const JsonTable CARRIED_ROW_TABLE = {
    "row", sizeof(CarriedRow),
    (const JsonField[]){
        {"member_id", JSON_STRING, offsetof(CarriedRow, member_id), JSON_REQUIRED, 1,
         ID_TEXT_BYTES - 1},
        {"title", JSON_STRING, offsetof(CarriedRow, title), JSON_REQUIRED, 1,
         CORRECTION_TITLE_MAX_CHARS},
        {"began", JSON_STRING, offsetof(CarriedRow, began), JSON_REQUIRED, 1, 10},
        {"hours", JSON_INTEGER, offsetof(CarriedRow, hours), JSON_REQUIRED, 1,
         CORRECTION_MAX_HOURS_MILLI},
        {"source", JSON_STRING, offsetof(CarriedRow, source), JSON_REQUIRED, 1,
         CORRECTION_TITLE_MAX_CHARS},
        {NULL, JSON_END},
    }};

typedef struct CarriedInput {
    GPtrArray *rows;
    char *reason;
    bool is_preview;
} CarriedInput;

static const JsonTable CARRIED_TABLE = {
    "carried", sizeof(CarriedInput),
    (const JsonField[]){
        {"rows", JSON_OBJECTS, offsetof(CarriedInput, rows), JSON_REQUIRED, 1, MAX_CARRIED,
         .table = &CARRIED_ROW_TABLE},
        {"reason", JSON_STRING, offsetof(CarriedInput, reason), JSON_REQUIRED, 1,
         CORRECTION_REASON_MAX_CHARS},
        {"is_preview", JSON_BOOL, offsetof(CarriedInput, is_preview)},
        {NULL, JSON_END},
    }};

typedef struct CarriedSum {
    GString *lines;
    int64_t n_good, hours;
    GError *failure; /* owned, or NULL */
} CarriedSum;

/* One row as a correction; its id is "" in a preview. */
static bool take_carried(Database *database, const Call *call, const CarriedRow *from,
                         CorrectionRow *row, GError **error) {
    const CarriedInput *input = call->input;
    const CorrectionContent content = {.title = from->title,
                                       .began = from->began,
                                       .source = from->source,
                                       .hours_milli = from->hours};
    char unit_id[ID_TEXT_BYTES];
    if (!member_reach_any(database, call, RIGHT_CORRECTION_ASK, from->member_id, unit_id, error) ||
        !attendance_call_queue(database, unit_id, row->unit_id, error))
        return false;
    row->kind = CORRECTION_CARRIED;
    row->reason = input->reason;
    g_strlcpy(row->member_id, from->member_id, sizeof row->member_id);
    g_strlcpy(row->asked_by, call->identity.account_id, sizeof row->asked_by);
    row->content = correction_content_write(CORRECTION_CARRIED, &content, error);
    return row->content && correction_carry_check(database, row, error) &&
           (input->is_preview || correction_table_insert(database, row, error));
}

typedef struct LineJson {
    const char *member_id, *id, *problem;
} LineJson;

static const JsonTable LINE_TABLE = {"line", sizeof(LineJson),
                                     (const JsonField[]){
                                         {"member_id", JSON_STRING, offsetof(LineJson, member_id)},
                                         {"id", JSON_STRING, offsetof(LineJson, id)},
                                         {"problem", JSON_STRING, offsetof(LineJson, problem)},
                                         {NULL, JSON_END},
                                     }};

/* What is wrong with a row, not with the server. */
static bool is_of_row(const GError *problem) {
    return g_error_matches(problem, BASE_ERROR, ERROR_INVALID) ||
           g_error_matches(problem, BASE_ERROR, ERROR_NOT_FOUND) ||
           g_error_matches(problem, BASE_ERROR, ERROR_CONFLICT);
}

/* A bad row has its problem in the answer and stops nothing but itself. False with an error of
 * another kind. */
static bool append_line(Database *database, Call *call, const CarriedRow *from, CorrectionRow *row,
                        CarriedSum *sum) {
    g_autoptr(GError) problem = NULL;
    const char *language = NULL;
    const char *wanted = ((const AttendanceQuery *)call->state)->accept_language;
    bool is_good = take_carried(database, call, from, row, &problem);
    g_clear_pointer(&row->content, g_free);
    if (problem && !is_of_row(problem)) {
        sum->failure = g_steal_pointer(&problem);
        return false;
    }
    g_autofree char *words =
        problem ? sentence_localize(wanted, error_public_text(problem), &language) : NULL;
    const LineJson json = {from->member_id, or_null(row->id), words};
    g_string_append(sum->lines, sum->lines->len > 0 ? "," : "");
    json_table_append(&LINE_TABLE, &json, sum->lines);
    sum->n_good += is_good;
    sum->hours += is_good ? from->hours : 0;
    return true;
}

static bool run_carried(Database *database, Call *call, GError **error) {
    const CarriedInput *input = call->input;
    AttendanceQuery *state = call->state;
    g_autofree char *name = attendance_call_name(database, call, error);
    g_autoptr(GString) lines = g_string_new(NULL);
    CarriedSum sum = {.lines = lines};
    for (unsigned i = 0; name && i < input->rows->len; i++) {
        CorrectionRow row = {.asked_name = name};
        if (!append_line(database, call, input->rows->pdata[i], &row, &sum)) {
            g_propagate_error(error, sum.failure);
            return false;
        }
        if (*row.unit_id && !state->concerned)
            state->concerned = appointment_table_accounts_for(database, row.unit_id,
                                                              RIGHT_CORRECTION_DECIDE_ROLES, error);
        if (*row.unit_id && !state->concerned)
            return false;
    }
    state->news = input->is_preview ? NULL : "attendance.changed";
    call->json =
        g_strdup_printf("{\"lines\":[%s],\"n_good\":%" G_GINT64_FORMAT
                        ",\"hours\":%" G_GINT64_FORMAT ",\"is_preview\":%s}",
                        lines->str, sum.n_good, sum.hours, input->is_preview ? "true" : "false");
    return name != NULL;
}

void handle_post_carried(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &CARRIED_TABLE, &ATTENDANCE_QUERY);
    if (!call)
        return;
    const CarriedInput *input = call->input;
    ((AttendanceQuery *)call->state)->accept_language =
        g_strdup(api_request_field(request, "Accept-Language"));
    call->action = "correction.carry";
    call->detail = g_strdup_printf("{\"rows\":%u,\"is_preview\":%s}", input->rows->len,
                                   input->is_preview ? "true" : "false");
    call_write(call, run_carried, attendance_call_created_told);
}

/* ---- POST corrections/decision ---- */

typedef struct DecisionInput {
    GStrv ids;
    bool is_approved;
    char *answer;
} DecisionInput;

static const JsonTable DECISION_TABLE = {
    "decision", sizeof(DecisionInput),
    (const JsonField[]){
        {"ids", JSON_STRINGS, offsetof(DecisionInput, ids), JSON_REQUIRED, 1, MAX_DECIDED,
         .item_max = ID_TEXT_BYTES - 1},
        {"is_approved", JSON_BOOL, offsetof(DecisionInput, is_approved), JSON_REQUIRED},
        {"answer", JSON_STRING, offsetof(DecisionInput, answer),
         .max = CORRECTION_REASON_MAX_CHARS},
        {NULL, JSON_END},
    }};

/* Out of reach is not there. */
static CorrectionRow *take_correction(Database *database, const char *id, GError **error) {
    CorrectionRow *row = correction_table_get(database, id, error);
    if (!row)
        attendance_call_absent(error);
    return row;
}

/* Who came although nobody has written it down stands in the register from now on. */
static bool add_late(Database *database, const CorrectionRow *row, GError **error) {
    g_autoptr(RegisterRow) found = register_table_get(database, row->register_id, error);
    return found && register_snapshot_add(database, found, row->member_id, error);
}

/* What an approved one needs besides the records that are computed from it. */
static bool settle(Database *database, const CorrectionRow *row, GError **error) {
    if (correction_carry_concerns(row))
        return correction_carry_write(database, row->id, error);
    return !correction_row_is_late(row) || add_late(database, row, error);
}

/* All or none. */
static bool decide(Database *database, Call *call, const CorrectionDecision *decision,
                   const char *id, GError **error) {
    g_autoptr(CorrectionRow) row = take_correction(database, id, error);
    return row &&
           rights_check(database, call->identity.account_id, RIGHT_CORRECTION_DECIDE, row->unit_id,
                        error) &&
           correction_table_decide(database, id, decision, error) &&
           (!decision->is_approved || settle(database, row, error));
}

static bool run_decide(Database *database, Call *call, GError **error) {
    const DecisionInput *input = call->input;
    char member_id[ID_TEXT_BYTES];
    g_autofree char *name = attendance_call_name(database, call, error);
    if (!name || !attendance_call_member(database, call, member_id, error))
        return false;
    const CorrectionDecision decision = {input->is_approved, input->answer,
                                         call->identity.account_id, name, member_id};
    g_autoptr(GString) out = g_string_new("[");
    for (unsigned i = 0; input->ids[i]; i++) {
        if (!decide(database, call, &decision, input->ids[i], error))
            return false;
        g_autoptr(CorrectionRow) row = correction_table_get(database, input->ids[i], error);
        if (!row)
            return false;
        g_string_append(out, i > 0 ? "," : "");
        append_correction(call, row, out);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(g_steal_pointer(&out), FALSE);
    return true;
}

void handle_post_correction_decision(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &DECISION_TABLE, &ATTENDANCE_QUERY);
    if (!call)
        return;
    const DecisionInput *input = call->input;
    call->action = "correction.decide";
    call->target = g_strdup(input->ids[0]);
    call->detail =
        g_strdup_printf("{\"corrections\":%u,\"is_approved\":%s}", g_strv_length(input->ids),
                        input->is_approved ? "true" : "false");
    call_write(call, run_decide, attendance_call_reply_told);
}

/* ---- DELETE corrections/{id} ---- */

static bool run_withdraw(Database *database, Call *call, GError **error) {
    g_autoptr(CorrectionRow) row = take_correction(database, call->target, error);
    if (!row)
        return false;
    if (strcmp(row->asked_by, call->identity.account_id) != 0)
        return rights_not_found(error);
    return correction_table_withdraw(database, row->id, error);
}

void handle_delete_correction(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    call->action = "correction.withdraw";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_withdraw, call_reply_no_content);
}
