/* Duties of units: who owes what kind of meeting how often, and how they stand. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "catalog/api/attendance_call.h"
#include "catalog/api/attendance_handlers.h"
#include "catalog/api/wire.h"
#include "catalog/attendance/duty_status.h"
#include "catalog/roster/membership_table.h"

#define ID_CHARS (ID_TEXT_BYTES - 1)

/* ---- GET duties ---- */

typedef struct DutyJson {
    const char *id, *unit_id, *unit_name, *level_id, *level_name, *type_id, *type_name;
    int period;
    int64_t times;
    const char *from, *until, *made_at;
} DutyJson;

static const JsonTable DUTY_TABLE = {
    "duty", sizeof(DutyJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(DutyJson, id)},
        {"unit_id", JSON_STRING, offsetof(DutyJson, unit_id)},
        {"unit_name", JSON_STRING, offsetof(DutyJson, unit_name)},
        {"level_id", JSON_STRING, offsetof(DutyJson, level_id)},
        {"level_name", JSON_STRING, offsetof(DutyJson, level_name)},
        {"type_id", JSON_STRING, offsetof(DutyJson, type_id)},
        {"type_name", JSON_STRING, offsetof(DutyJson, type_name)},
        {"period", JSON_ENUM, offsetof(DutyJson, period), .words = DUTY_PERIOD_WORDS},
        {"times", JSON_INTEGER, offsetof(DutyJson, times)},
        {"from", JSON_STRING, offsetof(DutyJson, from)},
        {"until", JSON_STRING, offsetof(DutyJson, until)},
        {"made_at", JSON_STRING, offsetof(DutyJson, made_at)},
        {NULL, JSON_END},
    }};

static const char *or_null(const char *text) {
    return text && *text ? text : NULL;
}

static void append_duty(const DutyRow *row, GString *out) {
    g_autofree char *made_at = wire_time(row->made_at_us);
    const DutyJson json = {.id = row->id,
                           .unit_id = or_null(row->unit_id),
                           .unit_name = row->unit_name,
                           .level_id = or_null(row->level_id),
                           .level_name = row->level_name,
                           .type_id = row->type_id,
                           .type_name = row->type_name ? row->type_name : "",
                           .period = (int)row->period,
                           .times = row->times,
                           .from = row->from_day,
                           .until = or_null(row->until_day),
                           .made_at = made_at};
    json_table_append(&DUTY_TABLE, &json, out);
}

typedef struct PresetJson {
    const char *name, *type_id, *type_name;
    int period;
    int64_t times;
} PresetJson;

static const JsonTable PRESET_TABLE = {
    "preset", sizeof(PresetJson),
    (const JsonField[]){
        {"name", JSON_STRING, offsetof(PresetJson, name)},
        {"type_id", JSON_STRING, offsetof(PresetJson, type_id)},
        {"type_name", JSON_STRING, offsetof(PresetJson, type_name)},
        {"period", JSON_ENUM, offsetof(PresetJson, period), .words = DUTY_PERIOD_WORDS},
        {"times", JSON_INTEGER, offsetof(PresetJson, times)},
        {NULL, JSON_END},
    }};

static void append_presets(GString *out) {
    for (unsigned i = 0; i < DUTY_N_PRESETS; i++) {
        const DutyPreset *preset = &DUTY_PRESETS[i];
        const PresetJson json = {preset->word, or_null(preset->type_id), preset->type_name,
                                 (int)preset->period, preset->times};
        g_string_append(out, i > 0 ? "," : "");
        json_table_append(&PRESET_TABLE, &json, out);
    }
}

static bool run_list(Database *database, Call *call, GError **error) {
    g_autofree char *roots = NULL;
    if (!attendance_call_roots(database, call, RIGHT_DUTY_SEE, &roots, error))
        return false;
    g_autoptr(GPtrArray) rows = duty_table_list(database, roots, error);
    if (!rows)
        return false;
    GString *out = g_string_new("{\"presets\":[");
    append_presets(out);
    g_string_append(out, "],\"duties\":[");
    for (unsigned i = 0; i < rows->len; i++) {
        g_string_append(out, i > 0 ? "," : "");
        append_duty(rows->pdata[i], out);
    }
    g_string_append(out, "]}");
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_list_duties(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &ATTENDANCE_QUERY);
    if (attendance_call_read_query(call))
        call_read(call, run_list, call_reply_ok);
}

/* ---- POST duties, DELETE duties/{id} ---- */

typedef struct NewDuty {
    char *unit_id, *level_id, *type_id;
    int period;
    int64_t times;
    char *from, *until;
} NewDuty;

