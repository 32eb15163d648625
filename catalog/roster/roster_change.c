#include "catalog/roster/roster_change.h"

bool roster_change_next(Database *database, int64_t *ret_change, GError **error) {
    database_assert_current(database);
    return database_query_int64(
        database, "UPDATE roster_head SET last_change = last_change + 1 RETURNING last_change",
        ret_change, error);
}

bool roster_change_last(Database *database, int64_t *ret_change, GError **error) {
    database_assert_current(database);
    return database_query_int64(database, "SELECT last_change FROM roster_head", ret_change, error);
}
