#include "catalog/report/report_scope.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/attendance/policy_table.h"
#include "catalog/roster/unit_tree.h"

void report_scope_clear(ReportScope *scope) {
    g_free(scope->units);
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

/* Unit → hours, of the units that have a policy of their own: the version with the latest year that
 * has come, of these the newest. */
static GHashTable *load_asked(Database *database, int year, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT unit_id, yearly_hours FROM policy WHERE kind = 'study' AND unit_id NOT NULL"
        " AND from_year <= ?1 ORDER BY unit_id, from_year, version",
        error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, year);
    g_autoptr(GHashTable) asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        int64_t hours = statement_int64(statement, 1);
        g_hash_table_replace(asked, statement_dup_text(statement, 0),
                             g_memdup2(&hours, sizeof hours));
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&asked) : NULL;
}

static bool find_root_asked(Database *database, const char *unit_id, int year, int64_t *ret_milli,
                            GError **error) {
    g_autoptr(PolicyRow) policy = NULL;
    if (!policy_table_find(database, "study", unit_id, year, &policy, error))
        return false;
    *ret_milli = policy->yearly_hours_milli;
    return true;
}

typedef struct Above {
    unsigned group;
    int64_t asked_milli;
} Above;

/* Parents come before children: `above` is what each depth has of the way down. */
static bool fill_units(Database *database, ReportScope *scope, GHashTable *asked, int year,
                       GError **error) {
    g_autoptr(GArray) above = g_array_new(FALSE, TRUE, sizeof(Above));
    for (unsigned i = 0; i < scope->n_units; i++) {
        const UnitTreeRow *row = scope->tree->pdata[i];
        const int64_t *own = g_hash_table_lookup(asked, row->id);
        Above here = {.group = i};
        if (row->depth > 0)
            here.asked_milli = g_array_index(above, Above, row->depth - 1).asked_milli;
        else if (!find_root_asked(database, row->id, year, &here.asked_milli, error))
            return false;
        if (row->depth > 1)
            here.group = g_array_index(above, Above, row->depth - 1).group;
        if (own)
            here.asked_milli = *own;
        g_array_set_size(above, row->depth);
        g_array_append_val(above, here);
        scope->units[i] = (ReportUnit){row->id, row->name, here.group, here.asked_milli};
    }
    return true;
}

bool report_scope_load(Database *database, const char *roots_json, int year, ReportScope *ret_scope,
                       GError **error) {
    database_assert_current(database);
    g_auto(ReportScope) scope = {.units = NULL};
    UnitTreeQuery query = {.roots_json = roots_json, .as_of_us = choose_day(year, scope.day)};
    g_autoptr(GHashTable) asked = load_asked(database, year, error);
    scope.tree = asked ? unit_tree_load(database, &query, error) : NULL;
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
