#include "catalog/screen/screen_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/store/field_text.h"

#define SELECT                                                                                     \
    "SELECT screen.id, screen.unit_id, screen.place_id, screen.name, kind, locale, version,"       \
    " capabilities, peer, paired_by, paired_at_us, rotated_at_us, rolled_back_at_us,"              \
    " last_seen_at_us, copied_at_us, unit.name, place.name"                                        \
    " FROM screen JOIN unit ON unit.id = screen.unit_id"                                           \
    " LEFT JOIN place ON place.id = screen.place_id AND place.ended_at_us IS NULL "

void screen_row_free(ScreenRow *row) {
    if (!row)
        return;
    g_free(row->name);
    g_free(row->locale);
    g_free(row->version);
    g_free(row->capabilities);
    g_free(row->peer);
    g_free(row->unit_name);
    g_free(row->place_name);
    g_free(row);
}

static void *row_from(Statement *statement) {
    ScreenRow *row = g_new0(ScreenRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->unit_id, sizeof row->unit_id);
    statement_copy_text(statement, 2, row->place_id, sizeof row->place_id);
    row->name = statement_dup_text(statement, 3);
    row->kind = screen_kind_of(statement_text(statement, 4));
    row->locale = statement_dup_text(statement, 5);
    row->version = statement_dup_text(statement, 6);
    row->capabilities = statement_dup_text(statement, 7);
    row->peer = statement_dup_text(statement, 8);
    statement_copy_text(statement, 9, row->paired_by, sizeof row->paired_by);
    row->paired_at_us = statement_int64(statement, 10);
    row->rotated_at_us = statement_int64(statement, 11);
    row->rolled_back_at_us = statement_int64(statement, 12);
    row->last_seen_at_us = statement_int64(statement, 13);
    row->copied_at_us = statement_int64(statement, 14);
    row->unit_name = statement_dup_text(statement, 15);
    row->place_name = statement_dup_text(statement, 16);
    return row;
}

/* ---- rules ---- */

/* How many open screens a unit has besides this one; -1 when it is closed or unknown. */
static bool count_in_unit(Database *database, const ScreenRow *row, int64_t *ret_n,
                          GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT (SELECT count(*) FROM screen WHERE unit_id = unit.id AND unpaired_at_us IS NULL"
        " AND screen.id <> ?2) FROM unit WHERE id = ?1 AND closed_at_us IS NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->unit_id);
    statement_bind_text(statement, 2, row->id);
    StatementStep step = statement_step(statement, error);
    *ret_n = step == STATEMENT_ROW ? statement_int64(statement, 0) : -1;
    return step != STATEMENT_FAILED;
}

static bool check_unit(Database *database, const ScreenRow *row, GError **error) {
    int64_t n = 0;
    if (!count_in_unit(database, row, &n, error))
        return false;
    if (n < 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot give screen '%s' to this unit: it is closed", row->name);
        return false;
    }
    if (n >= SCREEN_MAX_PER_UNIT) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot give screen '%s' to this unit: it has %d already; unpair one first",
                    row->name, SCREEN_MAX_PER_UNIT);
        return false;
    }
    return true;
}

static bool check_place(Database *database, const ScreenRow *row, GError **error) {
    if (!row->place_id[0])
        return true;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT 1 FROM place WHERE id = ?1 AND ended_at_us IS NULL"
                         " AND (unit_id = ?2 OR EXISTS (SELECT 1 FROM place_unit"
                         " WHERE place_id = ?1 AND place_unit.unit_id = ?2))",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->place_id);
    statement_bind_text(statement, 2, row->unit_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot put screen '%s' into this place: it does not serve the unit",
                    row->name);
    return step == STATEMENT_ROW;
}

static bool check(Database *database, const ScreenRow *row, GError **error) {
    return field_text_check("cannot name a screen so", row->name, SCREEN_NAME_MAX_CHARS, error) &&
           check_unit(database, row, error) && check_place(database, row, error);
}

/* ---- verbs ---- */

static const char *text_or_null(const char *text) {
    return *text ? text : NULL;
}

