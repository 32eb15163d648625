#include "catalog/roster/member_leave.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/roster/activation_table.h"
#include "catalog/roster/day.h"
#include "catalog/roster/member_account.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/membership_table.h"
#include "catalog/roster/transfer_table.h"
#include "catalog/store/account_table.h"
#include "catalog/store/bearer_table.h"
#include "catalog/store/session_table.h"

static bool lock_account(Database *database, const char *member_id,
                         char ret_account_id[ID_TEXT_BYTES], GError **error) {
    g_auto(MemberAccount) found = {0};
    if (!member_account_read(database, member_id, &found, error))
        return false;
    g_strlcpy(ret_account_id, found.id, ID_TEXT_BYTES);
    if (!found.id[0])
        return true;
    g_autoptr(AccountRow) account = account_table_get(database, found.id, error);
    if (!account)
        return false;
    account->locked = true;
    return account_table_update(database, account, error) &&
           session_table_revoke_all(database, found.id, NULL, error) &&
           bearer_table_revoke_all(database, found.id, error);
}

bool member_leave(Database *database, const char *id, const char *account_id,
                  char ret_account_id[ID_TEXT_BYTES], GError **error) {
    database_assert_current(database);
    g_autoptr(MemberRow) row = member_table_get(database, id, error);
    if (!row)
        return false;
    if (row->left_at_us != 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot take '%s' out of the roster: that was done already", row->name);
        return false;
    }
    char today[DAY_TEXT_BYTES];
    day_today(today);
    row->left_at_us = clock_wall_us();
    return member_table_update(database, row, error) &&
           transfer_table_withdraw_all(database, id, account_id, error) &&
           membership_table_end_all(database, id, today, error) &&
           activation_table_cancel(database, id, NULL, error) &&
           lock_account(database, id, ret_account_id, error);
}
