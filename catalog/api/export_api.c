/* Exports of the roster and of reports. Few people without their numbers are given at once;
 * everything else waits until somebody else has allowed it, and is given once, to who asked. */
#include <string.h>

#include "base/error.h"
#include "catalog/api/call.h"
#include "catalog/api/export_json.h"
#include "catalog/api/export_report.h"
#include "catalog/api/handlers.h"
#include "catalog/intake/export_sheet.h"
#include "catalog/report/report_types.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/day.h"
#include "catalog/roster/export_table.h"
#include "catalog/roster/unit_table.h"
#include "catalog/sheet/sheet_writer.h"

#define ALONE_MAX_PEOPLE 200 /* more are a bulk export */
#define REASON_MAX_CHARS 200

typedef struct State {
    ExportRow *row; /* owned */
    GStrv audience; /* owned: who is told */
    GBytes *file;   /* owned */
    unsigned n_rows;
} State;

static void clear_state(void *data) {
    State *state = data;
    export_row_free(state->row);
    g_strfreev(state->audience);
    g_clear_pointer(&state->file, g_bytes_unref);
}

static const CallState STATE = {sizeof(State), clear_state};

static bool may(Database *database, const Call *call, RightId right, const char *unit_id,
                GError **error) {
    return rights_check(database, call->identity.account_id, right, unit_id, error);
}

/* Who asks, and who takes: for this part of the tree, with numbers only who may see them. */
static bool may_have(Database *database, const Call *call, const ExportRow *row, GError **error) {
    g_autoptr(GError) refusal = NULL;
    if (!may(database, call, RIGHT_EXPORT_ASK, row->unit_id, error))
        return false;
    if (!row->with_numbers || may(database, call, RIGHT_MEMBER_NUMBERS, row->unit_id, &refusal))
        return true;
    if (error_code(refusal) == ERROR_NOT_FOUND)
        g_set_error_literal(error, BASE_ERROR, ERROR_FORBIDDEN,
                            "cannot export telephone and identity numbers: you may not see them");
    else
        g_propagate_error(error, g_steal_pointer(&refusal));
    return false;
}

static SheetFormat format_of(const ExportRow *row) {
    return row->is_xlsx ? SHEET_FORMAT_XLSX : SHEET_FORMAT_TEXT;
}

static ExportSheetQuery query_of(const ExportRow *row) {
    return (ExportSheetQuery){.unit_id = row->unit_id,
                              .is_units = row->is_units,
                              .with_numbers = row->with_numbers,
                              .format = format_of(row)};
}

static bool is_alone(const ExportRow *row, int64_t n_rows) {
    if (row->report)
        return n_rows <= REPORT_MAX_ALONE;
    return row->is_units || (!row->with_numbers && n_rows <= ALONE_MAX_PEOPLE);
}

static const char *word_of(const ExportRow *row) {
    return row->report ? "report" : row->is_units ? "units" : "members";
}

/* The audit's detail: what it was, never a text of the asker's. */
static char *detail_of(const ExportRow *row, int64_t n_rows, const char *more) {
    return g_strdup_printf("{\"kind\":\"%s\",\"unit_id\":\"%s\",\"with_numbers\":%s,"
                           "\"rows\":%" G_GINT64_FORMAT "%s}",
                           word_of(row), row->unit_id, row->with_numbers ? "true" : "false", n_rows,
                           more);
}

static void tell(const Call *call, const char *kind) {
    const State *state = call->state;
    if (call->env->on_news && state->audience && state->audience[0])
        call->env->on_news((const char *const *)state->audience, kind, state->row->id,
                           call->env->on_news_user);
}

/* ---- GET exports ---- */

static bool run_list(Database *database, Call *call, GError **error) {
    const char *account_id = call->identity.account_id;
    g_auto(RightsReach) reach = {0};
    if (!rights_reach(database, account_id, RIGHT_EXPORT_DECIDE, &reach, error))
        return false;
    g_autoptr(GPtrArray) rows = export_table_list(database, account_id, reach.json, error);
    if (!rows)
        return false;
    call->json = export_json_list(rows, account_id);
    return true;
}

void handle_list_exports(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_list, call_reply_ok);
}

/* ---- POST exports ---- */

typedef struct Asked {
    int kind, format;
    char *unit_id, *reason, *report;
    bool with_numbers;
} Asked;

enum { ASKED_UNITS, ASKED_MEMBERS, ASKED_REPORT };
static const char *const KIND_WORDS[] = {"units", "members", "report", NULL};
static const char *const FORMAT_WORDS[] = {"csv", "xlsx", NULL};