bool screen_table_insert(Database *database, ScreenRow *row, GError **error) {
    database_assert_current(database);
    row->id[0] = '\0';
    if (!check(database, row, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO screen (id, unit_id, place_id, name, kind, locale, capabilities, paired_by,"
        " paired_at_us, rotated_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
        error);
    if (!statement)
        return false;
    id_new_uuid7(row->id);
    row->paired_at_us = row->rotated_at_us = clock_wall_us();
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->unit_id);
    statement_bind_text(statement, 3, text_or_null(row->place_id));
    statement_bind_text(statement, 4, row->name);
    statement_bind_text(statement, 5, SCREEN_KIND_WORDS[row->kind]);
    statement_bind_text(statement, 6, row->locale);
    statement_bind_text(statement, 7, row->capabilities);
    statement_bind_text(statement, 8, row->paired_by);
    statement_bind_int64(statement, 9, row->paired_at_us);
    return statement_run(statement, error);
}

static void set_not_found(GError **error) {
    g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                        "cannot find this among the units that you look after");
}

ScreenRow *screen_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, SELECT "WHERE screen.id = ?1 AND unpaired_at_us IS NULL", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        set_not_found(error);
    return step == STATEMENT_ROW ? row_from(statement) : NULL;
}

static bool run_for_one(Database *database, Statement *statement, GError **error) {
    if (!statement_run(statement, error))
        return false;
    if (database_changes(database) == 1)
        return true;
    set_not_found(error);
    return false;
}

bool screen_table_update(Database *database, const ScreenRow *row, GError **error) {
    database_assert_current(database);
    if (!check(database, row, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE screen SET name = ?2, unit_id = ?3, place_id = ?4"
                         " WHERE id = ?1 AND unpaired_at_us IS NULL",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->name);
    statement_bind_text(statement, 3, row->unit_id);
    statement_bind_text(statement, 4, text_or_null(row->place_id));
    return run_for_one(database, statement, error);
}

bool screen_table_replace(Database *database, const char *id, ScreenKind kind,
                          const char *paired_by, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE screen SET kind = ?2, paired_by = ?3, paired_at_us = ?4, rotated_at_us = ?4,"
        " secret_hash = NULL, next_hash = NULL, previous_hash = NULL, rolled_back_at_us = NULL,"
        " copied_at_us = NULL, last_seen_at_us = NULL, version = NULL, capabilities = NULL,"
        " peer = NULL WHERE id = ?1 AND unpaired_at_us IS NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, SCREEN_KIND_WORDS[kind]);
    statement_bind_text(statement, 3, paired_by);
    statement_bind_int64(statement, 4, clock_wall_us());
    return run_for_one(database, statement, error);
}

bool screen_table_set_capabilities(Database *database, const char *id, const char *json,
                                   GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "UPDATE screen SET capabilities = ?2 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, json);
    return statement_run(statement, error);
}

bool screen_table_unpair(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE screen SET unpaired_at_us = ?2 WHERE id = ?1 AND unpaired_at_us IS NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, clock_wall_us());
    return run_for_one(database, statement, error);
}

#define BELOW(name, base)                                                                          \
    name " (id) AS (" base " UNION SELECT unit.id FROM unit JOIN " name                            \
         " ON unit.parent_id = " name ".id)"

GPtrArray *screen_table_list(Database *database, const ScreenQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE " BELOW("reach", "SELECT value FROM json_each(?1)") ", " BELOW(
            "below", "SELECT ?2") " " SELECT "WHERE unpaired_at_us IS NULL"
                                  " AND (?1 IS NULL OR screen.unit_id IN (SELECT id FROM reach))"
                                  " AND (?2 IS NULL OR screen.unit_id IN (SELECT id FROM below))"
                                  " ORDER BY unit.name, unit.id, screen.name, screen.id LIMIT ?3",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, query->roots_json);
    statement_bind_text(statement, 2, query->unit_id);
    statement_bind_int64(statement, 3, query->limit);
    return statement_rows(statement, row_from, (GDestroyNotify)screen_row_free, error);
}
