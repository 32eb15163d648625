/* Appointing people to a role for a unit or an event, and dismissing them. */
#include "base/error.h"
#include "base/json_table.h"
#include "catalog/api/appointment_json.h"
#include "catalog/api/call.h"
#include "catalog/api/handlers.h"
#include "catalog/api/page.h"
#include "catalog/api/rights_news.h"
#include "catalog/rights/appointment_candidate.h"
#include "catalog/rights/appointment_table.h"
#include "catalog/rights/rights.h"

/* ---- GET appointments ---- */

typedef struct ListState {
    Page page; /* first: page_read() fills it */
    char *unit_id, *account_id;
} ListState;

static void clear_list(void *data) {
    ListState *state = data;
    PAGE_STATE.clear(&state->page);
    g_free(state->unit_id);
    g_free(state->account_id);
}

static const CallState LIST_STATE = {sizeof(ListState), clear_list};

/* Those for one unit and all below it, or all within reach. */
static bool find_reach(Database *database, Call *call, RightsReach *ret_reach, GError **error) {
    const ListState *state = call->state;
    const char *asker = call->identity.account_id;
    if (!state->unit_id)
        return rights_reach(database, asker, RIGHT_APPOINTMENT_SEE, ret_reach, error);
    if (!rights_check(database, asker, RIGHT_APPOINTMENT_SEE, state->unit_id, error))
        return false;
    ret_reach->json = g_strdup_printf("[\"%s\"]", state->unit_id);
    return true;
}

static bool run_list(Database *database, Call *call, GError **error) {
    const ListState *state = call->state;
    g_auto(RightsReach) reach = {0};
    if (!find_reach(database, call, &reach, error))
        return false;
    AppointmentQuery query = {.reach_json = reach.json,
                              .account_id = state->account_id,
                              .after = state->page.after,
                              .limit = state->page.limit};
    g_autoptr(GPtrArray) rows = appointment_table_list(database, &query, error);
    if (!rows)
        return false;
    GString *out = g_string_new(NULL);
    appointment_json_append_list(out, rows);
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_appointments(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &LIST_STATE);
    ListState *state = call->state;
    state->unit_id = g_strdup(api_request_query(request, "unit"));
    state->account_id = g_strdup(api_request_query(request, "account"));
    if ((state->unit_id && !id_is_uuid(state->unit_id)) ||
        (state->account_id && !id_is_uuid(state->account_id))) {
        call_fail_literal(call, ERROR_INVALID, "'unit' and 'account' must be ids.");
        return;
    }
    if (page_read(call, APPOINTMENT_LIST_MAX_ROWS))
        call_read(call, run_list, call_reply_ok);
}

/* ---- who is told ---- */

/* The row stands in the call's state: the account must be known when its job is done. */
typedef struct ChangeState {
    char account_id[ID_TEXT_BYTES];
    char id[ID_TEXT_BYTES];
} ChangeState;

static const CallState CHANGE_STATE = {sizeof(ChangeState), NULL};

typedef struct AppointmentDetail {
    const char *role, *unit_id, *event_id, *appointment_id; /* borrowed */
} AppointmentDetail;

static const JsonField DETAIL_FIELDS[] = {
    {"role", JSON_STRING, offsetof(AppointmentDetail, role)},
    {"unit_id", JSON_STRING, offsetof(AppointmentDetail, unit_id)},
    {"event_id", JSON_STRING, offsetof(AppointmentDetail, event_id)},
    {"appointment_id", JSON_STRING, offsetof(AppointmentDetail, appointment_id)},
    {NULL, JSON_END},
};
static const JsonTable DETAIL_TABLE = {"detail", sizeof(AppointmentDetail), DETAIL_FIELDS};

/* The audit finds it under the account. */
static void note_change(Call *call, const AppointmentRow *row) {
    ChangeState *state = call->state;
    g_auto(GStrv) words = role_to_words(row->role);
    const AppointmentDetail detail = {words[0], *row->unit_id ? row->unit_id : NULL,
                                      *row->event_id ? row->event_id : NULL, row->id};
    g_strlcpy(state->account_id, row->account_id, sizeof state->account_id);
    g_strlcpy(state->id, row->id, sizeof state->id);
    g_free(call->target);
    call->target = g_strdup(row->account_id);
    g_free(call->detail);
    call->detail = json_table_write(&DETAIL_TABLE, &detail);
}

/* ---- POST appointments ---- */

