/* The dry run of a policy: counts, and the people whose figures would change, page by page. */
#include <stdlib.h>

#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/policy_json.h"
#include "catalog/attendance/policy_trial.h"
#include "catalog/roster/day.h"

typedef struct RowJson {
    const char *record_id, *member_id, *name, *unit_name, *title;
    int64_t hours_before, hours_after;
    const char *state_before, *state_after;
    bool is_exact;
} RowJson;

static const JsonTable ROW_TABLE = {
    "row", sizeof(RowJson),
    (const JsonField[]){
        {"record_id", JSON_STRING, offsetof(RowJson, record_id)},
        {"member_id", JSON_STRING, offsetof(RowJson, member_id)},
        {"name", JSON_STRING, offsetof(RowJson, name)},
        {"unit_name", JSON_STRING, offsetof(RowJson, unit_name)},
        {"title", JSON_STRING, offsetof(RowJson, title)},
        {"hours_before", JSON_INTEGER, offsetof(RowJson, hours_before)},
        {"hours_after", JSON_INTEGER, offsetof(RowJson, hours_after)},
        {"state_before", JSON_STRING, offsetof(RowJson, state_before)},
        {"state_after", JSON_STRING, offsetof(RowJson, state_after)},
        {"is_exact", JSON_BOOL, offsetof(RowJson, is_exact)},
        {NULL, JSON_END},
    }};

static const JsonTable TRIAL_TABLE = {
    "trial", sizeof(PolicyTrial),
    (const JsonField[]){
        {"records", JSON_INTEGER, offsetof(PolicyTrial, n_records)},
        {"changed", JSON_INTEGER, offsetof(PolicyTrial, n_changed)},
        {"more", JSON_INTEGER, offsetof(PolicyTrial, n_more)},
        {"less", JSON_INTEGER, offsetof(PolicyTrial, n_less)},
        {"states", JSON_INTEGER, offsetof(PolicyTrial, n_states)},
        {"members", JSON_INTEGER, offsetof(PolicyTrial, n_members)},
        {"inexact", JSON_INTEGER, offsetof(PolicyTrial, n_inexact)},
        {"hours_before", JSON_INTEGER, offsetof(PolicyTrial, before_milli)},
        {"hours_after", JSON_INTEGER, offsetof(PolicyTrial, after_milli)},
        {"is_cut", JSON_BOOL, offsetof(PolicyTrial, is_cut)},
        {NULL, JSON_END},
    }};

static char *write_trial(const PolicyTrial *trial) {
    GString *out = g_string_new(NULL);
    json_table_append(&TRIAL_TABLE, trial, out);
    g_string_truncate(out, out->len - 1); /* } */
    g_string_append(out, ",\"rows\":[");
    for (unsigned i = 0; i < trial->rows->len; i++) {
        const PolicyTrialRow *row = trial->rows->pdata[i];
        const RowJson json = {row->record_id,   row->member_id,    row->name,
                              row->unit_name,   row->title,        row->before_milli,
                              row->after_milli, row->state_before, row->state_after,
                              row->is_exact};
        g_string_append(out, i > 0 ? "," : "");
        json_table_append(&ROW_TABLE, &json, out);
    }
    g_string_append(out, "]}");
    return g_string_free(out, FALSE);
}

typedef struct TrialState {
    unsigned skip;
} TrialState;

static const CallState TRIAL_STATE = {sizeof(TrialState), NULL};

static bool run_trial(Database *database, Call *call, GError **error) {
    const TrialState *state = call->state;
    g_autoptr(PolicyRow) proposal = policy_json_row(call->input);
    char today[DAY_TEXT_BYTES];
    day_today(today);
    if (!rights_check(database, call->identity.account_id, RIGHT_POLICY_CHANGE, proposal->unit_id,
                      error) ||
        !policy_table_check(proposal, error))
        return false;
    const PolicyTrialQuery query = {.proposal = proposal,
                                    .first_open_year = atoi(today),
                                    .skip = state->skip,
                                    .limit = POLICY_TRIAL_MAX_ROWS};
    g_autoptr(PolicyTrial) trial = policy_trial_run(database, &query, error);
    if (!trial)
        return false;
    call->json = write_trial(trial);
    return true;
}

void handle_post_policy_dry_run(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &POLICY_JSON_INPUT, &TRIAL_STATE);
    if (!call)
        return;
    const char *skip = api_request_query(request, "skip");
    guint64 number = 0;
    if (skip && !g_ascii_string_to_unsigned(skip, 10, 0, POLICY_TRIAL_MAX_RECORDS, &number, NULL)) {
        call_fail_literal(call, ERROR_INVALID, "'skip' must be a number.");
        return;
    }
    ((TrialState *)call->state)->skip = (unsigned)number;
    call->action = "policy.try";
    call_read_audited(call, run_trial, call_reply_ok);
}
