#include "catalog/course/course_office.h"

#include "base/error.h"

/* `sql` has one row of one id, or none. */
static bool find(Database *database, const char *sql, const char *id,
                 char ret_unit_id[ID_TEXT_BYTES], GError **error) {
    database_assert_current(database);
    *ret_unit_id = '\0';
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW && !statement_is_null(statement, 0))
        statement_copy_text(statement, 0, ret_unit_id, ID_TEXT_BYTES);
    return step != STATEMENT_FAILED;
}

bool course_office_of_account(Database *database, const char *account_id,
                              char ret_unit_id[ID_TEXT_BYTES], GError **error) {
    return find(database,
                "SELECT unit_id FROM account JOIN membership ON membership.member_id ="
                " account.member_id WHERE account.id = ?1 AND is_home = 1 AND until_day IS NULL",
                account_id, ret_unit_id, error);
}

bool course_office_of_course(Database *database, const char *course_id,
                             char ret_unit_id[ID_TEXT_BYTES], GError **error) {
    return find(database, "SELECT office_id FROM course WHERE id = ?1", course_id, ret_unit_id,
                error);
}

bool course_office_set(Database *database, const char *course_id, const char *unit_id,
                       GError **error) {
    char known[ID_TEXT_BYTES];
    if (*unit_id) {
        if (!find(database, "SELECT id FROM unit WHERE id = ?1", unit_id, known, error))
            return false;
        if (!*known) {
            g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, "There is no such unit.");
            return false;
        }
    }
    g_autoptr(Statement) statement =
        database_prepare(database, "UPDATE course SET office_id = ?2 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, course_id);
    statement_bind_text(statement, 2, *unit_id ? unit_id : NULL);
    return statement_run(statement, error);
}

bool course_office_json(Database *database, const char *course_id, char **ret_json,
                        GError **error) {
    database_assert_current(database);
    *ret_json = NULL;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT json_object('id', unit.id, 'name', unit.name) FROM course"
                         " JOIN unit ON unit.id = course.office_id WHERE course.id = ?1",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, course_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_json = statement_dup_text(statement, 0);
    return step != STATEMENT_FAILED;
}
