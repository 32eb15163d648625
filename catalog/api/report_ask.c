#include "catalog/api/report_ask.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "catalog/api/member_reach.h"
#include "catalog/attendance/read_table.h"
#include "catalog/report/report.h"
#include "catalog/report/report_file.h"
#include "catalog/report/report_note.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/day.h"
#include "catalog/roster/unit_table.h"

#define DEFAULT_ROWS 100

void report_ask_clear(ReportAsk *ask) {
    g_free(ask->unit_id);
    g_free(ask->subject_id);
    g_free(ask->after);
    g_free(ask->roots);
    *ask = (ReportAsk){.kind = NULL};
}

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

static const char *said(const ReportAskSource *source, const char *name) {
    const char *text = source->get(source->user, name);
    return text && *text ? text : NULL;
}

typedef struct Bounds {
    unsigned least, most;
} Bounds;

static bool read_number(const ReportAskSource *source, const char *name, Bounds bounds,
                        unsigned *ret_number) {
    const char *text = said(source, name);
    guint64 number = 0;
    if (!text)
        return true;
    if (!g_ascii_string_to_unsigned(text, 10, bounds.least, bounds.most, &number, NULL))
        return false;
    *ret_number = (unsigned)number;
    return true;
}

static bool read_weights(const ReportAskSource *source, ReportWeights *weights) {
    const Bounds bounds = {0, REPORT_WEIGHT_MAX};
    return read_number(source, "weight_attended", bounds, &weights->attended) &&
           read_number(source, "weight_hours", bounds, &weights->hours) &&
           read_number(source, "weight_met", bounds, &weights->met) &&
           weights->attended + weights->hours + weights->met > 0;
}

static const char *read_subject(const ReportAskSource *source, ReportAsk *ask) {
    const char *name = SUBJECTS[ask->kind->about];
    const char *subject = name ? said(source, name) : NULL;
    if (name && (!subject || !id_is_uuid(subject)))
        return SUBJECT_FAULTS[ask->kind->about];
    ask->subject_id = g_strdup(subject);
    return NULL;
}

static const char *find_fault(const ReportAskSource *source, ReportAsk *ask) {
    const char *only = said(source, "only"), *draft = said(source, "draft");
    char today[DAY_TEXT_BYTES];
    day_today(today);
    unsigned year = (unsigned)atoi(today);
    ask->query = (ReportQuery){.weights = REPORT_WEIGHT_DEFAULT, .limit = DEFAULT_ROWS};
    ask->query.has_drafts = draft != NULL;
    ask->query.is_short_only = only && strcmp(only, "short") == 0;
    ask->unit_id = g_strdup(said(source, "unit"));
    ask->after = g_strdup(said(source, "after"));
    if (!read_number(source, "year", (Bounds){2000, 2999}, &year))
        return "'year' must be a year such as 2026.";
    if (!read_number(source, "limit", (Bounds){1, REPORT_PAGE_MAX_ROWS}, &ask->query.limit))
        return "'limit' must be a number within the list's bounds.";
    if (draft && strcmp(draft, "1") != 0)
        return "'draft' must be '1'.";
    if (!read_weights(source, &ask->query.weights))
        return "Weights must be numbers from 0 to 100, one of them more than 0.";
    if (ask->unit_id && !id_is_uuid(ask->unit_id))
        return "'unit' must be the id of a unit.";
    if (ask->after && !id_is_uuid(ask->after))
        return "'after' must be the id of a row.";
    if (only && !ask->query.is_short_only)
        return "'only' must be 'short'.";
    ask->query.year = (int)year;
    return read_subject(source, ask);
}

bool report_ask_read(const ReportAskSource *source, ReportAsk *ret_ask, GError **error) {
    *ret_ask = (ReportAsk){.kind = report_find(source->kind)};
    if (!ret_ask->kind) {
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "There is no report of this kind.");
        return false;
    }
    const char *fault = find_fault(source, ret_ask);
    ret_ask->query.subject_id = ret_ask->subject_id;
    ret_ask->query.after = ret_ask->after;
    if (fault)
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, fault);
    return fault == NULL;
}

static const char *get_parameter(const void *user, const char *name) {
    return g_hash_table_lookup((GHashTable *)user, name);
}

