#include "catalog/report/report_scope.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/attendance/policy_table.h"
#include "catalog/roster/unit_tree.h"
#include "catalog/store/role.h"

void report_scope_clear(ReportScope *scope) {
    g_free(scope->units);
    g_clear_pointer(&scope->leads, g_hash_table_unref);
    g_clear_pointer(&scope->tree, g_ptr_array_unref);
    *scope = (ReportScope){.units = NULL};
}

/* The tree of today while the year goes on or lies ahead, else that of its last moment. */
static int64_t choose_day(int year, char ret_day[DAY_TEXT_BYTES]) {
    char last[DAY_TEXT_BYTES], today[DAY_TEXT_BYTES], next[DAY_TEXT_BYTES];
    g_snprintf(last, sizeof last, "%04d-12-31", year);
    day_today(today);
    bool is_past = strcmp(last, today) < 0;
    g_strlcpy(ret_day, is_past ? last : today, DAY_TEXT_BYTES);
    day_add(last, 1, next);
    return is_past ? day_begin_us(next) - 1 : 0;
}

typedef struct Asked {
    int64_t milli, lead_milli;
} Asked;

/* Unit → Asked, of the units that have a policy of their own: the version with the latest year that
 * has come, of these the newest. */
static GHashTable *load_asked(Database *database, int year, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT unit_id, yearly_hours, yearly_hours_lead FROM policy WHERE kind = "
                         "'study' AND unit_id NOT NULL"
                         " AND from_year <= ?1 ORDER BY unit_id, from_year, version",
                         error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, year);
    g_autoptr(GHashTable) asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        const Asked own = {statement_int64(statement, 1), statement_int64(statement, 2)};
        g_hash_table_replace(asked, statement_dup_text(statement, 0), g_memdup2(&own, sizeof own));
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&asked) : NULL;
}

static GHashTable *load_leads(Database *database, const char *day, GError **error) {
    char next[DAY_TEXT_BYTES];
    day_add(day, 1, next);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT account.member_id FROM appointment JOIN account ON account.id = account_id"
        " WHERE role = ?1 AND unit_id NOT NULL AND account.member_id NOT NULL"
        " AND appointed_at_us < ?2 AND (ended_at_us IS NULL OR ended_at_us >= ?2)",
        error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, ROLE_ADMINISTRATOR);
    statement_bind_int64(statement, 2, day_begin_us(next));
    g_autoptr(GHashTable) leads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_hash_table_add(leads, statement_dup_text(statement, 0));
    return step == STATEMENT_DONE ? g_steal_pointer(&leads) : NULL;
}

static bool find_root_asked(Database *database, const char *unit_id, int year, Asked *ret_asked,
                            GError **error) {
    g_autoptr(PolicyRow) policy = NULL;
    if (!policy_table_find(database, "study", unit_id, year, &policy, error))
        return false;
    *ret_asked = (Asked){policy->yearly_hours_milli, policy->yearly_hours_lead_milli};
    return true;
}

typedef struct Above {
    unsigned group;
    Asked asked;
} Above;

/* Parents come before children: `above` is what each depth has of the way down. */
static bool fill_units(Database *database, ReportScope *scope, GHashTable *asked, int year,
                       GError **error) {
    g_autoptr(GArray) above = g_array_new(FALSE, TRUE, sizeof(Above));
    for (unsigned i = 0; i < scope->n_units; i++) {
        const UnitTreeRow *row = scope->tree->pdata[i];
        const Asked *own = g_hash_table_lookup(asked, row->id);
        Above here = {.group = i};
        if (row->depth > 0)
            here.asked = g_array_index(above, Above, row->depth - 1).asked;
        else if (!find_root_asked(database, row->id, year, &here.asked, error))
            return false;
        if (row->depth > 1)
            here.group = g_array_index(above, Above, row->depth - 1).group;
        if (own)
            here.asked = *own;
        g_array_set_size(above, row->depth);
        g_array_append_val(above, here);
        scope->units[i] =
            (ReportUnit){row->id, row->name, here.group, here.asked.milli, here.asked.lead_milli};
    }
    return true;
}

bool report_scope_load(Database *database, const char *roots_json, int year, ReportScope *ret_scope,
                       GError **error) {
    database_assert_current(database);
    g_auto(ReportScope) scope = {.units = NULL};
    UnitTreeQuery query = {.roots_json = roots_json, .as_of_us = choose_day(year, scope.day)};
    g_autoptr(GHashTable) asked = load_asked(database, year, error);
    scope.leads = asked ? load_leads(database, scope.day, error) : NULL;
    scope.tree = scope.leads ? unit_tree_load(database, &query, error) : NULL;
    if (!scope.tree)
        return false;
    scope.n_units = scope.tree->len;
    scope.units = g_new0(ReportUnit, scope.n_units);
    if (!fill_units(database, &scope, asked, year, error))
        return false;
    *ret_scope = scope;
    scope = (ReportScope){.units = NULL};
    return true;
}
