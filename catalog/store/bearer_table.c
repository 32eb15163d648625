#include "catalog/store/bearer_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/store/field_text.h"

#define KEEP_ENDED_US (INT64_C(30) * 24 * 3600 * CLOCK_US_PER_S)

#define COLUMNS "id, account_id, secret_hash, label, created_at_us, expires_at_us, last_used_at_us"

void bearer_row_free(BearerRow *row) {
    if (!row)
        return;
    g_free(row->label);
    g_free(row);
}

/* Ended tokens make room first; live ones are a limit that people see. */
static bool make_room(Database *database, const BearerRow *row, GError **error) {
    g_autoptr(Statement) count = database_prepare(
        database,
        "SELECT count(*) FILTER (WHERE revoked_at_us IS NULL AND expires_at_us > ?2), count(*)"
        " FROM bearer WHERE account_id = ?1",
        error);
    if (!count)
        return false;
    statement_bind_text(count, 1, row->account_id);
    statement_bind_int64(count, 2, row->created_at_us);
    if (statement_step(count, error) != STATEMENT_ROW)
        return false;
    if (statement_int64(count, 0) >= BEARER_MAX_PER_ACCOUNT) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot make token '%s': there are %d already; end one first", row->label,
                    BEARER_MAX_PER_ACCOUNT);
        return false;
    }
    if (statement_int64(count, 1) < BEARER_MAX_PER_ACCOUNT)
        return true;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "DELETE FROM bearer WHERE account_id = ?1"
                         " AND (revoked_at_us IS NOT NULL OR expires_at_us <= ?2)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->account_id);
    statement_bind_int64(statement, 2, row->created_at_us);
    return statement_run(statement, error);
}

bool bearer_table_insert(Database *database, BearerRow *row, GError **error) {
    database_assert_current(database);
    row->created_at_us = clock_wall_us();
    if (!field_text_check("cannot make token", row->label, BEARER_LABEL_MAX_CHARS, error) ||
        !make_room(database, row, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database, "INSERT INTO bearer (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL)", error);
    if (!statement)
        return false;
    id_new_uuid7(row->id);
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->account_id);
    statement_bind_blob(statement, 3, row->secret_hash, SECRET_HASH_BYTES);
    statement_bind_text(statement, 4, row->label);
    statement_bind_int64(statement, 5, row->created_at_us);
    statement_bind_int64(statement, 6, row->expires_at_us);
    return statement_run(statement, error);
}

static void *row_from(Statement *statement) {
    BearerRow *row = g_new0(BearerRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->account_id, sizeof row->account_id);
    (void)statement_copy_blob(statement, 2, row->secret_hash, SECRET_HASH_BYTES); /* CHECKed */
    row->label = statement_dup_text(statement, 3);
    row->created_at_us = statement_int64(statement, 4);
    row->expires_at_us = statement_int64(statement, 5);
    row->last_used_at_us = statement_int64(statement, 6);
    return row;
}

bool bearer_table_find_secret(Database *database, const uint8_t secret_hash[SECRET_HASH_BYTES],
                              BearerRow **ret_row, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT " COLUMNS " FROM bearer WHERE secret_hash = ?1"
                         " AND revoked_at_us IS NULL AND expires_at_us > ?2",
                         error);
    if (!statement)
        return false;
    statement_bind_blob(statement, 1, secret_hash, SECRET_HASH_BYTES);
    statement_bind_int64(statement, 2, clock_wall_us());
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_FAILED)
        return false;
    *ret_row = step == STATEMENT_ROW ? row_from(statement) : NULL;
    return true;
}

bool bearer_table_is_live(Database *database, const char *id, bool *ret_is_live, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT 1 FROM bearer WHERE id = ?1"
                         " AND revoked_at_us IS NULL AND expires_at_us > ?2",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, clock_wall_us());
    StatementStep step = statement_step(statement, error);
    *ret_is_live = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

bool bearer_table_touch(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "UPDATE bearer SET last_used_at_us = ?2 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, clock_wall_us());
    return statement_run(statement, error);
}

GPtrArray *bearer_table_list(Database *database, const char *account_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT " COLUMNS " FROM bearer WHERE account_id = ?1"
                         " AND revoked_at_us IS NULL AND expires_at_us > ?2 ORDER BY id DESC",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, account_id);
    statement_bind_int64(statement, 2, clock_wall_us());
    return statement_rows(statement, row_from, (GDestroyNotify)bearer_row_free, error);
}

bool bearer_table_revoke(Database *database, const char *account_id, const char *id,
                         GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE bearer SET revoked_at_us = ?3"
        " WHERE id = ?2 AND account_id = ?1 AND revoked_at_us IS NULL AND expires_at_us > ?3",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, account_id);
    statement_bind_text(statement, 2, id);
    statement_bind_int64(statement, 3, clock_wall_us());
    if (!statement_run(statement, error))
        return false;
    if (database_changes(database) == 1)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot end token '%s': there is none", id);
    return false;
}

bool bearer_table_revoke_all(Database *database, const char *account_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE bearer SET revoked_at_us = ?2 WHERE account_id = ?1 AND revoked_at_us IS NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, account_id);
    statement_bind_int64(statement, 2, clock_wall_us());
    return statement_run(statement, error);
}

bool bearer_table_purge(Database *database, int64_t *ret_removed, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "DELETE FROM bearer WHERE expires_at_us < ?1 OR revoked_at_us < ?1", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, clock_wall_us() - KEEP_ENDED_US);
    if (!statement_run(statement, error))
        return false;
    *ret_removed = database_changes(database);
    return true;
}