bool report_ask_parse(const char *text, const char *unit_id, ReportAsk *ret_ask, GError **error) {
    size_t length = strcspn(text, "?");
    g_autofree char *kind = g_strndup(text, length);
    const char *rest = text[length] ? text + length + 1 : "";
    g_autoptr(GHashTable) parameters =
        g_uri_parse_params(rest, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
    if (!parameters)
        parameters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (*unit_id)
        g_hash_table_replace(parameters, g_strdup("unit"), g_strdup(unit_id));
    else
        g_hash_table_remove(parameters, "unit");
    const ReportAskSource source = {kind, get_parameter, parameters};
    return report_ask_read(&source, ret_ask, error);
}

/* ---- who may ---- */

static bool open_units(Database *database, const Call *call, ReportAsk *ask, GError **error) {
    const char *asker = call->identity.account_id;
    g_auto(RightsReach) reach = {0};
    if (ask->unit_id) {
        ask->roots = g_strdup_printf("[\"%s\"]", ask->unit_id);
        return rights_check(database, asker, RIGHT_RECORD_SEE, ask->unit_id, error);
    }
    if (!rights_reach(database, asker, RIGHT_RECORD_SEE, &reach, error))
        return false;
    ask->roots = g_steal_pointer(&reach.json);
    return true;
}

bool report_ask_open(Database *database, const Call *call, ReportAsk *ask, GError **error) {
    if (ask->kind->about == REPORT_ABOUT_MEMBER &&
        !member_reach_any(database, call, RIGHT_RECORD_SEE, ask->subject_id, NULL, error))
        return false;
    g_clear_pointer(&ask->roots, g_free);
    if (!open_units(database, call, ask, error))
        return false;
    ask->query.roots_json = ask->roots;
    return true;
}

bool report_ask_note(Database *database, const Call *call, const ReportAsk *ask,
                     const ReportAskGiven *given, GError **error) {
    const char *asker = call->identity.account_id;
    if (!ask->kind->names_people)
        return true;
    if (ask->kind->about == REPORT_ABOUT_MEMBER)
        return read_table_note(database, asker, ask->subject_id, error);
    const ReportGiven note = {
        .kind = ask->kind,
        .reader_id = asker,
        .subject = ask->subject_id ? ask->subject_id : ask->unit_id,
        .roots_json = ask->roots,
        .year = ask->query.year,
        .form = given->form,
        .n_people = given->n_people,
    };
    return report_note(database, &note, error);
}

/* ---- files ---- */

bool report_ask_name(Database *database, const ReportAsk *ask, char **ret_name, GError **error) {
    *ret_name = NULL;
    if (ask->kind->name) {
        *ret_name = ask->kind->name(database, &ask->query, error);
        return *ret_name != NULL;
    }
    if (!ask->unit_id)
        return true;
    g_autoptr(UnitRow) unit = unit_table_get(database, ask->unit_id, error);
    *ret_name = unit ? g_strdup(unit->name) : NULL;
    return unit != NULL;
}

GBytes *report_ask_file(Database *database, const ReportAsk *ask, bool is_xlsx, GError **error) {
    ReportQuery query = ask->query;
    ReportFacts facts;
    g_autofree char *about = NULL;
    g_autofree char *note = ask->kind->note ? ask->kind->note(database, &query, error) : NULL;
    query.after = NULL;
    query.limit = 0;
    if ((ask->kind->note && !note) || !report_facts_load(database, &facts, error) ||
        !report_ask_name(database, ask, &about, error))
        return NULL;
    const ReportFile file = {.kind = ask->kind,
                             .query = &query,
                             .facts = &facts,
                             .about = about,
                             .note = note,
                             .format = is_xlsx ? SHEET_FORMAT_XLSX : SHEET_FORMAT_TEXT};
    return report_file_make(database, &file, error);
}

bool report_ask_people(Database *database, const ReportAsk *ask, int64_t *ret_people,
                       GError **error) {
    *ret_people = ask->kind->about == REPORT_ABOUT_MEMBER;
    if (!ask->kind->names_people || ask->kind->about == REPORT_ABOUT_MEMBER)
        return true;
    return report_file_count(database, ask->kind, &ask->query, ret_people, error);
}

char *report_ask_disposition(const ReportAsk *ask, bool is_xlsx) {
    char day[DAY_TEXT_BYTES];
    day_today(day);
    const char *extension = is_xlsx ? "xlsx" : "csv";
    g_autofree char *name =
        g_strdup_printf("%s-%d-%s.%s", ask->kind->title, ask->query.year, day, extension);
    g_autofree char *escaped = g_uri_escape_string(name, NULL, FALSE);
    return g_strdup_printf("attachment; filename=\"%s-%d-%s.%s\"; filename*=UTF-8''%s",
                           ask->kind->word, ask->query.year, day, extension, escaped);
}
