/* Indicators of a ranking: written as drafts, published by somebody else, withdrawn. */
#include <stdlib.h>

#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/indicator_json.h"
#include "catalog/attendance/indicator_check.h"
#include "catalog/attendance/indicator_seal.h"
#include "catalog/roster/day.h"

typedef struct IndicatorCall {
    AttendanceQuery query; /* first: attendance_call_read_query() fills it */
    char *reason;          /* owned */
    bool is_stored;
} IndicatorCall;

static void clear_state(void *data) {
    IndicatorCall *state = data;
    ATTENDANCE_QUERY.clear(&state->query);
    g_free(state->reason);
}

static const CallState STATE = {sizeof(IndicatorCall), clear_state};

/* ---- GET indicators ---- */

static bool run_list(Database *database, Call *call, GError **error) {
    const AttendanceQuery *query = call->state;
    char today[DAY_TEXT_BYTES];
    g_autofree char *roots = NULL;
    day_today(today);
    if (!attendance_call_roots(database, call, RIGHT_RECORD_SEE, &roots, error))
        return false;
    const IndicatorQuery wanted = {query->year ? query->year : atoi(today), roots};
    g_autoptr(GPtrArray) rows = indicator_table_list(database, &wanted, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        g_string_append(out, i > 0 ? "," : "");
        indicator_json_append(rows->pdata[i], call->identity.account_id, out);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_indicators(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    if (attendance_call_read_query(call))
        call_read(call, run_list, call_reply_ok);
}

/* ---- POST indicators, PUT indicators/{id} ---- */

static bool is_sound(const GPtrArray *faults) {
    for (unsigned i = 0; i < faults->len; i++)
        if (faults->pdata[i])
            return false;
    return true;
}

typedef bool (*KeepFn)(Database *database, IndicatorRow *row, GError **error);

/* Nothing is kept when one row is bad. */
static bool keep(Database *database, Call *call, IndicatorRow *row, KeepFn store, GError **error) {
    const IndicatorInput *input = call->input;
    IndicatorCall *state = call->state;
    if (!rights_check(database, call->identity.account_id, RIGHT_POLICY_CHANGE, row->unit_id,
                      error) ||
        !indicator_check_head(row, error))
        return false;
    g_strlcpy(row->made.by, call->identity.account_id, sizeof row->made.by);
    row->made.name = attendance_call_name(database, call, error);
    g_autoptr(GPtrArray) faults =
        row->made.name ? indicator_check_values(database, row, error) : NULL;
    if (!faults)
        return false;
    state->is_stored = !input->is_preview && is_sound(faults);
    if (state->is_stored && !store(database, row, error))
        return false;
    if (state->is_stored && !call->target)
        call->target = g_strdup(row->id);
    const IndicatorAnswer answer = {row, faults, state->is_stored, state->query.accept_language,
                                    call->identity.account_id};
    call->json = indicator_json_answer(&answer);
    return true;
}

static bool run_insert(Database *database, Call *call, GError **error) {
    g_autoptr(IndicatorRow) row = indicator_json_row(call->input);
    return keep(database, call, row, indicator_table_insert, error);
}

static bool run_replace(Database *database, Call *call, GError **error) {
    g_autoptr(IndicatorRow) old = indicator_table_get(database, call->target, error);
    if (!old)
        return attendance_call_absent(error);
    g_autoptr(IndicatorRow) row = indicator_json_row(call->input);
    g_strlcpy(row->id, old->id, sizeof row->id);
    g_strlcpy(row->unit_id, old->unit_id, sizeof row->unit_id);
    row->year = old->year;
    return keep(database, call, row, indicator_table_replace, error);
}

static void reply_kept(Call *take_call) {
    const IndicatorCall *state = take_call->state;
    (state->is_stored ? call_reply_created : call_reply_ok)(take_call);
}

static Call *new_draft_call(ApiRequest *request, void *user, const JsonTable *table) {
    Call *call = call_new(request, user, table, &STATE);
    if (!call)
        return NULL;
    const IndicatorInput *input = call->input;
    ((IndicatorCall *)call->state)->query.accept_language =
        g_strdup(api_request_field(request, "Accept-Language"));
    call->action = "indicator.write";
    call->detail = g_strdup_printf("{\"values\":%u,\"is_preview\":%s}", input->values->len,
                                   input->is_preview ? "true" : "false");
    return call;
}

void handle_post_indicator(ApiRequest *request, void *user) {
    Call *call = new_draft_call(request, user, &INDICATOR_JSON_INPUT);
    if (call)
        call_write(call, run_insert, reply_kept);
}

void handle_put_indicator(ApiRequest *request, void *user) {
    Call *call = new_draft_call(request, user, &INDICATOR_JSON_CHANGE);
    if (!call)
        return;
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_replace, call_reply_ok);
}

/* ---- POST indicators/{id}/publish, DELETE indicators/{id} ---- */

static IndicatorRow *open_row(Database *database, const Call *call, GError **error) {
    g_autoptr(IndicatorRow) row = indicator_table_get(database, call->target, error);
    if (!row) {
        attendance_call_absent(error);
        return NULL;
    }
    return rights_check(database, call->identity.account_id, RIGHT_POLICY_CHANGE, row->unit_id,
                        error)
               ? g_steal_pointer(&row)
               : NULL;
}

/* `name` is what the act borrows. */
static bool name_act(Database *database, const Call *call, IndicatorAct *act, char **ret_name,
                     GError **error) {
    g_strlcpy(act->by, call->identity.account_id, sizeof act->by);
    act->name = *ret_name = attendance_call_name(database, call, error);
    return act->name != NULL;
}

typedef struct PublishInput {
    int64_t revision;
} PublishInput;

static const JsonTable PUBLISH_TABLE = {
    "publication", sizeof(PublishInput),
    (const JsonField[]){
        {"revision", JSON_INTEGER, offsetof(PublishInput, revision), JSON_REQUIRED, 1},
        {NULL, JSON_END},
    }};

static bool run_publish(Database *database, Call *call, GError **error) {
    const PublishInput *input = call->input;
    IndicatorAct act = {.at_us = 0};
    g_autofree char *name = NULL;
    g_autoptr(IndicatorRow) row = open_row(database, call, error);
    if (!row || !name_act(database, call, &act, &name, error) ||
        !indicator_seal_publish(database, row, &act, input->revision, error))
        return false;
    GString *out = g_string_new(NULL);
    indicator_json_append(row, call->identity.account_id, out);
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_post_indicator_publish(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &PUBLISH_TABLE, &STATE);
    if (!call)
        return;
    call->action = "indicator.publish";
    call->target = g_strdup(api_request_segment(request, "id"));
    call->detail = json_table_write(&PUBLISH_TABLE, call->input);
    call_write(call, run_publish, call_reply_ok);
}

static bool withdraw(Database *database, const Call *call, IndicatorRow *row, GError **error) {
    const IndicatorCall *state = call->state;
    IndicatorAct act = {.at_us = 0};
    g_autofree char *name = NULL;
    if (!state->reason) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "cannot withdraw this indicator: 'reason' must say why");
        return false;
    }
    return name_act(database, call, &act, &name, error) &&
           indicator_seal_withdraw(database, row, &act, state->reason, error);
}

static bool run_delete(Database *database, Call *call, GError **error) {
    g_autoptr(IndicatorRow) row = open_row(database, call, error);
    if (!row)
        return false;
    if (row->state == INDICATOR_DRAFT)
        return indicator_table_remove(database, row->id, error);
    return withdraw(database, call, row, error);
}

void handle_delete_indicator(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    IndicatorCall *state = call->state;
    const char *reason = api_request_query(request, "reason");
    if (reason && g_utf8_strlen(reason, -1) > INDICATOR_REASON_MAX_CHARS) {
        call_fail_literal(call, ERROR_INVALID, "'reason' must be 200 characters at most.");
        return;
    }
    state->reason = reason && *reason ? g_strdup(reason) : NULL;
    call->action = "indicator.withdraw";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_delete, call_reply_no_content);
}
