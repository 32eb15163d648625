#include "catalog/rights/rights_holders.h"

bool rights_holders(Database *database, RightId right, const char *unit_id,
                    const char *without_account_id, GStrv *ret_account_ids, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE up (id) AS (SELECT ?1 UNION"
        " SELECT unit.parent_id FROM unit JOIN up ON unit.id = up.id WHERE unit.parent_id NOT NULL)"
        " SELECT DISTINCT account_id FROM appointment JOIN account ON account.id = account_id"
        " WHERE unit_id IN (SELECT id FROM up) AND role & ?2 AND ended_at_us IS NULL"
        " AND locked = 0 AND roles & ?2 = 0 AND account_id IS NOT ?3 ORDER BY account_id",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, unit_id);
    statement_bind_int64(statement, 2, RIGHTS_TABLE[right].roles);
    statement_bind_text(statement, 3, without_account_id);
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_strv_builder_add(ids, statement_text(statement, 0));
    if (step == STATEMENT_DONE)
        *ret_account_ids = g_strv_builder_end(ids);
    return step == STATEMENT_DONE;
}
