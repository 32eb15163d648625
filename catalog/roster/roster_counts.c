#include "catalog/roster/roster_counts.h"

#include "catalog/store/role.h"

bool roster_counts_read(Database *database, RosterCounts *ret_counts, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT (SELECT count(*) FROM level),"
                         " (SELECT count(*) FROM unit WHERE closed_at_us IS NULL),"
                         " (SELECT count(*) FROM member WHERE left_at_us IS NULL),"
                         " (SELECT count(*) FROM activation WHERE cancelled_at_us IS NULL),"
                         " (SELECT count(*) FROM account),"
                         " (SELECT count(*) FROM account WHERE (roles | appointed_roles) & ?1),"
                         " (SELECT count(*) FROM screen WHERE unpaired_at_us IS NULL)",
                         error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, ROLE_CLERK);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    int64_t *const counts[] = {&ret_counts->levels, &ret_counts->units,    &ret_counts->members,
                               &ret_counts->slips,  &ret_counts->accounts, &ret_counts->clerks,
                               &ret_counts->screens};
    for (unsigned i = 0; i < G_N_ELEMENTS(counts); i++)
        *counts[i] = statement_int64(statement, (int)i);
    return true;
}
