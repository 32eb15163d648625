#include "catalog/roster/unit_past.h"

static void free_past(void *data) {
    UnitPast *past = data;
    g_free(past->parent_name);
    g_free(past->name);
    g_free(past->code);
    g_free(past);
}

bool unit_past_append(Database *database, const UnitRow *before, int64_t until_us, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO unit_past (unit_id, from_us, until_us, parent_id, level_id, name, code)"
        " VALUES (?1, ?2, ?3, nullif(?4, ''), nullif(?5, ''), ?6, ?7)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, before->id);
    statement_bind_int64(statement, 2, before->from_us);
    statement_bind_int64(statement, 3, until_us);
    statement_bind_text(statement, 4, before->parent_id);
    statement_bind_text(statement, 5, before->level_id);
    statement_bind_text(statement, 6, before->name);
    statement_bind_text(statement, 7, before->code);
    return statement_run(statement, error);
}

static void *read_row(Statement *statement) {
    UnitPast *past = g_new0(UnitPast, 1);
    past->from_us = statement_int64(statement, 0);
    past->until_us = statement_int64(statement, 1);
    statement_copy_text(statement, 2, past->parent_id, sizeof past->parent_id);
    past->parent_name = statement_dup_text(statement, 3);
    past->name = statement_dup_text(statement, 4);
    past->code = statement_dup_text(statement, 5);
    return past;
}

GPtrArray *unit_past_list(Database *database, const char *unit_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT past.from_us, past.until_us, past.parent_id, parent.name, past.name, past.code"
        " FROM unit_past AS past LEFT JOIN unit AS parent ON parent.id = past.parent_id"
        " WHERE past.unit_id = ?1 ORDER BY past.until_us DESC LIMIT ?2",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, unit_id);
    statement_bind_int64(statement, 2, UNIT_PAST_MAX_ROWS);
    return statement_rows(statement, read_row, free_past, error);
}
