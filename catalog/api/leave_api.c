/* Leaves: asked by the member or by a clerk for him, decided by a clerk who is another person than
 * he. */
#include <string.h>

#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/member_reach.h"
#include "catalog/api/wire.h"
#include "catalog/attendance/leave_effect.h"
#include "catalog/attendance/leave_table.h"
#include "catalog/rights/appointment_table.h"
#include "catalog/roster/membership_table.h"
#include "catalog/store/account_table.h"

#define ID_CHARS (ID_TEXT_BYTES - 1)

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

/* ---- answers ---- */

typedef struct LeaveJson {
    const char *id, *member_id, *member_name, *event_kind, *event_id, *event_title, *from, *until;
    bool has_reason;
    int state;
    const char *asked_at, *decided_at, *answer;
} LeaveJson;

static const JsonTable LEAVE_TABLE = {
    "leave", sizeof(LeaveJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(LeaveJson, id)},
        {"member_id", JSON_STRING, offsetof(LeaveJson, member_id)},
        {"member_name", JSON_STRING, offsetof(LeaveJson, member_name)},
        {"event_kind", JSON_STRING, offsetof(LeaveJson, event_kind)},
        {"event_id", JSON_STRING, offsetof(LeaveJson, event_id)},
        {"event_title", JSON_STRING, offsetof(LeaveJson, event_title)},
        {"from", JSON_STRING, offsetof(LeaveJson, from)},
        {"until", JSON_STRING, offsetof(LeaveJson, until)},
        {"has_reason", JSON_BOOL, offsetof(LeaveJson, has_reason)},
        {"state", JSON_ENUM, offsetof(LeaveJson, state), .words = LEAVE_STATE_WORDS},
        {"asked_at", JSON_STRING, offsetof(LeaveJson, asked_at)},
        {"decided_at", JSON_STRING, offsetof(LeaveJson, decided_at)},
        {"answer", JSON_STRING, offsetof(LeaveJson, answer)},
        {NULL, JSON_END},
    }};

static const char *or_null(const char *text) {
    return text && *text ? text : NULL;
}

static void append_leave(const LeaveRow *row, GString *out) {
    g_autofree char *asked_at = wire_time(row->asked_at_us);
    g_autofree char *decided_at = wire_time(row->decided_at_us);
    const LeaveJson json = {
        .id = row->id,
        .member_id = row->member_id,
        .member_name = row->member_name,
        .event_kind = row->event_kind < 0 ? NULL : LEAVE_EVENT_WORDS[row->event_kind],
        .event_id = or_null(row->event_id),
        .event_title = row->event_title,
        .from = or_null(row->from_day),
        .until = or_null(row->until_day),
        .has_reason = row->has_reason,
        .state = (int)row->state,
        .asked_at = asked_at,
        .decided_at = decided_at,
        .answer = row->answer,
    };
    json_table_append(&LEAVE_TABLE, &json, out);
}

/* The answer, and who is told: the member's account or those who decide. */
static bool finish(Database *database, Call *call, const char *id, GError **error) {
    AttendanceQuery *state = call->state;
    g_autoptr(LeaveRow) row = leave_table_get(database, id, error);
    g_autoptr(AccountRow) account = NULL;
    g_autoptr(MembershipRow) home = NULL;
    if (!row || !account_table_find_member(database, row->member_id, &account, error) ||
        !membership_table_home(database, row->member_id, &home, error))
        return false;
    const char *const of_member[] = {account ? account->id : NULL, NULL};
    state->news = "attendance.changed";
    state->concerned = row->state == LEAVE_ASKED && home
                           ? appointment_table_accounts_for(database, home->unit_id,
                                                            RIGHT_LEAVE_DECIDE_ROLES, error)
                           : g_strdupv((char **)of_member);
    if (!state->concerned)
        return false;
    g_free(call->target);
    call->target = g_strdup(row->member_id);
    GString *out = g_string_new(NULL);
    append_leave(row, out);
    call->json = g_string_free(out, FALSE);
    return true;
}

/* ---- GET leaves ---- */

