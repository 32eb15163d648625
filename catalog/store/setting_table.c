#include "catalog/store/setting_table.h"

bool setting_table_find(Database *database, const char *name, char **ret_value, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT value FROM setting WHERE name = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, name);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_FAILED)
        return false;
    *ret_value = step == STATEMENT_ROW ? statement_dup_text(statement, 0) : NULL;
    return true;
}

bool setting_table_set(Database *database, const char *name, const char *value, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO setting (name, value) VALUES (?1, ?2)"
                         " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, name);
    statement_bind_text(statement, 2, value);
    return statement_run(statement, error);
}
