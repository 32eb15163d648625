#include "catalog/roster/level_table.h"

#include "base/error.h"
#include "catalog/store/field_text.h"

void level_row_free(LevelRow *row) {
    if (!row)
        return;
    g_free(row->name);
    g_free(row);
}

static void *read_row(Statement *statement) {
    LevelRow *row = g_new0(LevelRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    row->name = statement_dup_text(statement, 1);
    return row;
}

GPtrArray *level_table_list(Database *database, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT id, name FROM level ORDER BY position", error);
    if (!statement)
        return NULL;
    return statement_rows(statement, read_row, (GDestroyNotify)level_row_free, error);
}

/* ---- replacing ---- */

/* Takes `take_text`; false with ERROR_INVALID when the set has it already. */
static bool add_once(GHashTable *set, char *take_text, const char *what, GError **error) {
    if (!g_hash_table_contains(set, take_text))
        return g_hash_table_add(set, take_text);
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot set the levels: %s is there twice", what);
    g_free(take_text);
    return false;
}

static bool check_rows(const GPtrArray *rows, GHashTable *ids, GError **error) {
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (rows->len > LEVEL_MAX_ROWS) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot set %u levels: there may be %d at most", rows->len, LEVEL_MAX_ROWS);
        return false;
    }
    for (unsigned i = 0; i < rows->len; i++) {
        const LevelRow *row = g_ptr_array_index(rows, i);
        if (!field_text_check("cannot use this name of a level", row->name, LEVEL_NAME_MAX_CHARS,
                              error) ||
            !add_once(names, field_text_fold(row->name), row->name, error) ||
            (*row->id && !add_once(ids, g_strdup(row->id), row->name, error)))
            return false;
    }
    return true;
}

static bool remove_level(Database *database, const LevelRow *row, GError **error) {
    g_autoptr(Statement) use = database_prepare(
        database, "SELECT count(*) FROM unit WHERE level_id = ?1 AND closed_at_us IS NULL", error);
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM level WHERE id = ?1", error);
    if (!use || !statement)
        return false;
    statement_bind_text(use, 1, row->id);
    if (statement_step(use, error) != STATEMENT_ROW)
        return false;
    int64_t n_units = statement_int64(use, 0);
    if (n_units > 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot remove level '%s': %" G_GINT64_FORMAT
                    " %s of it; give them another level first",
                    row->name, n_units, n_units == 1 ? "unit is" : "units are");
        return false;
    }
    statement_bind_text(statement, 1, row->id);
    return statement_run(statement, error);
}

/* Afterwards `ids` holds those that nobody knows. */
static bool remove_missing(Database *database, GHashTable *ids, GError **error) {
    g_autoptr(GPtrArray) stored = level_table_list(database, error);
    if (!stored)
        return false;
    for (unsigned i = 0; i < stored->len; i++) {
        const LevelRow *row = g_ptr_array_index(stored, i);
        if (!g_hash_table_remove(ids, row->id) && !remove_level(database, row, error))
            return false;
    }
    if (g_hash_table_size(ids) == 0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "cannot set the levels: one of them has an id that is not there");
    return false;
}

static bool write_level(Database *database, LevelRow *row, int64_t position, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO level (id, position, name) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (id) DO UPDATE SET position = excluded.position, name = excluded.name",
        error);
    if (!statement)
        return false;
    if (!*row->id)
        id_new_uuid7(row->id);
    statement_bind_text(statement, 1, row->id);
    statement_bind_int64(statement, 2, position);
    statement_bind_text(statement, 3, row->name);
    return statement_run(statement, error);
}

bool level_table_replace(Database *database, GPtrArray *rows, GError **error) {
    database_assert_current(database);
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!check_rows(rows, ids, error) || !remove_missing(database, ids, error))
        return false;
    for (unsigned i = 0; i < rows->len; i++)
        if (!write_level(database, g_ptr_array_index(rows, i), i + 1, error))
            return false;
    return true;
}
