#include "catalog/course/lesson_kind.h"

#include "base/error.h"
#include "catalog/rights/rights.h"

bool lesson_kind_check(Database *database, const char *lesson_id, const char *kind,
                       GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT kind FROM lesson WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, lesson_id);
    StatementStep step = statement_step(statement, error);
    if (step != STATEMENT_ROW)
        return step == STATEMENT_DONE && rights_not_found(error);
    if (g_str_equal(statement_text(statement, 0), kind))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "The lesson is of another kind.");
    return false;
}