static const JsonTable NEW_TABLE = {
    "duty", sizeof(NewDuty),
    (const JsonField[]){
        {"unit_id", JSON_STRING, offsetof(NewDuty, unit_id), .max = ID_CHARS},
        {"level_id", JSON_STRING, offsetof(NewDuty, level_id), .max = ID_CHARS},
        {"type_id", JSON_STRING, offsetof(NewDuty, type_id), JSON_REQUIRED, 1, ID_CHARS},
        {"period", JSON_ENUM, offsetof(NewDuty, period), JSON_REQUIRED, .words = DUTY_PERIOD_WORDS},
        {"times", JSON_INTEGER, offsetof(NewDuty, times), JSON_REQUIRED, 1, DUTY_MAX_TIMES},
        {"from", JSON_STRING, offsetof(NewDuty, from), .max = DAY_TEXT_BYTES - 1},
        {"until", JSON_STRING, offsetof(NewDuty, until), .max = DAY_TEXT_BYTES - 1},
        {NULL, JSON_END},
    }};

/* Owed from the beginning of this year on, unless said otherwise. */
static void put_from(const NewDuty *input, char ret_day[DAY_TEXT_BYTES]) {
    day_today(ret_day);
    memcpy(ret_day + strlen("2026-"), "01-01", strlen("01-01"));
    if (input->from && *input->from)
        g_strlcpy(ret_day, input->from, DAY_TEXT_BYTES);
}

static bool run_insert(Database *database, Call *call, GError **error) {
    const NewDuty *input = call->input;
    DutyRow row = {.period = (DutyPeriod)input->period, .times = input->times};
    g_strlcpy(row.unit_id, input->unit_id ? input->unit_id : "", sizeof row.unit_id);
    g_strlcpy(row.level_id, input->level_id ? input->level_id : "", sizeof row.level_id);
    g_strlcpy(row.type_id, input->type_id, sizeof row.type_id);
    g_strlcpy(row.until_day, input->until ? input->until : "", sizeof row.until_day);
    g_strlcpy(row.made_by, call->identity.account_id, sizeof row.made_by);
    put_from(input, row.from_day);
    if (!rights_check(database, call->identity.account_id, RIGHT_DUTY_CHANGE, row.unit_id, error) ||
        !duty_table_insert(database, &row, error))
        return false;
    g_autoptr(DutyRow) stored = duty_table_get(database, row.id, error);
    if (!stored)
        return false;
    call->target = g_strdup(row.id);
    GString *out = g_string_new(NULL);
    append_duty(stored, out);
    call->json = g_string_free(out, FALSE);
    return true;
}

void handle_post_duty(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &NEW_TABLE, NULL);
    if (!call)
        return;
    call->action = "duty.create";
    call->detail = json_table_write(&NEW_TABLE, call->input);
    call_write(call, run_insert, call_reply_created);
}

static bool run_end(Database *database, Call *call, GError **error) {
    char today[DAY_TEXT_BYTES];
    g_autoptr(DutyRow) row = duty_table_get(database, call->target, error);
    if (!row)
        return attendance_call_absent(error);
    day_today(today);
    return rights_check(database, call->identity.account_id, RIGHT_DUTY_CHANGE, row->unit_id,
                        error) &&
           duty_table_end(database, row->id, today, error);
}

void handle_delete_duty(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    call->action = "duty.end";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_end, call_reply_no_content);
}

/* ---- GET duties/status ---- */

typedef struct CellJson {
    const char *from, *until;
    int64_t held;
    int standing;
} CellJson;

static const JsonTable CELL_TABLE = {
    "period", sizeof(CellJson),
    (const JsonField[]){
        {"from", JSON_STRING, offsetof(CellJson, from)},
        {"until", JSON_STRING, offsetof(CellJson, until)},
        {"held", JSON_INTEGER, offsetof(CellJson, held)},
        {"standing", JSON_ENUM, offsetof(CellJson, standing), .words = DUTY_STANDING_WORDS},
        {NULL, JSON_END},
    }};

typedef struct StatusJson {
    const char *duty_id, *unit_id, *unit_name, *type_id, *type_name;
    int period;
    int64_t times;
    GPtrArray *periods;
} StatusJson;

static const JsonTable STATUS_TABLE = {
    "status", sizeof(StatusJson),
    (const JsonField[]){
        {"duty_id", JSON_STRING, offsetof(StatusJson, duty_id)},
        {"unit_id", JSON_STRING, offsetof(StatusJson, unit_id)},
        {"unit_name", JSON_STRING, offsetof(StatusJson, unit_name)},
        {"type_id", JSON_STRING, offsetof(StatusJson, type_id)},
        {"type_name", JSON_STRING, offsetof(StatusJson, type_name)},
        {"period", JSON_ENUM, offsetof(StatusJson, period), .words = DUTY_PERIOD_WORDS},
        {"times", JSON_INTEGER, offsetof(StatusJson, times)},
        {"periods", JSON_OBJECTS, offsetof(StatusJson, periods), .table = &CELL_TABLE},
        {NULL, JSON_END},
    }};

