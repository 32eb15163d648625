#include "catalog/roster/unit_tree.h"

#include "catalog/roster/day.h"

void unit_tree_step_free(UnitStep *step) {
    if (!step)
        return;
    g_free(step->name);
    g_free(step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(UnitStep, unit_tree_step_free)

static void free_row(void *data) {
    UnitTreeRow *row = data;
    g_free(row->name);
    g_free(row->code);
    g_free(row->external_id);
    g_free(row);
}

/* ---- loading ---- */

#define COLUMNS "unit.id, unit.parent_id, unit.level_id, unit.name, unit.code, unit.external_id,"
#define OWN_MEMBERS                                                                                \
    " (SELECT count(*) FROM membership WHERE unit_id = unit.id AND until_day IS NULL)"
/* What a unit was at the moment ?2, and who belonged to it on the day ?3. */
#define THEN_MEMBERS                                                                               \
    " (SELECT count(*) FROM membership WHERE membership.unit_id = unit.id AND from_day <= ?3"      \
    " AND ifnull(until_day > ?3, 1)), NULL, unit.position"
#define THEN_OPEN "unit.created_at_us <= ?2 AND ifnull(unit.closed_at_us > ?2, 1)"

static const char NOW_ALL[] = "SELECT " COLUMNS OWN_MEMBERS ", unit.closed_at_us FROM unit"
                              " WHERE (?2 OR unit.closed_at_us IS NULL)"
                              " ORDER BY unit.position, unit.name_key, unit.id";
static const char NOW_REACH[] = UNIT_TREE_REACH_SQL
    "SELECT " COLUMNS OWN_MEMBERS ", unit.closed_at_us FROM unit JOIN reach ON reach.id = unit.id"
    " WHERE (?2 OR unit.closed_at_us IS NULL) ORDER BY unit.position, unit.name_key, unit.id";

static const char THEN_ALL[] =
    "SELECT " COLUMNS THEN_MEMBERS " FROM unit WHERE " THEN_OPEN " AND unit.from_us <= ?2"
    " UNION ALL SELECT unit.id, past.parent_id, past.level_id, past.name, past.code,"
    " unit.external_id," THEN_MEMBERS " FROM unit_past AS past JOIN unit ON unit.id = past.unit_id"
    " WHERE " THEN_OPEN " AND past.from_us <= ?2 AND past.until_us > ?2 ORDER BY 9, 4, 1";
static const char THEN_REACH[] = UNIT_TREE_REACH_SQL
    "SELECT " COLUMNS THEN_MEMBERS " FROM unit JOIN reach ON reach.id = unit.id WHERE " THEN_OPEN
    " AND unit.from_us <= ?2"
    " UNION ALL SELECT unit.id, past.parent_id, past.level_id, past.name, past.code,"
    " unit.external_id," THEN_MEMBERS " FROM unit_past AS past JOIN unit ON unit.id = past.unit_id"
    " JOIN reach ON reach.id = unit.id"
    " WHERE " THEN_OPEN " AND past.from_us <= ?2 AND past.until_us > ?2 ORDER BY 9, 4, 1";

static UnitTreeRow *row_from(Statement *statement) {
    UnitTreeRow *row = g_new0(UnitTreeRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->parent_id, sizeof row->parent_id);
    statement_copy_text(statement, 2, row->level_id, sizeof row->level_id);
    row->name = statement_dup_text(statement, 3);
    row->code = statement_dup_text(statement, 4);
    row->external_id = statement_dup_text(statement, 5);
    row->n_members = statement_int64(statement, 6);
    row->closed_at_us = statement_int64(statement, 7);
    return row;
}

static void bind_query(Statement *statement, const UnitTreeQuery *query) {
    if (query->roots_json)
        statement_bind_text(statement, 1, query->roots_json);
    if (query->as_of_us == 0) {
        statement_bind_int64(statement, 2, query->with_closed);
        return;
    }
    char day[DAY_TEXT_BYTES];
    day_of(query->as_of_us, day);
    statement_bind_int64(statement, 2, query->as_of_us);
    statement_bind_text(statement, 3, day);
}

/* ---- order: rows come by position, whatever their parent ---- */

typedef struct Branch {
    UnitTreeRow *row;        /* owned until it is in the list; NULL: the top */
    struct Branch *children; /* in order */
    struct Branch *last_child, *next;
} Branch;

static void add_child(Branch *parent, Branch *child) {
    if (parent->last_child)
        parent->last_child->next = child;
    else
        parent->children = child;
    parent->last_child = child;
}

/* Depth first. A moment of the past has no cycle either: each state was a tree. */
static void list_branch(const Branch *parent, unsigned depth, GPtrArray *rows) {
    for (Branch *child = parent->children; child; child = child->next) {
        child->row->depth = depth;
        g_ptr_array_add(rows, child->row);
        list_branch(child, depth + 1, rows);
    }
}

static GPtrArray *in_order(GPtrArray *take_rows) {
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree Branch *branches = g_new0(Branch, take_rows->len + 1);
    Branch *top = &branches[take_rows->len];
    for (unsigned i = 0; i < take_rows->len; i++) {
        branches[i].row = g_ptr_array_index(take_rows, i);
        g_hash_table_insert(by_id, branches[i].row->id, &branches[i]);
    }
    for (unsigned i = 0; i < take_rows->len; i++) {
        UnitTreeRow *row = branches[i].row;
        Branch *parent = g_hash_table_lookup(by_id, row->parent_id);
        if (!parent)
            row->parent_id[0] = '\0';
        add_child(parent ? parent : top, &branches[i]);
    }
    GPtrArray *rows = g_ptr_array_new_full(take_rows->len, free_row);
    list_branch(top, 0, rows);
    g_ptr_array_set_free_func(take_rows, NULL);
    g_ptr_array_unref(take_rows);
    return rows;
}

GPtrArray *unit_tree_load(Database *database, const UnitTreeQuery *query, GError **error) {
    database_assert_current(database);
    const char *now = query->roots_json ? NOW_REACH : NOW_ALL;
    const char *then = query->roots_json ? THEN_REACH : THEN_ALL;
    g_autoptr(Statement) statement =
        database_prepare(database, query->as_of_us ? then : now, error);
    if (!statement)
        return NULL;
    bind_query(statement, query);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(rows, row_from(statement));
    return step == STATEMENT_DONE ? in_order(g_steal_pointer(&rows)) : NULL;
}

/* ---- the way up ---- */

GPtrArray *unit_tree_path(Database *database, const char *unit_id, const char *const *roots,
                          GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE up (id, height) AS (SELECT ?1, 0 UNION ALL"
        " SELECT unit.parent_id, height + 1 FROM unit JOIN up ON unit.id = up.id"
        " WHERE unit.parent_id NOT NULL)"
        " SELECT unit.id, unit.name FROM up JOIN unit ON unit.id = up.id ORDER BY height DESC",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, unit_id);
    g_autoptr(GPtrArray) steps =
        g_ptr_array_new_with_free_func((GDestroyNotify)unit_tree_step_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        g_autoptr(UnitStep) row = g_new0(UnitStep, 1);
        statement_copy_text(statement, 0, row->id, sizeof row->id);
        row->name = statement_dup_text(statement, 1);
        if (steps->len > 0 || !roots || g_strv_contains(roots, row->id))
            g_ptr_array_add(steps, g_steal_pointer(&row));
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&steps) : NULL;
}

bool unit_tree_is_below(Database *database, const char *unit_id, const char *ancestor_id,
                        bool *ret_is_below, GError **error) {
    g_autoptr(GPtrArray) steps = unit_tree_path(database, unit_id, NULL, error);
    if (!steps)
        return false;
    *ret_is_below = false;
    for (unsigned i = 0; i < steps->len; i++) {
        const UnitStep *step = g_ptr_array_index(steps, i);
        *ret_is_below |= g_str_equal(step->id, ancestor_id);
    }
    return true;
}

static bool count_for(Database *database, const char *sql, const char *unit_id, int64_t *ret_count,
                      GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, unit_id);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_count = statement_int64(statement, 0);
    return true;
}

bool unit_tree_depth(Database *database, const char *unit_id, unsigned *ret_depth, GError **error) {
    g_autoptr(GPtrArray) steps = unit_tree_path(database, unit_id, NULL, error);
    if (steps)
        *ret_depth = steps->len;
    return steps != NULL;
}

bool unit_tree_height(Database *database, const char *unit_id, unsigned *ret_height,
                      GError **error) {
    int64_t height;
    if (!count_for(database,
                   "WITH RECURSIVE down (id, height) AS (SELECT ?1, 1 UNION ALL"
                   " SELECT unit.id, height + 1 FROM unit JOIN down ON unit.parent_id = down.id"
                   " WHERE unit.closed_at_us IS NULL)"
                   " SELECT max(height) FROM down",
                   unit_id, &height, error))
        return false;
    *ret_height = (unsigned)height;
    return true;
}

bool unit_tree_members(Database *database, const char *unit_id, int64_t *ret_count,
                       GError **error) {
    return count_for(database,
                     "SELECT count(*) FROM membership WHERE unit_id = ?1 AND until_day IS NULL",
                     unit_id, ret_count, error);
}

/* Everybody has one home at most; only the few who belong to several units are looked at one by
 * one. */
static const char MEMBERS_BELOW[] =
    "WITH RECURSIVE down (id) AS MATERIALIZED (SELECT ?1 UNION ALL"
    " SELECT unit.id FROM unit JOIN down ON unit.parent_id = down.id)"
    " SELECT (SELECT count(*) FROM down CROSS JOIN membership ON unit_id = down.id"
    " WHERE until_day IS NULL AND is_home = 1)"
    " + (SELECT count(DISTINCT member_id) FROM down CROSS JOIN membership AS other"
    " ON unit_id = down.id WHERE until_day IS NULL AND is_home = 0"
    " AND NOT EXISTS (SELECT 1 FROM membership AS home WHERE home.member_id = other.member_id"
    " AND home.is_home = 1 AND home.until_day IS NULL"
    " AND home.unit_id IN (SELECT id FROM down)))";

bool unit_tree_members_below(Database *database, const char *unit_id, int64_t *ret_count,
                             GError **error) {
    return count_for(database, MEMBERS_BELOW, unit_id, ret_count, error);
}
