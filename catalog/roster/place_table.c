#include "catalog/roster/place_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/roster/unit_table.h"
#include "catalog/roster/unit_tree.h"
#include "catalog/store/field_text.h"

void place_row_free(PlaceRow *row) {
    if (!row)
        return;
    g_free(row->name);
    g_free(row->address);
    g_clear_pointer(&row->serves, g_ptr_array_unref);
    g_free(row);
}

/* ---- reading ---- */

#define PLACES                                                                                     \
    "SELECT id, unit_id, name, address, (SELECT count(*) FROM screen"                              \
    " WHERE screen.place_id = place.id AND unpaired_at_us IS NULL) FROM place"                     \
    " WHERE ended_at_us IS NULL AND (?2 = '' OR id = ?2) AND (?3 = '' OR unit_id = ?3"             \
    " OR EXISTS (SELECT 1 FROM place_unit WHERE place_id = place.id AND place_unit.unit_id = ?3))"
#define PLACES_ORDER " ORDER BY name_key, id"
#define SERVED                                                                                     \
    "SELECT place_id, unit.id, unit.name FROM place_unit JOIN unit ON unit.id = unit_id"           \
    " WHERE (?2 = '' OR place_id = ?2) AND closed_at_us IS NULL"
#define SERVED_ORDER " ORDER BY name_key, unit.id"

static const char LIST_ALL[] = PLACES PLACES_ORDER;
static const char LIST_REACH[] =
    UNIT_TREE_REACH_SQL PLACES " AND unit_id IN (SELECT id FROM reach)" PLACES_ORDER;
static const char SERVED_ALL[] = SERVED SERVED_ORDER;
static const char SERVED_REACH[] =
    UNIT_TREE_REACH_SQL SERVED " AND unit.id IN (SELECT id FROM reach)" SERVED_ORDER;

static Statement *prepare(Database *database, const PlaceQuery *query, const char *all,
                          const char *reach, GError **error) {
    Statement *statement = database_prepare(database, query->roots_json ? reach : all, error);
    if (!statement)
        return NULL;
    if (query->roots_json)
        statement_bind_text(statement, 1, query->roots_json);
    statement_bind_text(statement, 2, query->id ? query->id : "");
    return statement;
}

static PlaceRow *row_from(Statement *statement) {
    PlaceRow *row = g_new0(PlaceRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->unit_id, sizeof row->unit_id);
    row->name = statement_dup_text(statement, 2);
    row->address = statement_dup_text(statement, 3);
    row->n_screens = statement_int64(statement, 4);
    row->serves = g_ptr_array_new_with_free_func((GDestroyNotify)unit_tree_step_free);
    return row;
}

static bool add_served(Database *database, const PlaceQuery *query, const GPtrArray *rows,
                       GError **error) {
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < rows->len; i++) {
        PlaceRow *row = g_ptr_array_index(rows, i);
        g_hash_table_insert(by_id, row->id, row);
    }
    g_autoptr(Statement) statement = prepare(database, query, SERVED_ALL, SERVED_REACH, error);
    if (!statement)
        return false;
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        PlaceRow *row = g_hash_table_lookup(by_id, statement_text(statement, 0));
        if (!row)
            continue;
        UnitStep *unit = g_new0(UnitStep, 1);
        statement_copy_text(statement, 1, unit->id, sizeof unit->id);
        unit->name = statement_dup_text(statement, 2);
        g_ptr_array_add(row->serves, unit);
    }
    return step == STATEMENT_DONE;
}

GPtrArray *place_table_list(Database *database, const PlaceQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = prepare(database, query, LIST_ALL, LIST_REACH, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 3, query->unit_id ? query->unit_id : "");
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)place_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(rows, row_from(statement));
    if (step == STATEMENT_FAILED || !add_served(database, query, rows, error))
        return NULL;
    return g_steal_pointer(&rows);
}

static void set_not_found(GError **error, const char *id) {
    g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find place '%s'", id);
}

PlaceRow *place_table_get(Database *database, const PlaceQuery *query, GError **error) {
    g_autoptr(GPtrArray) rows = place_table_list(database, query, error);
    if (rows && rows->len > 0)
        return g_ptr_array_steal_index(rows, 0);
    if (rows)
        set_not_found(error, query->id ? query->id : "");
    return NULL;
}

bool place_table_unit(Database *database, const char *id, char ret_unit_id[ID_TEXT_BYTES],
                      GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT unit_id FROM place WHERE id = ?1 AND ended_at_us IS NULL", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        statement_copy_text(statement, 0, ret_unit_id, ID_TEXT_BYTES);
    else if (step == STATEMENT_DONE)
        set_not_found(error, id);
    return step == STATEMENT_ROW;
}

/* ---- writing ---- */

