#include "catalog/store/session_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/store/field_text.h"

#define KEEP_ENDED_US (INT64_C(30) * 24 * 3600 * CLOCK_US_PER_S)

#define COLUMNS                                                                                    \
    "id, account_id, secret_hash, device, peer, created_at_us, rotated_at_us, last_used_at_us,"    \
    " expires_at_us, shared"

void session_row_free(SessionRow *row) {
    if (!row)
        return;
    g_free(row->device);
    g_free(row->peer);
    g_free(row);
}

static void bind_cut(Statement *statement, int parameter, const char *text, size_t max_bytes) {
    g_autofree char *kept = field_text_cut(text ? text : "", max_bytes);
    statement_bind_text(statement, parameter, kept);
}

/* Of an account's rows the live ones and those used last stay: a bound for sign-ins in a loop. */
static bool remove_surplus(Database *database, const char *account_id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE account_id = ?1"
        " ORDER BY revoked_at_us IS NULL AND expires_at_us > ?2 DESC, last_used_at_us DESC, id DESC"
        " LIMIT -1 OFFSET " G_STRINGIFY(SESSION_MAX_PER_ACCOUNT) ")",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, account_id);
    statement_bind_int64(statement, 2, clock_wall_us());
    return statement_run(statement, error);
}

bool session_table_insert(Database *database, SessionRow *row, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO session (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?6, ?7, ?8)", error);
    if (!statement)
        return false;
    id_new_uuid7(row->id);
    row->created_at_us = row->rotated_at_us = row->last_used_at_us = clock_wall_us();
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->account_id);
    statement_bind_blob(statement, 3, row->secret_hash, SECRET_HASH_BYTES);
    bind_cut(statement, 4, row->device, SESSION_DEVICE_MAX_BYTES);
    bind_cut(statement, 5, row->peer, SESSION_PEER_MAX_BYTES);
    statement_bind_int64(statement, 6, row->created_at_us);
    statement_bind_int64(statement, 7, row->expires_at_us);
    statement_bind_int64(statement, 8, row->is_shared);
    return statement_run(statement, error) && remove_surplus(database, row->account_id, error);
}

static void *row_from(Statement *statement) {
    SessionRow *row = g_new0(SessionRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->account_id, sizeof row->account_id);
    (void)statement_copy_blob(statement, 2, row->secret_hash, SECRET_HASH_BYTES); /* CHECKed */
    row->device = statement_dup_text(statement, 3);
    row->peer = statement_dup_text(statement, 4);
    row->created_at_us = statement_int64(statement, 5);
    row->rotated_at_us = statement_int64(statement, 6);
    row->last_used_at_us = statement_int64(statement, 7);
    row->expires_at_us = statement_int64(statement, 8);
    row->is_shared = statement_int64(statement, 9) != 0;
    return row;
}

bool session_table_find_secret(Database *database, const uint8_t secret_hash[SECRET_HASH_BYTES],
                               SessionRow **ret_row, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT " COLUMNS ", secret_hash <> ?1 FROM session"
        " WHERE (secret_hash = ?1 OR (previous_hash = ?1 AND previous_until_us > ?2))"
        " AND revoked_at_us IS NULL AND expires_at_us > ?2",
        error);
    if (!statement)
        return false;
    statement_bind_blob(statement, 1, secret_hash, SECRET_HASH_BYTES);
    statement_bind_int64(statement, 2, clock_wall_us());
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_FAILED)
        return false;
    SessionRow *row = step == STATEMENT_ROW ? row_from(statement) : NULL;
    if (row)
        row->by_previous = statement_int64(statement, 10) != 0;
    *ret_row = row;
    return true;
}

bool session_table_rotate(Database *database, const SessionRotation *rotation, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE session SET previous_hash = secret_hash, previous_until_us = ?4,"
        " secret_hash = ?3, rotated_at_us = ?6, expires_at_us = ?5"
        " WHERE id = ?1 AND secret_hash = ?2 AND revoked_at_us IS NULL AND expires_at_us > ?6",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, rotation->id);
    statement_bind_blob(statement, 2, rotation->old_hash, SECRET_HASH_BYTES);
    statement_bind_blob(statement, 3, rotation->new_hash, SECRET_HASH_BYTES);
    statement_bind_int64(statement, 4, rotation->old_until_us);
    statement_bind_int64(statement, 5, rotation->expires_at_us);
    statement_bind_int64(statement, 6, clock_wall_us());
    if (!statement_run(statement, error))
        return false;
    if (database_changes(database) == 1)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_STALE,
                "cannot renew session '%s': it was renewed or ended meanwhile", rotation->id);
    return false;
}

bool session_table_touch(Database *database, const char *id, const char *peer, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE session SET last_used_at_us = ?2, peer = ?3,"
                         " expires_at_us = iif(shared, ?4, expires_at_us)"
                         " WHERE id = ?1 AND revoked_at_us IS NULL AND expires_at_us > ?2",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    int64_t now_us = clock_wall_us();
    statement_bind_int64(statement, 2, now_us);
    bind_cut(statement, 3, peer, SESSION_PEER_MAX_BYTES);
    statement_bind_int64(statement, 4, now_us + SESSION_SHARED_IDLE_US);
    return statement_run(statement, error);
}

GPtrArray *session_table_list(Database *database, const char *account_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT " COLUMNS " FROM session WHERE account_id = ?1"
                         " AND revoked_at_us IS NULL AND expires_at_us > ?2"
                         " ORDER BY last_used_at_us DESC, id DESC",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, account_id);
    statement_bind_int64(statement, 2, clock_wall_us());
    return statement_rows(statement, row_from, (GDestroyNotify)session_row_free, error);
}

bool session_table_revoke(Database *database, const char *account_id, const char *id,
                          GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE session SET revoked_at_us = ?3"
                         " WHERE id = ?2 AND account_id = ?1 AND revoked_at_us IS NULL",
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
    g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot end session '%s': there is none", id);
    return false;
}

bool session_table_revoke_all(Database *database, const char *account_id, const char *except_id,
                              GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE session SET revoked_at_us = ?3"
                         " WHERE account_id = ?1 AND id <> ?2 AND revoked_at_us IS NULL",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, account_id);
    statement_bind_text(statement, 2, except_id ? except_id : "");
    statement_bind_int64(statement, 3, clock_wall_us());
    return statement_run(statement, error);
}

bool session_table_purge(Database *database, int64_t *ret_removed, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "DELETE FROM session WHERE expires_at_us < ?1 OR revoked_at_us < ?1", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, clock_wall_us() - KEEP_ENDED_US);
    if (!statement_run(statement, error))
        return false;
    *ret_removed = database_changes(database);
    return true;
}