static bool run_list(Database *database, Call *call, GError **error) {
    const AttendanceQuery *query = call->state;
    char member_id[ID_TEXT_BYTES];
    g_auto(RightsReach) reach = {0};
    if (!attendance_call_member(database, call, member_id, error) ||
        !rights_reach(database, call->identity.account_id, RIGHT_LEAVE_DECIDE, &reach, error))
        return false;
    const LeaveQuery wanted = {.is_everywhere = reach.is_everywhere,
                               .roots_json = reach.json,
                               .member_id = member_id,
                               .state = query->state,
                               .after = query->after,
                               .limit = query->limit};
    g_autoptr(GPtrArray) rows = leave_table_list(database, &wanted, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        g_string_append(out, i > 0 ? "," : "");
        append_leave(rows->pdata[i], out);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_leaves(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &ATTENDANCE_QUERY);
    if (!attendance_call_read_states(call, LEAVE_STATE_WORDS,
                                     "'state' must be asked, granted, refused or withdrawn."))
        return;
    call->action = "leave.see";
    call_read_audited(call, run_list, call_reply_ok);
}

/* ---- POST leaves ---- */

typedef struct NewLeave {
    char *member_id, *event_id, *from, *until, *reason;
    int event_kind;
    bool has_kind;
} NewLeave;

static const JsonTable NEW_TABLE = {
    "leave", sizeof(NewLeave),
    (const JsonField[]){
        {"member_id", JSON_STRING, offsetof(NewLeave, member_id), .max = ID_CHARS},
        {"event_kind", JSON_ENUM, offsetof(NewLeave, event_kind), .words = LEAVE_EVENT_WORDS,
         .present_offset = offsetof(NewLeave, has_kind)},
        {"event_id", JSON_STRING, offsetof(NewLeave, event_id), .max = ID_CHARS},
        {"from", JSON_STRING, offsetof(NewLeave, from), .max = DAY_TEXT_BYTES - 1},
        {"until", JSON_STRING, offsetof(NewLeave, until), .max = DAY_TEXT_BYTES - 1},
        {"reason", JSON_STRING, offsetof(NewLeave, reason), .max = LEAVE_REASON_MAX_CHARS},
        {NULL, JSON_END},
    }};

/* Whose leave it is: one's own, or that of a member within reach. */
static bool choose_member(Database *database, Call *call, char ret_id[ID_TEXT_BYTES],
                          GError **error) {
    const NewLeave *input = call->input;
    if (!attendance_call_member(database, call, ret_id, error))
        return false;
    if (or_null(input->member_id) && strcmp(input->member_id, ret_id) != 0) {
        g_strlcpy(ret_id, input->member_id, ID_TEXT_BYTES);
        return member_reach_any(database, call, RIGHT_LEAVE_DECIDE, ret_id, NULL, error);
    }
    return *ret_id ||
           refuse(ERROR_CONFLICT,
                  "cannot ask for this leave: your account is nobody's of the roster", error);
}

static bool run_ask(Database *database, Call *call, GError **error) {
    const NewLeave *input = call->input;
    const FieldCrypto *crypto = store_field_crypto(call->env->store);
    bool is_event = input->has_kind && or_null(input->event_id);
    bool is_days = or_null(input->from) && or_null(input->until);
    LeaveRow row = {.event_kind = is_event ? input->event_kind : -1};
    if (is_event == is_days)
        return refuse(ERROR_INVALID, "A leave is of one event or of some days.", error);
    g_strlcpy(row.event_id, is_event ? input->event_id : "", sizeof row.event_id);
    g_strlcpy(row.from_day, is_days ? input->from : "", sizeof row.from_day);
    g_strlcpy(row.until_day, is_days ? input->until : "", sizeof row.until_day);
    g_strlcpy(row.asked_by, call->identity.account_id, sizeof row.asked_by);
    return choose_member(database, call, row.member_id, error) &&
           leave_table_insert(database, &row, crypto, input->reason, error) &&
           finish(database, call, row.id, error);
}

void handle_post_leave(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &NEW_TABLE, &ATTENDANCE_QUERY);
    if (!call)
        return;
    NewLeave open = *(NewLeave *)call->input;
    open.reason = NULL;
    call->action = "leave.ask";
    call->detail = json_table_write(&NEW_TABLE, &open); /* without the reason */
    call_write(call, run_ask, attendance_call_created_told);
}

/* ---- of one leave ---- */

typedef struct OneState {
    AttendanceQuery query; /* first: attendance_call_reply_told() reads it */
    char id[ID_TEXT_BYTES];
} OneState;