static bool check_values(const PlaceRow *row, GError **error) {
    return field_text_check("cannot use this name of a place", row->name, PLACE_NAME_MAX_CHARS,
                            error) &&
           (!row->address || field_text_check("cannot use this address of a place", row->address,
                                              PLACE_ADDRESS_MAX_CHARS, error));
}

static bool check_free(Database *database, const PlaceRow *row, const char *key, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT count(*), ifnull(sum(name_key = ?3), 0) FROM place"
                         " WHERE unit_id = ?1 AND id <> ?2 AND ended_at_us IS NULL",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->unit_id);
    statement_bind_text(statement, 2, row->id);
    statement_bind_text(statement, 3, key);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    bool is_taken = statement_int64(statement, 1) > 0;
    if (!is_taken && statement_int64(statement, 0) < PLACE_MAX_OF_UNIT)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                is_taken ? "cannot name a place '%s': the unit has one of that name"
                         : "cannot make place '%s': the unit has too many",
                row->name);
    return false;
}

static bool run_with(Database *database, const char *sql, const PlaceRow *row, const char *key,
                     GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->name);
    statement_bind_text(statement, 3, key);
    statement_bind_text(statement, 4, row->address);
    statement_bind_int64(statement, 5, clock_wall_us());
    statement_bind_text(statement, 6, row->unit_id);
    return statement_run(statement, error);
}

bool place_table_insert(Database *database, PlaceRow *row, GError **error) {
    database_assert_current(database);
    row->id[0] = '\0';
    if (!check_values(row, error))
        return false;
    g_autofree char *key = field_text_fold(row->name);
    g_autoptr(UnitRow) unit = unit_table_get_open(database, row->unit_id, "add a place to", error);
    if (!unit || !check_free(database, row, key, error))
        return false;
    id_new_uuid7(row->id);
    return run_with(database,
                    "INSERT INTO place (id, name, name_key, address, created_at_us, updated_at_us,"
                    " unit_id) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
                    row, key, error);
}

bool place_table_update(Database *database, const PlaceRow *row, GError **error) {
    database_assert_current(database);
    if (!check_values(row, error))
        return false;
    g_autofree char *key = field_text_fold(row->name);
    return check_free(database, row, key, error) &&
           run_with(database,
                    "UPDATE place SET name = ?2, name_key = ?3, address = ?4, updated_at_us = ?5"
                    " WHERE id = ?1 AND unit_id = ?6",
                    row, key, error);
}

static bool clear_serves(Database *database, const char *place_id, const char *roots_json,
                         GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        roots_json ? UNIT_TREE_REACH_SQL "DELETE FROM place_unit WHERE place_id = ?2"
                                         " AND unit_id IN (SELECT id FROM reach)"
                   : "DELETE FROM place_unit WHERE place_id = ?2",
        error);
    if (!statement)
        return false;
    if (roots_json)
        statement_bind_text(statement, 1, roots_json);
    statement_bind_text(statement, 2, place_id);
    return statement_run(statement, error);
}

static bool add_serves(Database *database, const char *place_id, const char *unit_id,
                       GError **error) {
    g_autoptr(UnitRow) unit = unit_table_get_open(database, unit_id, "serve", error);
    g_autoptr(Statement) statement = database_prepare(
        database, "INSERT OR IGNORE INTO place_unit (place_id, unit_id) VALUES (?1, ?2)", error);
    if (!unit || !statement)
        return false;
    statement_bind_text(statement, 1, place_id);
    statement_bind_text(statement, 2, unit_id);
    return statement_run(statement, error);
}

bool place_table_set_serves(Database *database, const PlaceRow *place, const char *const *unit_ids,
                            const char *roots_json, GError **error) {
    database_assert_current(database);
    unsigned n_units = g_strv_length((char **)unit_ids);
    if (n_units > PLACE_MAX_SERVES) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot let place '%s' serve %u units: it can serve %d", place->name, n_units,
                    PLACE_MAX_SERVES);
        return false;
    }
    if (!clear_serves(database, place->id, roots_json, error))
        return false;
    for (; *unit_ids; unit_ids++)
        if (!g_str_equal(*unit_ids, place->unit_id) &&
            !add_serves(database, place->id, *unit_ids, error))
            return false;
    return true;
}

bool place_table_end(Database *database, const char *id, GError **error) {
    g_autoptr(PlaceRow) row = place_table_get(database, &(PlaceQuery){.id = id}, error);
    if (!row)
        return false;
    if (row->n_screens > 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot end place '%s': %" G_GINT64_FORMAT " %s in it; move or unpair %s first",
                    row->name, row->n_screens,
                    row->n_screens == 1 ? "screen stands" : "screens stand",
                    row->n_screens == 1 ? "it" : "them");
        return false;
    }
    return run_with(
        database,
        "UPDATE place SET ended_at_us = ?5, updated_at_us = ?5 WHERE id = ?1 AND unit_id = ?6", row,
        NULL, error);
}
