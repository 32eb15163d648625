#include "catalog/meeting/meeting_type_table.h"

#include "base/error.h"
#include "catalog/store/field_text.h"

void meeting_type_row_free(MeetingTypeRow *row) {
    if (!row)
        return;
    g_free(row->name);
    g_free(row);
}

static void *read_row(Statement *statement) {
    MeetingTypeRow *row = g_new0(MeetingTypeRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    row->name = statement_dup_text(statement, 1);
    row->is_builtin = statement_int64(statement, 2) != 0;
    return row;
}

GPtrArray *meeting_type_list(Database *database, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT id, name, is_builtin FROM meeting_type ORDER BY position, id", error);
    if (!statement)
        return NULL;
    return statement_rows(statement, read_row, (GDestroyNotify)meeting_type_row_free, error);
}

static bool check_free(Database *database, const char *name, const char *key, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT count(*), ifnull(sum(name_key = ?1), 0) FROM meeting_type", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, key);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (statement_int64(statement, 1) > 0)
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "There is a type '%s' already.", name);
    else if (statement_int64(statement, 0) >= MEETING_MAX_TYPES)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "There are too many types of meetings.");
    else
        return true;
    return false;
}

bool meeting_type_insert(Database *database, MeetingTypeRow *row, GError **error) {
    database_assert_current(database);
    if (!field_text_check("cannot use this name of a type", row->name, MEETING_TYPE_NAME_MAX_CHARS,
                          error))
        return false;
    g_autofree char *key = field_text_fold(row->name);
    if (!check_free(database, row->name, key, error))
        return false;
    id_new_uuid7(row->id);
    row->is_builtin = false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO meeting_type (id, position, name, name_key, is_builtin)"
                         " SELECT ?1, max(position) + 1, ?2, ?3, 0 FROM meeting_type",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->name);
    statement_bind_text(statement, 3, key);
    return statement_run(statement, error);
}
