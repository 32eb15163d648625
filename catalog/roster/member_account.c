#include "catalog/roster/member_account.h"

#include "base/clock.h"

void member_account_clear(MemberAccount *account) {
    g_free(account->name);
    *account = (MemberAccount){0};
}

bool member_account_read(Database *database, const char *member_id, MemberAccount *ret_account,
                         GError **error) {
    database_assert_current(database);
    *ret_account = (MemberAccount){0};
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT account.id, account.name, last_sign_in_at_us,"
        " EXISTS (SELECT 1 FROM activation WHERE activation.member_id = ?1"
        "  AND used_at_us IS NULL AND cancelled_at_us IS NULL AND expires_at_us > ?2)"
        " FROM (SELECT 1) LEFT JOIN account ON account.member_id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, member_id);
    statement_bind_int64(statement, 2, clock_wall_us());
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    statement_copy_text(statement, 0, ret_account->id, sizeof ret_account->id);
    ret_account->name = statement_dup_text(statement, 1);
    ret_account->last_sign_in_at_us = statement_int64(statement, 2);
    ret_account->has_code = statement_int64(statement, 3) != 0;
    return true;
}
