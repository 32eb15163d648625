#include "catalog/attendance/record_pick.h"

#include <stdint.h>

#include "catalog/roster/unit_tree.h"

void record_pick_clear(RecordPick *set) {
    g_clear_pointer(&set->leaves, g_array_unref);
    g_clear_pointer(&set->members, g_ptr_array_unref);
    g_clear_pointer(&set->units, g_ptr_array_unref);
    g_clear_pointer(&set->title, g_free);
}

/* `known` borrows the texts of `list`. */
static void add_once(GPtrArray *list, GHashTable *known, const char *id) {
    if (g_hash_table_contains(known, id))
        return;
    char *own = g_strdup(id);
    g_ptr_array_add(list, own);
    g_hash_table_add(known, own);
}

static bool fill(Statement *statement, RecordPick *set, GError **error) {
    g_autoptr(GHashTable) members = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) units = g_hash_table_new(g_str_hash, g_str_equal);
    *set = (RecordPick){.leaves = g_array_new(FALSE, FALSE, sizeof(int64_t)),
                        .members = g_ptr_array_new_with_free_func(g_free),
                        .units = g_ptr_array_new_with_free_func(g_free)};
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        int64_t leaf = statement_int64(statement, 0);
        g_array_append_val(set->leaves, leaf);
        add_once(set->members, members, statement_text(statement, 1));
        add_once(set->units, units, statement_text(statement, 2));
        if (!set->title)
            set->title = statement_dup_text(statement, 3);
    }
    return step == STATEMENT_DONE;
}

#define COLUMNS "SELECT leaf, member_id, unit_id, title FROM record WHERE "

bool record_pick_of_register(Database *database, const char *register_id, const char *unit_id,
                             RecordPick *ret_set, GError **error) {
    database_assert_current(database);
    g_autofree char *roots = g_strdup_printf("[\"%s\"]", unit_id);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         *unit_id ? UNIT_TREE_REACH_SQL COLUMNS
                             "register_id = ?2 AND unit_id IN (SELECT id FROM reach) ORDER BY leaf"
                                  : COLUMNS "register_id = ?2 AND ?1 NOT NULL ORDER BY leaf",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, roots);
    statement_bind_text(statement, 2, register_id);
    return fill(statement, ret_set, error);
}

bool record_pick_of_ids(Database *database, const char *ids_json, RecordPick *ret_set,
                        GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, COLUMNS "id IN (SELECT value FROM json_each(?1)) ORDER BY leaf", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, ids_json);
    return fill(statement, ret_set, error);
}
