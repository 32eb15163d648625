#include "catalog/attendance/policy_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/store/field_text.h"
#include "catalog/store/word_index.h"

#define ATTEMPT          "cannot use this policy"
#define DAY_MS           INT64_C(86400000)
#define MAX_YEARLY_MILLI INT64_C(8784000) /* hours of a year */

const char *const POLICY_KINDS[] = {"meeting", "study", "lesson", NULL};
const char *const POLICY_COUNTS_WORDS[] = {"coverage", "presence", NULL};
G_STATIC_ASSERT(G_N_ELEMENTS(POLICY_COUNTS_WORDS) == CREDIT_N_COUNTS + 1);

#define COLUMNS                                                                                    \
    "policy.id, version, policy.unit_id, kind, from_year, preset, max_rate, replay_weight,"        \
    " offline_weight, present_at, absent_below, late_after_ms, left_before_ms, least_ms, cap_ms,"  \
    " counts, hour_ms, yearly_hours, yearly_hours_lead, reason, made_by, made_name, made_at_us,"   \
    " ifnull(leaf, -1)"

void policy_row_free(PolicyRow *row) {
    if (!row)
        return;
    g_free(row->preset);
    g_free(row->reason);
    g_free(row->made_name);
    g_free(row->unit_name);
    g_free(row);
}

/* ---- reading ---- */

static CreditPolicy read_credit(Statement *statement) {
    return (CreditPolicy){
        .max_rate_milli = statement_int64(statement, 6),
        .replay_weight_milli = statement_int64(statement, 7),
        .offline_weight_milli = statement_int64(statement, 8),
        .present_at_milli = statement_int64(statement, 9),
        .absent_below_milli = statement_int64(statement, 10),
        .late_after_ms = statement_int64(statement, 11),
        .left_before_ms = statement_int64(statement, 12),
        .least_ms = statement_int64(statement, 13),
        .cap_ms = statement_int64(statement, 14),
        .counts =
            (CreditCounts)MAX(0, word_index_of(POLICY_COUNTS_WORDS, statement_text(statement, 15))),
        .hour_ms = statement_int64(statement, 16),
    };
}

static void *read_row(Statement *statement) {
    PolicyRow *row = g_new0(PolicyRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    row->version = statement_int64(statement, 1);
    statement_copy_text(statement, 2, row->unit_id, sizeof row->unit_id);
    statement_copy_text(statement, 3, row->kind, sizeof row->kind);
    row->from_year = (int)statement_int64(statement, 4);
    row->preset = statement_dup_text(statement, 5);
    row->credit = read_credit(statement);
    row->yearly_hours_milli = statement_int64(statement, 17);
    row->yearly_hours_lead_milli = statement_int64(statement, 18);
    row->reason = statement_dup_text(statement, 19);
    statement_copy_text(statement, 20, row->made_by, sizeof row->made_by);
    row->made_name = statement_dup_text(statement, 21);
    row->made_at_us = statement_int64(statement, 22);
    row->leaf = statement_int64(statement, 23);
    return row;
}

static void *read_listed(Statement *statement) {
    PolicyRow *row = read_row(statement);
    row->unit_name = statement_dup_text(statement, 24);
    return row;
}

static bool check_kind(const char *kind, GError **error) {
    if (word_index_of(POLICY_KINDS, kind) >= 0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        ATTEMPT ": it is for meetings, study sessions or lessons");
    return false;
}

static const char *or_null(const char *text) {
    return text && *text ? text : NULL;
}

bool policy_table_find(Database *database, const char *kind, const char *unit_id, int year,
                       PolicyRow **ret_row, GError **error) {
    database_assert_current(database);
    *ret_row = NULL;
    if (!check_kind(kind, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE up (id, depth) AS (SELECT ?2, 0 UNION ALL"
        " SELECT unit.parent_id, depth + 1 FROM unit JOIN up ON unit.id = up.id"
        " WHERE unit.parent_id NOT NULL)"
        " SELECT " COLUMNS " FROM policy LEFT JOIN up ON up.id = policy.unit_id"
        " WHERE kind = ?1 AND from_year <= ?3 AND (policy.unit_id IS NULL OR up.id NOT NULL)"
        " ORDER BY policy.unit_id IS NULL, depth, from_year DESC, version DESC LIMIT 1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, kind);
    statement_bind_text(statement, 2, or_null(unit_id));
    statement_bind_int64(statement, 3, MAX(year, POLICY_FIRST_YEAR));
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_row = read_row(statement);
    else if (step == STATEMENT_DONE)
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "there is no policy for the kind '%s'", kind);
    return *ret_row != NULL;
}

PolicyRow *policy_table_get(Database *database, const char *id, int64_t version, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT " COLUMNS " FROM policy WHERE id = ?1 AND version = ?2", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, version);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find this policy");
    return step == STATEMENT_ROW ? read_row(statement) : NULL;
}

#define LIST_SQL                                                                                   \
    "SELECT " COLUMNS ", unit.name FROM policy LEFT JOIN unit ON unit.id = policy.unit_id"         \
    " WHERE (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR policy.id = ?3)"                          \
    " AND (?4 = 0 OR leaf IS NULL) "
#define LIST_ORDER " ORDER BY kind, policy.unit_id NOT NULL, unit.name, policy.id, version DESC"

GPtrArray *policy_table_list(Database *database, const PolicyQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        query->roots_json
            ? database_prepare(
                  database,
                  "WITH RECURSIVE below (id) AS (SELECT value FROM json_each(?1)"
                  " UNION SELECT unit.id FROM unit JOIN below ON unit.parent_id = below.id),"
                  " above (id) AS (SELECT value FROM json_each(?1)"
                  " UNION SELECT unit.parent_id FROM unit JOIN above ON unit.id = above.id"
                  " WHERE unit.parent_id NOT NULL) " LIST_SQL
                  " AND (policy.unit_id IS NULL OR policy.unit_id IN (SELECT id FROM below)"
                  " OR policy.unit_id IN (SELECT id FROM above))" LIST_ORDER,
                  error)
            : database_prepare(database, LIST_SQL LIST_ORDER, error);
    if (!statement)
        return NULL;
    if (query->roots_json)
        statement_bind_text(statement, 1, query->roots_json);
    statement_bind_text(statement, 2, query->kind);
    statement_bind_text(statement, 3, query->id);
    statement_bind_int64(statement, 4, query->is_unsealed);
    return statement_rows(statement, read_listed, (GDestroyNotify)policy_row_free, error);
}

/* ---- rules ---- */

typedef struct Bound {
    const char *name; /* docs/attendance.md */
    int64_t value, least, most;
} Bound;

bool policy_table_check(const PolicyRow *row, GError **error) {
    const CreditPolicy *credit = &row->credit;
    const int64_t yearly = strcmp(row->kind, "study") == 0 ? MAX_YEARLY_MILLI : 0;
    const Bound bounds[] = {
        {"from_year", row->from_year, POLICY_FIRST_YEAR, POLICY_LAST_YEAR},
        {"max_rate", credit->max_rate_milli, 1000, 4000},
        {"replay_weight", credit->replay_weight_milli, 0, 1000},
        {"offline_weight", credit->offline_weight_milli, 0, 1000},
        {"present_at", credit->present_at_milli, 0, 1000},
        {"absent_below", credit->absent_below_milli, 0, credit->present_at_milli},
        {"late_after", credit->late_after_ms, 0, DAY_MS},
        {"left_before", credit->left_before_ms, 0, DAY_MS},
        {"least", credit->least_ms, 0, DAY_MS},
        {"cap", credit->cap_ms, 0, DAY_MS},
        {"hour", credit->hour_ms, 60000, DAY_MS},
        {"yearly_hours", row->yearly_hours_milli, 0, yearly},
        {"yearly_hours_lead", row->yearly_hours_lead_milli, 0, yearly},
    };
    if (!check_kind(row->kind, error))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(bounds); i++) {
        if (bounds[i].value >= bounds[i].least && bounds[i].value <= bounds[i].most)
            continue;
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    ATTEMPT ": %s must be between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT,
                    bounds[i].name, bounds[i].least, bounds[i].most);
        return false;
    }
    if (!credit_policy_preset(row->preset)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            ATTEMPT ": there is no preset of that name");
        return false;
    }
    return field_text_check("cannot use this reason", row->reason, POLICY_REASON_MAX_CHARS, error);
}