typedef struct NewAppointment {
    char *account_id, *member_id, *role, *unit_id, *event_id;
} NewAppointment;

#define ID_CHARS (ID_TEXT_BYTES - 1)

static const JsonField NEW_FIELDS[] = {
    {"account_id", JSON_STRING, offsetof(NewAppointment, account_id), JSON_OPTIONAL, 1, ID_CHARS},
    {"member_id", JSON_STRING, offsetof(NewAppointment, member_id), JSON_OPTIONAL, 1, ID_CHARS},
    {"role", JSON_STRING, offsetof(NewAppointment, role), JSON_REQUIRED, 1, 32},
    {"unit_id", JSON_STRING, offsetof(NewAppointment, unit_id), JSON_OPTIONAL, 1, ID_CHARS},
    {"event_id", JSON_STRING, offsetof(NewAppointment, event_id), JSON_OPTIONAL, 1, ID_CHARS},
    {NULL, JSON_END},
};
static const JsonTable NEW_TABLE = {"appointment", sizeof(NewAppointment), NEW_FIELDS};

static bool run_insert(Database *database, Call *call, GError **error) {
    const NewAppointment *input = call->input;
    const char *role[] = {input->role, NULL};
    AppointmentRow row = {.appointed_at_us = 0};
    AppointmentCandidate candidate = {call->identity.account_id, input->account_id,
                                      input->member_id};
    g_strlcpy(row.appointed_by, call->identity.account_id, sizeof row.appointed_by);
    g_strlcpy(row.unit_id, input->unit_id ? input->unit_id : "", sizeof row.unit_id);
    g_strlcpy(row.event_id, input->event_id ? input->event_id : "", sizeof row.event_id);
    if (!role_from_words(role, &row.role, error) ||
        !rights_check(database, call->identity.account_id, RIGHT_APPOINTMENT_CHANGE, row.unit_id,
                      error) ||
        !appointment_candidate_find(database, &candidate, row.account_id, error) ||
        !appointment_table_insert(database, &row, error))
        return false;
    note_change(call, &row);
    g_autoptr(AppointmentRow) stored = appointment_table_get(database, row.id, error);
    if (!stored)
        return false;
    GString *out = g_string_new(NULL);
    appointment_json_append(out, stored);
    call->json = g_string_free(out, FALSE);
    return true;
}

static void on_inserted(Call *take_call) {
    const ChangeState *state = take_call->state;
    rights_news_changed(take_call->env, state->account_id);
    g_autofree char *location = g_strdup_printf("/api/v1/appointments/%s", state->id);
    api_reply_add_field(take_call->request, "Location", location);
    call_reply_created(take_call);
}

static const char *find_fault(const NewAppointment *input) {
    const char *ids[] = {input->account_id, input->member_id, input->unit_id, input->event_id};
    for (unsigned i = 0; i < G_N_ELEMENTS(ids); i++)
        if (ids[i] && !id_is_uuid(ids[i]))
            return "An appointment names people, units and events by their ids.";
    if (!input->account_id == !input->member_id)
        return "An appointment needs either 'account_id' or 'member_id'.";
    if (!input->unit_id == !input->event_id)
        return "An appointment needs either 'unit_id' or 'event_id'.";
    return NULL;
}

void handle_post_appointment(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &NEW_TABLE, &CHANGE_STATE);
    if (!call)
        return;
    const char *fault = find_fault(call->input);
    if (fault) {
        call_fail_literal(call, ERROR_INVALID, fault);
        return;
    }
    const NewAppointment *input = call->input;
    call->action = "appointment.create";
    call->target = g_strdup(input->account_id ? input->account_id : input->member_id);
    call_write(call, run_insert, on_inserted);
}

/* ---- DELETE appointments/{id} ---- */

static bool run_end(Database *database, Call *call, GError **error) {
    const char *asker = call->identity.account_id;
    g_autoptr(AppointmentRow) row = appointment_table_get(database, call->target, error);
    if (!row || !rights_check(database, asker, RIGHT_APPOINTMENT_CHANGE, row->unit_id, error) ||
        !appointment_table_end(database, row->id, asker, error))
        return false;
    note_change(call, row);
    return true;
}

static void on_ended(Call *take_call) {
    const ChangeState *state = take_call->state;
    rights_news_changed(take_call->env, state->account_id);
    call_reply_no_content(take_call);
}

void handle_delete_appointment(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &CHANGE_STATE);
    call->action = "appointment.end";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_end, on_ended);
}