static const JsonField ASKED_FIELDS[] = {
    {"kind", JSON_ENUM, offsetof(Asked, kind), JSON_REQUIRED, .words = KIND_WORDS},
    {"unit_id", JSON_STRING, offsetof(Asked, unit_id), .max = ID_TEXT_BYTES - 1},
    {"format", JSON_ENUM, offsetof(Asked, format), JSON_REQUIRED, .words = FORMAT_WORDS},
    {"with_numbers", JSON_BOOL, offsetof(Asked, with_numbers), JSON_REQUIRED},
    {"reason", JSON_STRING, offsetof(Asked, reason), .max = REASON_MAX_CHARS},
    {"report", JSON_STRING, offsetof(Asked, report), .max = REPORT_ASK_MAX_CHARS},
    {NULL, JSON_END},
};
static const JsonTable ASKED_TABLE = {"export", sizeof(Asked), ASKED_FIELDS};

static bool answer(Database *database, Call *call, const char *id, GError **error) {
    State *state = call->state;
    g_clear_pointer(&state->row, export_row_free);
    state->row = export_table_get(database, id, error);
    call->json = state->row ? export_json(state->row, call->identity.account_id) : NULL;
    return call->json != NULL;
}

static bool find_deciders(Database *database, Call *call, const ExportRow *row, GError **error) {
    State *state = call->state;
    state->audience = export_table_deciders(database, row->asked_by, RIGHT_EXPORT_DECIDE_ROLES,
                                            row->unit_id, error);
    if (!state->audience)
        return false;
    if (state->audience[0])
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "cannot ask for this export: there is nobody else who could allow it; "
                        "appoint an auditor first");
    return false;
}

static bool unit_is_there(Database *database, const char *unit_id, GError **error) {
    g_autoptr(UnitRow) unit = *unit_id ? unit_table_get(database, unit_id, error) : NULL;
    return unit || !*unit_id;
}

static bool count_rows(Database *database, const Call *call, ExportRow *row, GError **error) {
    ExportSheetQuery query = query_of(row);
    return row->report ? export_report_count(database, call, row, &row->n_rows, error)
                       : export_sheet_count(database, &query, &row->n_rows, error);
}

static bool run_ask(Database *database, Call *call, GError **error) {
    const Asked *asked = call->input;
    ExportRow row = {.is_units = asked->kind == ASKED_UNITS,
                     .report = asked->kind == ASKED_REPORT ? asked->report : NULL,
                     .is_xlsx = asked->format == 1,
                     .with_numbers = asked->with_numbers,
                     .reason = asked->reason && *asked->reason ? asked->reason : NULL};
    g_strlcpy(row.unit_id, asked->unit_id ? asked->unit_id : "", sizeof row.unit_id);
    g_strlcpy(row.asked_by, call->identity.account_id, sizeof row.asked_by);
    if (!may_have(database, call, &row, error) || !unit_is_there(database, row.unit_id, error) ||
        !count_rows(database, call, &row, error))
        return false;
    row.state = is_alone(&row, row.n_rows) ? EXPORT_READY : EXPORT_WAITING;
    if ((row.state == EXPORT_WAITING && !find_deciders(database, call, &row, error)) ||
        !export_table_insert(database, &row, error))
        return false;
    call->target = g_strdup(row.id);
    call->detail = detail_of(&row, row.n_rows, "");
    return answer(database, call, row.id, error);
}

static void on_asked(Call *take_call) {
    tell(take_call, "export.asked");
    call_reply_created(take_call);
}

void handle_post_export(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &ASKED_TABLE, &STATE);
    if (!call)
        return;
    const Asked *asked = call->input;
    if (asked->unit_id && *asked->unit_id && !id_is_uuid(asked->unit_id)) {
        call_fail_literal(call, ERROR_INVALID, "'unit_id' must be the id of a unit.");
        return;
    }
    if (asked->kind == ASKED_REPORT && (asked->with_numbers || !asked->report)) {
        call_fail_literal(call, ERROR_INVALID,
                          "A report is named in 'report' and has no numbers of people.");
        return;
    }
    if (asked->kind == ASKED_UNITS && asked->with_numbers) {
        call_fail_literal(call, ERROR_INVALID, "Units have no numbers of people.");
        return;
    }
    call->action = "export.ask";
    call_write(call, run_ask, on_asked);
}

/* ---- POST exports/{id}/decision ---- */

typedef struct Decision {
    bool allow;
} Decision;

static const JsonField DECISION_FIELDS[] = {
    {"allow", JSON_BOOL, offsetof(Decision, allow), JSON_REQUIRED},
    {NULL, JSON_END},
};
static const JsonTable DECISION_TABLE = {"decision", sizeof(Decision), DECISION_FIELDS};

/* One that is out of reach is answered in the words for one that is not there. */
static ExportRow *find_within_reach(Database *database, Call *call, GError **error) {
    g_autoptr(GError) own_error = NULL;
    g_autoptr(ExportRow) row = export_table_get(database, call->target, &own_error);
    if (row && may(database, call, RIGHT_EXPORT_DECIDE, row->unit_id, error))
        return g_steal_pointer(&row);
    if (g_error_matches(own_error, BASE_ERROR, ERROR_NOT_FOUND))
        rights_not_found(error);
    else if (own_error)
        g_propagate_error(error, g_steal_pointer(&own_error));
    return NULL;
}

