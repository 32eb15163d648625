#include "catalog/roster/unit_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/roster/pinyin.h"
#include "catalog/roster/roster_change.h"
#include "catalog/store/field_text.h"

#define COLUMNS                                                                                    \
    "id, parent_id, level_id, name, code, external_id, position, from_us, closed_at_us, change,"   \
    " created_at_us, updated_at_us"

void unit_row_free(UnitRow *row) {
    if (!row)
        return;
    g_free(row->name);
    g_free(row->code);
    g_free(row->external_id);
    g_free(row);
}

/* ---- values ---- */

char *unit_name_key(const char *name, GError **error) {
    if (!field_text_check("cannot use this name of a unit", name, UNIT_NAME_MAX_CHARS, error))
        return NULL;
    const char *last = g_utf8_prev_char(name + strlen(name));
    if (g_unichar_isspace(g_utf8_get_char(name)) || g_unichar_isspace(g_utf8_get_char(last))) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot use '%s' as name of a unit: it has space at an end", name);
        return NULL;
    }
    return field_text_fold(name);
}

bool unit_code_check(const char *code, GError **error) {
    if (!code || !*code ||
        (strlen(code) == UNIT_CODE_DIGITS && strspn(code, "0123456789") == UNIT_CODE_DIGITS))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID,
                "cannot use '%s' as code of a unit: it needs %d digits", code, UNIT_CODE_DIGITS);
    return false;
}

/* ---- reading ---- */

static UnitRow *row_from(Statement *statement) {
    UnitRow *row = g_new0(UnitRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->parent_id, sizeof row->parent_id);
    statement_copy_text(statement, 2, row->level_id, sizeof row->level_id);
    row->name = statement_dup_text(statement, 3);
    row->code = statement_dup_text(statement, 4);
    row->external_id = statement_dup_text(statement, 5);
    row->position = statement_int64(statement, 6);
    row->from_us = statement_int64(statement, 7);
    row->closed_at_us = statement_int64(statement, 8);
    row->change = statement_int64(statement, 9);
    row->created_at_us = statement_int64(statement, 10);
    row->updated_at_us = statement_int64(statement, 11);
    return row;
}

static bool find(Database *database, const char *sql, const char *first, const char *second,
                 UnitRow **ret_row, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, first);
    if (second)
        statement_bind_text(statement, 2, second);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_FAILED)
        return false;
    *ret_row = step == STATEMENT_ROW ? row_from(statement) : NULL;
    return true;
}

UnitRow *unit_table_get(Database *database, const char *id, GError **error) {
    UnitRow *row = NULL;
    if (find(database, "SELECT " COLUMNS " FROM unit WHERE id = ?1", id, NULL, &row, error) && !row)
        g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find unit '%s'", id);
    return row;
}

UnitRow *unit_table_get_open(Database *database, const char *id, const char *attempt,
                             GError **error) {
    g_autoptr(UnitRow) row = unit_table_get(database, id, error);
    if (!row || row->closed_at_us == 0)
        return g_steal_pointer(&row);
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "cannot %s unit '%s': it is closed", attempt,
                row->name);
    return NULL;
}

bool unit_table_find_external(Database *database, const char *external_id, UnitRow **ret_row,
                              GError **error) {
    return find(database, "SELECT " COLUMNS " FROM unit WHERE external_id = ?1", external_id, NULL,
                ret_row, error);
}

bool unit_table_find_child(Database *database, const char *parent_id, const char *name,
                           UnitRow **ret_row, GError **error) {
    g_autofree char *key = unit_name_key(name, NULL);
    *ret_row = NULL; /* no unit can have a malformed name */
    return !key || find(database,
                        "SELECT " COLUMNS " FROM unit WHERE ifnull(parent_id, '') = ?1"
                        " AND name_key = ?2 AND closed_at_us IS NULL",
                        parent_id ? parent_id : "", key, ret_row, error);
}

bool unit_table_find_path(Database *database, const char *parent_id, const char *const *names,
                          UnitRow **ret_row, GError **error) {
    g_autoptr(UnitRow) row = NULL;
    *ret_row = NULL;
    for (; *names; names++) {
        UnitRow *child = NULL;
        if (!unit_table_find_child(database, row ? row->id : parent_id, *names, &child, error))
            return false;
        if (!child)
            return true;
        unit_row_free(row);
        row = child;
    }
    *ret_row = g_steal_pointer(&row);
    return true;
}

bool unit_table_count(Database *database, int64_t *ret_count, GError **error) {
    database_assert_current(database);
    return database_query_int64(database, "SELECT count(*) FROM unit WHERE closed_at_us IS NULL",
                                ret_count, error);
}

/* ---- inserting ---- */

bool unit_table_room(Database *database, int64_t *ret_room, GError **error) {
    int64_t n_open;
    if (!unit_table_count(database, &n_open, error))
        return false;
    *ret_room = UNIT_MAX_OPEN - n_open;
    return true;
}

static bool check_room(Database *database, const UnitRow *row, const int64_t *room,
                       GError **error) {
    int64_t left;
    if (room)
        left = *room;
    else if (!unit_table_room(database, &left, error))
        return false;
    if (left > 0)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot make unit '%s': there are %d units, more are not possible", row->name,
                UNIT_MAX_OPEN);
    return false;
}