static void append_status(const DutyStatusRow *row, GString *out) {
    CellJson cells[DUTY_MAX_SPANS];
    g_autoptr(GPtrArray) periods = g_ptr_array_new();
    for (unsigned i = 0; i < row->n_cells; i++) {
        const DutyCell *cell = &row->cells[i];
        cells[i] =
            (CellJson){cell->span.from_day, cell->span.until_day, cell->held, (int)cell->standing};
        g_ptr_array_add(periods, &cells[i]);
    }
    const StatusJson json = {row->duty_id,
                             row->unit_id,
                             row->unit_name,
                             row->type_id,
                             row->type_name ? row->type_name : "",
                             (int)row->period,
                             row->times,
                             periods};
    json_table_append(&STATUS_TABLE, &json, out);
}

typedef struct StatusState {
    AttendanceQuery query; /* first: attendance_call_read_query() fills it */
    char today[DAY_TEXT_BYTES];
    unsigned skip;
} StatusState;

static void clear_status(void *data) {
    ATTENDANCE_QUERY.clear(data);
}

static const CallState STATUS_STATE = {sizeof(StatusState), clear_status};

static bool answer_status(Database *database, Call *call, const DutyStatusQuery *query,
                          GError **error) {
    g_autoptr(GPtrArray) rows = duty_status_list(database, query, error);
    if (!rows)
        return false;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        g_string_append(out, i > 0 ? "," : "");
        append_status(rows->pdata[i], out);
    }
    g_string_append_c(out, ']');
    call->json = g_string_free(out, FALSE);
    return true;
}

static DutyStatusQuery query_of(const StatusState *state) {
    return (DutyStatusQuery){.year = state->query.year ? state->query.year : atoi(state->today),
                             .today = state->today,
                             .standing = state->query.state,
                             .skip = state->skip,
                             .limit = state->query.limit};
}

static bool run_status(Database *database, Call *call, GError **error) {
    DutyStatusQuery query = query_of(call->state);
    g_autofree char *roots = NULL;
    if (!attendance_call_roots(database, call, RIGHT_DUTY_SEE, &roots, error))
        return false;
    query.roots_json = roots;
    return answer_status(database, call, &query, error);
}

void handle_get_duty_status(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATUS_STATE);
    StatusState *state = call->state;
    const char *skip = api_request_query(request, "skip");
    guint64 number = 0;
    if (!attendance_call_read_query(call))
        return;
    if ((skip && !g_ascii_string_to_unsigned(skip, 10, 0, 10000000, &number, NULL)) ||
        (state->query.state && !g_strv_contains(DUTY_STANDING_WORDS, state->query.state))) {
        call_fail_literal(call, ERROR_INVALID,
                          "'skip' must be a number, 'state' done, coming, due or overdue.");
        return;
    }
    state->skip = (unsigned)number;
    day_today(state->today);
    call_read(call, run_status, call_reply_ok);
}

/* ---- GET me/duties ---- */

/* The units of one's open memberships, as a JSON array. */
static char *own_units(Database *database, const char *member_id, GError **error) {
    g_autoptr(GPtrArray) rows = membership_table_list(database, member_id, error);
    if (!rows)
        return NULL;
    GString *out = g_string_new("[");
    for (unsigned i = 0; i < rows->len; i++) {
        const MembershipRow *row = rows->pdata[i];
        if (row->until_day[0] == '\0')
            g_string_append_printf(out, "%s\"%s\"", out->len > 1 ? "," : "", row->unit_id);
    }
    g_string_append_c(out, ']');
    return g_string_free(out, FALSE);
}

static bool run_own(Database *database, Call *call, GError **error) {
    StatusState *state = call->state;
    char member_id[ID_TEXT_BYTES];
    day_today(state->today);
    DutyStatusQuery query = query_of(state);
    if (!attendance_call_member(database, call, member_id, error))
        return false;
    g_autofree char *units = own_units(database, member_id, error);
    query.roots_json = units;
    query.is_exact = true;
    return units && answer_status(database, call, &query, error);
}

void handle_list_own_duties(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATUS_STATE);
    StatusState *state = call->state;
    if (!attendance_call_read_query(call))
        return;
    g_clear_pointer(&state->query.state, g_free);
    call_read(call, run_own, call_reply_ok);
}
