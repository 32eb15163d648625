#include "catalog/roster/unit_change.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/roster/roster_change.h"
#include "catalog/roster/unit_past.h"
#include "catalog/roster/unit_tree.h"

/* ---- patch ---- */

static void set_text(char **text, const char *value) {
    if (!value)
        return;
    g_free(*text);
    *text = *value ? g_strdup(value) : NULL;
}

static void set_id(char *id, const char *value) {
    if (value)
        g_strlcpy(id, value, ID_TEXT_BYTES);
}

static bool is_same_state(const UnitRow *a, const UnitRow *b) {
    return g_str_equal(a->name, b->name) && g_str_equal(a->parent_id, b->parent_id) &&
           g_str_equal(a->level_id, b->level_id) && g_strcmp0(a->code, b->code) == 0;
}

static bool check_depth(Database *database, const UnitRow *row, const UnitRow *parent,
                        GError **error) {
    unsigned depth, height;
    if (!unit_tree_depth(database, parent->id, &depth, error) ||
        !unit_tree_height(database, row->id, &height, error))
        return false;
    if (depth + height <= UNIT_MAX_DEPTH)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot move unit '%s' below '%s': the tree would be more than %d units deep",
                row->name, parent->name, UNIT_MAX_DEPTH);
    return false;
}

static bool check_parent(Database *database, const UnitRow *row, GError **error) {
    if (!*row->parent_id)
        return true;
    g_autoptr(UnitRow) parent = unit_table_get_open(database, row->parent_id, "move to", error);
    bool is_cycle;
    if (!parent || !unit_tree_is_below(database, parent->id, row->id, &is_cycle, error))
        return false;
    if (!is_cycle)
        return check_depth(database, row, parent, error);
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "cannot move unit '%s' below '%s': '%s' %s",
                row->name, parent->name, parent->name,
                g_str_equal(parent->id, row->id) ? "is the unit itself" : "belongs to it");
    return false;
}

/* Siblings from `position` on make room. */
static bool shift(Database *database, const char *parent_id, int64_t position, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE unit SET position = position + 1"
                         " WHERE parent_id IS nullif(?1, '') AND position >= ?2",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, parent_id);
    statement_bind_int64(statement, 2, position);
    return statement_run(statement, error);
}

static bool stand_before(Database *database, UnitRow *row, const char *before_id, GError **error) {
    g_autoptr(UnitRow) sibling = unit_table_get(database, before_id, error);
    if (!sibling)
        return false;
    if (!g_str_equal(sibling->parent_id, row->parent_id) || g_str_equal(sibling->id, row->id)) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot put unit '%s' before '%s': they do not stand beside each other",
                    row->name, sibling->name);
        return false;
    }
    row->position = sibling->position;
    return shift(database, row->parent_id, row->position, error);
}

static bool set_position(Database *database, UnitRow *row, const UnitPatch *patch, bool is_moved,
                         GError **error) {
    if (patch->before_id && *patch->before_id)
        return stand_before(database, row, patch->before_id, error);
    if (!patch->before_id && !is_moved)
        return true;
    return unit_table_next_position(database, row->parent_id, &row->position, error);
}

static UnitRow *patched(const UnitRow *before, const UnitPatch *patch) {
    UnitRow *row = g_new(UnitRow, 1);
    *row = *before;
    row->name = g_strdup(patch->name ? patch->name : before->name);
    row->code = g_strdup(before->code);
    row->external_id = g_strdup(before->external_id);
    set_text(&row->code, patch->code);
    set_text(&row->external_id, patch->external_id);
    set_id(row->parent_id, patch->parent_id);
    set_id(row->level_id, patch->level_id);
    return row;
}

static bool check(Database *database, const UnitRow *before, const UnitRow *row, GError **error) {
    bool is_moved = !g_str_equal(before->parent_id, row->parent_id);
    g_autofree char *name_key = unit_name_key(row->name, error);
    return name_key && unit_table_check_values(database, row, error) &&
           (!is_moved || check_parent(database, row, error)) &&
           unit_table_check_name(database, row, is_moved ? "move" : "rename", error);
}