/* ---- writing ---- */

/* Sets id and version: the next one of its kind and unit. */
static bool number(Database *database, PolicyRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT id, max(version) FROM policy WHERE kind = ?1 AND unit_id IS ?2 GROUP BY id", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->kind);
    statement_bind_text(statement, 2, or_null(row->unit_id));
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_FAILED)
        return false;
    if (step == STATEMENT_DONE) {
        id_new_uuid7(row->id);
        row->version = 1;
        return true;
    }
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    row->version = statement_int64(statement, 1) + 1;
    if (row->version <= POLICY_MAX_VERSIONS)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "There are too many versions of this policy.");
    return false;
}

static void bind_credit(Statement *statement, const CreditPolicy *credit) {
    const int64_t values[] = {
        credit->max_rate_milli,
        credit->replay_weight_milli,
        credit->offline_weight_milli,
        credit->present_at_milli,
        credit->absent_below_milli,
        credit->late_after_ms,
        credit->left_before_ms,
        credit->least_ms,
        credit->cap_ms,
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(values); i++)
        statement_bind_int64(statement, 7 + (int)i, values[i]);
    statement_bind_text(statement, 16, POLICY_COUNTS_WORDS[credit->counts]);
    statement_bind_int64(statement, 17, credit->hour_ms);
}

bool policy_table_insert(Database *database, PolicyRow *row, GError **error) {
    database_assert_current(database);
    if (!policy_table_check(row, error) || !number(database, row, error))
        return false;
    row->made_at_us = clock_wall_us();
    row->leaf = -1;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO policy VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
                         " ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, NULL)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_int64(statement, 2, row->version);
    statement_bind_text(statement, 3, or_null(row->unit_id));
    statement_bind_text(statement, 4, row->kind);
    statement_bind_int64(statement, 5, row->from_year);
    statement_bind_text(statement, 6, row->preset);
    bind_credit(statement, &row->credit);
    statement_bind_int64(statement, 18, row->yearly_hours_milli);
    statement_bind_int64(statement, 19, row->yearly_hours_lead_milli);
    statement_bind_text(statement, 20, row->reason);
    statement_bind_text(statement, 21, row->made_by);
    statement_bind_text(statement, 22, row->made_name);
    statement_bind_int64(statement, 23, row->made_at_us);
    return statement_run(statement, error);
}