/* The parent is there, open and not at the bottom. */
static bool check_parent(Database *database, const UnitRow *row, GError **error) {
    if (!*row->parent_id)
        return true;
    g_autoptr(UnitRow) parent = unit_table_get_open(database, row->parent_id, "add to", error);
    if (!parent)
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE up (id) AS (VALUES (?1) UNION"
        " SELECT unit.parent_id FROM unit JOIN up ON unit.id = up.id WHERE unit.parent_id NOT NULL)"
        " SELECT count(*) FROM up",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->parent_id);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (statement_int64(statement, 0) < UNIT_MAX_DEPTH)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot make unit '%s' below '%s': the tree would be more than %d units deep",
                row->name, parent->name, UNIT_MAX_DEPTH);
    return false;
}

static bool has_row(Database *database, const char *sql, const char *value, bool *ret_has,
                    GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, value);
    StatementStep step = statement_step(statement, error);
    *ret_has = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

bool unit_table_check_values(Database *database, const UnitRow *row, GError **error) {
    bool is_known = true;
    if (!unit_code_check(row->code, error) ||
        (row->external_id &&
         !field_text_check("cannot use this external id of a unit", row->external_id,
                           UNIT_EXTERNAL_ID_MAX_CHARS, error)) ||
        (*row->level_id &&
         !has_row(database, "SELECT 1 FROM level WHERE id = ?1", row->level_id, &is_known, error)))
        return false;
    if (!is_known)
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot give unit '%s' the level '%s': there is none", row->name,
                    row->level_id);
    return is_known;
}

bool unit_table_check_name(Database *database, const UnitRow *row, const char *attempt,
                           GError **error) {
    g_autoptr(UnitRow) twin = NULL;
    if (!unit_table_find_child(database, row->parent_id, row->name, &twin, error))
        return false;
    if (!twin || g_str_equal(twin->id, row->id))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot %s unit '%s': there is one of that name beside it", attempt, row->name);
    return false;
}

static bool check_external(Database *database, const UnitRow *row, GError **error) {
    bool is_taken = false;
    if (row->external_id && !has_row(database, "SELECT 1 FROM unit WHERE external_id = ?1",
                                     row->external_id, &is_taken, error))
        return false;
    if (is_taken)
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot make unit '%s': the external id '%s' is taken", row->name,
                    row->external_id);
    return !is_taken;
}

bool unit_table_next_position(Database *database, const char *parent_id, int64_t *ret_position,
                              GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT position FROM unit WHERE parent_id IS ?1 ORDER BY position DESC LIMIT 1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, *parent_id ? parent_id : NULL);
    StatementStep step = statement_step(statement, error);
    *ret_position = step == STATEMENT_ROW ? statement_int64(statement, 0) + 1 : 1;
    return step != STATEMENT_FAILED;
}

static const char *text_or_null(const char *text) {
    return text && *text ? text : NULL;
}

/* A name without letters ("1") is found by itself. */
static char *search_key(const char *name, const char *name_key) {
    char *key = pinyin_search_key(name, NULL);
    return key ? key : g_strdup(name_key);
}

static bool write_new(Database *database, const UnitRow *row, const char *name_key,
                      GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO unit (" COLUMNS ", name_key, search_key)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL, ?9, ?8, ?8, ?10, ?11)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, text_or_null(row->parent_id));
    statement_bind_text(statement, 3, text_or_null(row->level_id));
    statement_bind_text(statement, 4, row->name);
    statement_bind_text(statement, 5, text_or_null(row->code));
    statement_bind_text(statement, 6, row->external_id);
    statement_bind_int64(statement, 7, row->position);
    statement_bind_int64(statement, 8, row->created_at_us);
    statement_bind_int64(statement, 9, row->change);
    statement_bind_text(statement, 10, name_key);
    g_autofree char *search = search_key(row->name, name_key);
    statement_bind_text(statement, 11, search);
    return statement_run(statement, error);
}

bool unit_table_insert(Database *database, UnitRow *row, int64_t *room, GError **error) {
    database_assert_current(database);
    g_autofree char *name_key = unit_name_key(row->name, error);
    row->id[0] = '\0';
    if (!name_key || !unit_table_check_values(database, row, error) ||
        !check_room(database, row, room, error) || !check_parent(database, row, error) ||
        !unit_table_check_name(database, row, "make", error) ||
        !check_external(database, row, error) ||
        !unit_table_next_position(database, row->parent_id, &row->position, error) ||
        !roster_change_next(database, &row->change, error))
        return false;
    id_new_uuid7(row->id);
    row->from_us = row->created_at_us = row->updated_at_us = clock_wall_us();
    row->closed_at_us = 0;
    if (!write_new(database, row, name_key, error))
        return false;
    if (room)
        (*room)--;
    return true;
}

bool unit_table_write(Database *database, const UnitRow *row, GError **error) {
    database_assert_current(database);
    g_autofree char *name_key = unit_name_key(row->name, error);
    if (!name_key)
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE unit SET parent_id = ?2, level_id = ?3, name = ?4, name_key = ?5, search_key = ?6,"
        " code = ?7, position = ?8, from_us = ?9, closed_at_us = nullif(?10, 0), change = ?11,"
        " updated_at_us = ?12, external_id = ?13 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, text_or_null(row->parent_id));
    statement_bind_text(statement, 3, text_or_null(row->level_id));
    statement_bind_text(statement, 4, row->name);
    statement_bind_text(statement, 5, name_key);
    g_autofree char *search = search_key(row->name, name_key);
    statement_bind_text(statement, 6, search);
    statement_bind_text(statement, 7, text_or_null(row->code));
    statement_bind_int64(statement, 8, row->position);
    statement_bind_int64(statement, 9, row->from_us);
    statement_bind_int64(statement, 10, row->closed_at_us);
    statement_bind_int64(statement, 11, row->change);
    statement_bind_int64(statement, 12, row->updated_at_us);
    statement_bind_text(statement, 13, row->external_id);
    return statement_run(statement, error);
}