UnitRow *unit_change_patch(Database *database, const char *id, const UnitPatch *patch,
                           GError **error) {
    g_autoptr(UnitRow) before = unit_table_get_open(database, id, "change", error);
    if (!before)
        return NULL;
    g_autoptr(UnitRow) row = patched(before, patch);
    bool is_moved = !g_str_equal(before->parent_id, row->parent_id);
    if (!check(database, before, row, error) ||
        !set_position(database, row, patch, is_moved, error))
        return NULL;
    bool is_same = is_same_state(before, row);
    bool is_same_name_outside = g_strcmp0(before->external_id, row->external_id) == 0;
    if (is_same && is_same_name_outside && row->position == before->position)
        return g_steal_pointer(&row);
    row->updated_at_us = MAX(clock_wall_us(), before->from_us + 1); /* a clock may have gone back */
    if (!is_same) {
        row->from_us = row->updated_at_us;
        if (!unit_past_append(database, before, row->from_us, error))
            return NULL;
    }
    if (!roster_change_next(database, &row->change, error) ||
        !unit_table_write(database, row, error))
        return NULL;
    return g_steal_pointer(&row);
}

/* ---- close ---- */

/* What may stand in the way. */
typedef struct Tenant {
    const char *one, *many; /* "1 person", "35 people" */
    const char *advice;
    const char *sql; /* counts for the unit ?1 */
} Tenant;

static const Tenant TENANTS[] = {
    {"open unit", "open units", "close or move the units",
     "SELECT count(*) FROM unit WHERE parent_id = ?1 AND closed_at_us IS NULL"},
    {"person", "people", "move the people",
     "SELECT count(*) FROM membership WHERE unit_id = ?1 AND until_day IS NULL"},
    {"place", "places", "end the places",
     "SELECT count(*) FROM place WHERE unit_id = ?1 AND ended_at_us IS NULL"},
    {"screen", "screens", "move or unpair the screens",
     "SELECT count(*) FROM screen WHERE unit_id = ?1 AND unpaired_at_us IS NULL"},
    {"transfer", "transfers", "decide the transfers",
     "SELECT count(*) FROM transfer WHERE to_unit_id = ?1 AND state = 'asked'"},
};

static bool count_tenant(Database *database, const Tenant *tenant, const char *id,
                         int64_t *ret_count, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, tenant->sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_count = statement_int64(statement, 0);
    return true;
}

static bool check_empty(Database *database, const UnitRow *row, GError **error) {
    g_autoptr(GString) what = g_string_new(NULL);
    g_autoptr(GString) advice = g_string_new(NULL);
    int64_t n = 0, sum = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(TENANTS); i++, sum += n) {
        const Tenant *tenant = &TENANTS[i];
        if (!count_tenant(database, tenant, row->id, &n, error))
            return false;
        if (n == 0)
            continue;
        g_string_append_printf(what, "%s%" G_GINT64_FORMAT " %s", what->len ? ", " : "", n,
                               n == 1 ? tenant->one : tenant->many);
        g_string_append_printf(advice, "%s%s", advice->len ? ", " : "", tenant->advice);
    }
    if (sum == 0)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "cannot close unit '%s': %s %s to it; %s first",
                row->name, what->str, sum == 1 ? "belongs" : "belong", advice->str);
    return false;
}

bool unit_change_close(Database *database, const char *id, GError **error) {
    g_autoptr(UnitRow) row = unit_table_get_open(database, id, "close", error);
    if (!row || !check_empty(database, row, error) ||
        !roster_change_next(database, &row->change, error))
        return false;
    row->updated_at_us = row->closed_at_us = MAX(clock_wall_us(), row->from_us + 1);
    return unit_table_write(database, row, error);
}
