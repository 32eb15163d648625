#include "catalog/api/report_call.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "catalog/api/member_reach.h"
#include "catalog/attendance/read_table.h"
#include "catalog/report/report.h"
#include "catalog/report/report_note.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/day.h"

#define DEFAULT_ROWS 100

static void clear_state(void *data) {
    ReportCall *state = data;
    g_free(state->unit_id);
    g_free(state->subject_id);
    g_free(state->after);
    g_free(state->roots);
    g_clear_pointer(&state->file, g_bytes_unref);
}

const CallState REPORT_CALL = {sizeof(ReportCall), clear_state};

/* ---- reading ---- */

/* The query's name of what a kind is about. */
static const char *const SUBJECTS[] = {
    [REPORT_ABOUT_UNITS] = NULL,
    [REPORT_ABOUT_REGISTER] = "register",
    [REPORT_ABOUT_COURSE] = "course",
    [REPORT_ABOUT_MEMBER] = "member",
};

static const char *const SUBJECT_FAULTS[] = {
    [REPORT_ABOUT_REGISTER] = "'register' must be the id of a register.",
    [REPORT_ABOUT_COURSE] = "'course' must be the id of a course.",
    [REPORT_ABOUT_MEMBER] = "'member' must be the id of a member.",
};

static const char *query_of(const Call *call, const char *name) {
    const char *text = api_request_query(call->request, name);
    return text && *text ? text : NULL;
}

static bool read_number(const Call *call, const char *name, unsigned least, unsigned most,
                        unsigned *ret_number) {
    const char *text = query_of(call, name);
    guint64 number = 0;
    if (!text)
        return true;
    if (!g_ascii_string_to_unsigned(text, 10, least, most, &number, NULL))
        return false;
    *ret_number = (unsigned)number;
    return true;
}

static bool read_weights(const Call *call, ReportWeights *weights) {
    return read_number(call, "weight_attended", 0, REPORT_WEIGHT_MAX, &weights->attended) &&
           read_number(call, "weight_hours", 0, REPORT_WEIGHT_MAX, &weights->hours) &&
           read_number(call, "weight_met", 0, REPORT_WEIGHT_MAX, &weights->met) &&
           weights->attended + weights->hours + weights->met > 0;
}

static const char *read_subject(const Call *call, ReportCall *state) {
    const char *name = SUBJECTS[state->kind->about];
    const char *subject = name ? query_of(call, name) : NULL;
    if (name && (!subject || !id_is_uuid(subject)))
        return SUBJECT_FAULTS[state->kind->about];
    state->subject_id = g_strdup(subject);
    return NULL;
}

static const char *find_fault(const Call *call, ReportCall *state) {
    const char *only = query_of(call, "only");
    char today[DAY_TEXT_BYTES];
    day_today(today);
    unsigned year = (unsigned)atoi(today);
    state->query = (ReportQuery){.weights = REPORT_WEIGHT_DEFAULT, .limit = DEFAULT_ROWS};
    state->query.is_short_only = only && strcmp(only, "short") == 0;
    state->unit_id = g_strdup(query_of(call, "unit"));
    state->after = g_strdup(query_of(call, "after"));
    if (!read_number(call, "year", 2000, 2999, &year))
        return "'year' must be a year such as 2026.";
    if (!read_number(call, "limit", 1, REPORT_PAGE_MAX_ROWS, &state->query.limit))
        return "'limit' must be a number within the list's bounds.";
    if (!read_weights(call, &state->query.weights))
        return "Weights must be numbers from 0 to 100, one of them more than 0.";
    if (state->unit_id && !id_is_uuid(state->unit_id))
        return "'unit' must be the id of a unit.";
    if (state->after && !id_is_uuid(state->after))
        return "'after' must be the id of a row.";
    if (only && !state->query.is_short_only)
        return "'only' must be 'short'.";
    state->query.year = (int)year;
    return read_subject(call, state);
}

bool report_call_read(Call *take_call) {
    ReportCall *state = take_call->state;
    state->kind = report_find(api_request_segment(take_call->request, "kind"));
    if (!state->kind) {
        call_fail_literal(take_call, ERROR_NOT_FOUND, "There is no report of this kind.");
        return false;
    }
    const char *fault = find_fault(take_call, state);
    if (fault) {
        call_fail_literal(take_call, ERROR_INVALID, fault);
        return false;
    }
    state->form = "screen";
    state->query.subject_id = state->subject_id;
    state->query.after = state->after;
    take_call->action = "record.see";
    take_call->target = g_strdup(state->subject_id ? state->subject_id : state->unit_id);
    return true;
}

/* ---- who may ---- */

static bool open_units(Database *database, Call *call, GError **error) {
    ReportCall *state = call->state;
    const char *asker = call->identity.account_id;
    g_auto(RightsReach) reach = {0};
    if (state->unit_id) {
        state->roots = g_strdup_printf("[\"%s\"]", state->unit_id);
        return rights_check(database, asker, RIGHT_RECORD_SEE, state->unit_id, error);
    }
    if (!rights_reach(database, asker, RIGHT_RECORD_SEE, &reach, error))
        return false;
    state->roots = g_steal_pointer(&reach.json);
    return true;
}

bool report_call_open(Database *database, Call *call, GError **error) {
    ReportCall *state = call->state;
    if (state->kind->about == REPORT_ABOUT_MEMBER &&
        !member_reach_any(database, call, RIGHT_RECORD_SEE, state->subject_id, NULL, error))
        return false;
    if (!open_units(database, call, error))
        return false;
    state->query.roots_json = state->roots;
    return true;
}

bool report_call_note(Database *database, Call *call, GError **error) {
    const ReportCall *state = call->state;
    const char *asker = call->identity.account_id;
    if (!state->kind->names_people)
        return true;
    if (state->kind->about == REPORT_ABOUT_MEMBER)
        return read_table_note(database, asker, state->subject_id, error);
    const ReportGiven given = {
        .kind = state->kind,
        .reader_id = asker,
        .subject = state->subject_id ? state->subject_id : state->unit_id,
        .year = state->query.year,
        .form = state->form,
        .n_people = state->n_people,
    };
    return report_note(database, &given, error);
}