static bool run_decide(Database *database, Call *call, GError **error) {
    const Decision *decision = call->input;
    State *state = call->state;
    g_autoptr(ExportRow) row = find_within_reach(database, call, error);
    if (!row)
        return false;
    if (g_str_equal(row->asked_by, call->identity.account_id)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_FORBIDDEN,
                            "cannot decide this export: you asked for it; somebody else must "
                            "allow it");
        return false;
    }
    if (!export_table_decide(database, row->id, call->identity.account_id, decision->allow, error))
        return false;
    state->audience = g_strdupv((char *[]){row->asked_by, NULL});
    call->detail =
        detail_of(row, row->n_rows, decision->allow ? ",\"allow\":true" : ",\"allow\":false");
    return answer(database, call, row->id, error);
}

static void on_decided(Call *take_call) {
    tell(take_call, "export.decided");
    call_reply_ok(take_call);
}

void handle_post_export_decision(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &DECISION_TABLE, &STATE);
    if (!call)
        return;
    call->action = "export.decide";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_write(call, run_decide, on_decided);
}

/* ---- GET exports/{id}/file ---- */

/* What has grown since it was asked for is a bulk export now. */
static bool check_still_alone(const ExportRow *row, unsigned n_rows, GError **error) {
    if (*row->decided_by || is_alone(row, n_rows))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot take this export: it has %u people by now; ask for it again", n_rows);
    return false;
}

static bool make_file(Database *database, Call *call, const ExportRow *row, GError **error) {
    State *state = call->state;
    g_auto(RightsReach) reach = {0};
    if (!rights_reach(database, call->identity.account_id, RIGHT_EXPORT_ASK, &reach, error))
        return false;
    if (row->report) {
        state->file = export_report_make(database, call, row, &state->n_rows, error);
        return state->file && check_still_alone(row, state->n_rows, error);
    }
    ExportSheetQuery query = query_of(row);
    query.roots = (const char *const *)reach.roots;
    state->file = export_sheet_make(database, &query, store_field_crypto(call->env->store),
                                    &state->n_rows, error);
    return state->file && check_still_alone(row, state->n_rows, error);
}

static bool run_make(Database *database, Call *call, GError **error) {
    State *state = call->state;
    g_autoptr(ExportRow) row = export_table_get(database, call->target, error);
    if (!row)
        return false;
    if (!g_str_equal(row->asked_by, call->identity.account_id)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find this export");
        return false;
    }
    if (!export_table_check_ready(row, error) || !may_have(database, call, row, error) ||
        !make_file(database, call, row, error))
        return false;
    call->detail = detail_of(row, state->n_rows, "");
    state->row = g_steal_pointer(&row);
    return true;
}

static bool run_take(Database *database, Call *call, GError **error) {
    const State *state = call->state;
    const ExportRow *row = state->row;
    return may_have(database, call, row, error) &&
           (!row->report || export_report_note(database, call, row, state->n_rows, error)) &&
           export_table_take(database, row->id, error);
}

/* RFC 6266 section 4.3 with the name in UTF-8 by RFC 8187, and one in ASCII for the others. */
static char *disposition_of(const ExportRow *row, SheetFormat format) {
    char day[DAY_TEXT_BYTES];
    day_today(day);
    const char *extension = sheet_writer_extension(format);
    g_autofree char *name =
        g_strdup_printf("%s-%s-%s.%s", row->is_units ? "组织" : "人员",
                        row->unit_name ? row->unit_name : "全部", day, extension);
    g_strdelimit(name, "/\\:*?\"<>|", '_');
    g_autofree char *escaped = g_uri_escape_string(name, NULL, FALSE);
    return g_strdup_printf("attachment; filename=\"%s-%s.%s\"; filename*=UTF-8''%s",
                           row->is_units ? "units" : "members", day, extension, escaped);
}

static void on_taken(Call *take_call) {
    const State *state = take_call->state;
    SheetFormat format = format_of(state->row);
    g_autofree char *disposition = state->row->report ? export_report_disposition(state->row)
                                                      : disposition_of(state->row, format);
    api_reply_add_field(take_call->request, "Content-Disposition", disposition);
    api_reply_bytes(take_call->request, 200, sheet_writer_media_type(format), state->file);
    call_free(take_call);
}

/* Made first, given only once its taking and the audit's entry are on the disk. HEAD gives nothing,
 * so it takes nothing. */
static void on_made(Call *take_call) {
    if (g_str_equal(api_request_method(take_call->request), "HEAD"))
        on_taken(take_call);
    else
        call_write(take_call, run_take, on_taken);
}

void handle_get_export_file(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, &STATE);
    call->action = "export.take";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_read(call, run_make, on_made);
}
