#include "catalog/store/setup_table.h"

#include "base/clock.h"
#include "base/error.h"

bool setup_table_offer(Database *database, const uint8_t secret_hash[SECRET_HASH_BYTES],
                       int64_t expires_at_us, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO setup (one, secret_hash, expires_at_us) VALUES (1, ?1, ?2)"
                         " ON CONFLICT (one) DO UPDATE SET secret_hash = excluded.secret_hash,"
                         " expires_at_us = excluded.expires_at_us, taken_at_us = NULL",
                         error);
    if (!statement)
        return false;
    statement_bind_blob(statement, 1, secret_hash, SECRET_HASH_BYTES);
    statement_bind_int64(statement, 2, expires_at_us);
    return statement_run(statement, error);
}

bool setup_table_take(Database *database, const uint8_t secret_hash[SECRET_HASH_BYTES],
                      GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE setup SET taken_at_us = ?2"
                         " WHERE secret_hash = ?1 AND taken_at_us IS NULL AND expires_at_us > ?2",
                         error);
    if (!statement)
        return false;
    statement_bind_blob(statement, 1, secret_hash, SECRET_HASH_BYTES);
    statement_bind_int64(statement, 2, clock_wall_us());
    if (!statement_run(statement, error))
        return false;
    if (database_changes(database) == 1)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_UNAUTHENTICATED,
                "cannot set up with this link: it is wrong, used or too old");
    return false;
}

bool setup_table_is_offered(Database *database, bool *ret_offered, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT 1 FROM setup WHERE taken_at_us IS NULL AND expires_at_us > ?1", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, clock_wall_us());
    StatementStep step = statement_step(statement, error);
    if (step != STATEMENT_FAILED)
        *ret_offered = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}