static void clear_one(void *data) {
    ATTENDANCE_QUERY.clear(data);
}

static const CallState ONE_STATE = {sizeof(OneState), clear_one};

static Call *begin(ApiRequest *request, void *user, const JsonTable *input, const char *action) {
    Call *call = call_new(request, user, input, &ONE_STATE);
    if (!call)
        return NULL;
    OneState *state = call->state;
    g_strlcpy(state->id, api_request_segment(request, "id"), sizeof state->id);
    call->target = g_strdup(state->id);
    call->action = action;
    return call;
}

/* The leave of the path, of a member within reach, or, when `may_be_own`, one's own. Out of reach
 * is not there. */
static LeaveRow *take_leave(Database *database, Call *call, bool may_be_own, GError **error) {
    const OneState *state = call->state;
    char own_id[ID_TEXT_BYTES];
    if (!attendance_call_member(database, call, own_id, error))
        return NULL;
    g_autoptr(LeaveRow) row = leave_table_get(database, state->id, error);
    if (!row) {
        attendance_call_absent(error);
        return NULL;
    }
    bool is_own = *own_id && strcmp(own_id, row->member_id) == 0;
    if (!(is_own && may_be_own) &&
        !member_reach_any(database, call, RIGHT_LEAVE_DECIDE, row->member_id, NULL, error))
        return NULL;
    if (is_own && !may_be_own) {
        refuse(ERROR_CONFLICT, "cannot decide this leave: it is your own", error);
        return NULL;
    }
    return g_steal_pointer(&row);
}

static bool run_withdraw(Database *database, Call *call, GError **error) {
    g_autoptr(LeaveRow) row = take_leave(database, call, true, error);
    return row && leave_table_withdraw(database, row->id, call->identity.account_id, error) &&
           leave_effect_refresh(database, row->member_id, error) &&
           finish(database, call, row->id, error);
}

void handle_delete_leave(ApiRequest *request, void *user) {
    call_write(begin(request, user, NULL, "leave.withdraw"), run_withdraw,
               attendance_call_reply_told);
}

typedef struct Decision {
    bool is_granted;
    char *answer;
} Decision;

static const JsonTable DECISION_TABLE = {
    "decision", sizeof(Decision),
    (const JsonField[]){
        {"is_granted", JSON_BOOL, offsetof(Decision, is_granted), JSON_REQUIRED},
        {"answer", JSON_STRING, offsetof(Decision, answer), .max = LEAVE_ANSWER_MAX_CHARS},
        {NULL, JSON_END},
    }};

static bool run_decide(Database *database, Call *call, GError **error) {
    const Decision *input = call->input;
    const LeaveDecision decision = {input->is_granted, input->answer, call->identity.account_id};
    g_autoptr(LeaveRow) row = take_leave(database, call, false, error);
    return row && leave_table_decide(database, row->id, &decision, error) &&
           leave_effect_refresh(database, row->member_id, error) &&
           finish(database, call, row->id, error);
}

void handle_post_leave_decision(ApiRequest *request, void *user) {
    Call *call = begin(request, user, &DECISION_TABLE, "leave.decide");
    if (!call)
        return;
    call->detail = json_table_write(&DECISION_TABLE, call->input);
    call_write(call, run_decide, attendance_call_reply_told);
}

typedef struct ReasonJson {
    char *reason;
} ReasonJson;

static const JsonTable REASON_TABLE = {
    "reason", sizeof(ReasonJson),
    (const JsonField[]){{"reason", JSON_STRING, offsetof(ReasonJson, reason)}, {NULL, JSON_END}}};

static bool run_reason(Database *database, Call *call, GError **error) {
    g_autoptr(LeaveRow) row = take_leave(database, call, true, error);
    if (!row)
        return false;
    g_free(call->target);
    call->target = g_strdup(row->member_id);
    g_autofree char *reason =
        leave_table_reason(database, row->id, store_field_crypto(call->env->store), error);
    const ReasonJson json = {reason};
    if (reason)
        call->json = json_table_write(&REASON_TABLE, &json);
    return reason != NULL;
}

void handle_post_leave_reason(ApiRequest *request, void *user) {
    call_read_audited(begin(request, user, NULL, "leave.reason"), run_reason, call_reply_ok);
}
