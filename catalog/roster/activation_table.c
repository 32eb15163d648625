#include "catalog/roster/activation_table.h"

#include "base/clock.h"
#include "base/error.h"

#define COLUMN   "activation.code"
#define DAY_US   (INT64_C(86400) * CLOCK_US_PER_S)
#define VALID_US (ACTIVATION_VALID_DAYS * DAY_US)
#define KEEP_ENDED_US                                                                              \
    (365 * DAY_US) /* who finds an old slip is told that it was used or expired                    \
                    */

static bool lookup_of(const FieldCrypto *crypto, const char *code,
                      uint8_t ret_lookup[FIELD_LOOKUP_BYTES], GError **error) {
    return field_crypto_lookup(crypto, COLUMN, FIELD_LOOKUP_NUMBER, code, ret_lookup, error);
}

/* ---- writing ---- */

bool activation_table_cancel(Database *database, const char *member_id, int64_t *ret_n,
                             GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE activation SET cancelled_at_us = ?2 WHERE member_id = ?1"
                         " AND used_at_us IS NULL AND cancelled_at_us IS NULL"
                         " AND expires_at_us > ?2",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, member_id);
    statement_bind_int64(statement, 2, clock_wall_us());
    if (!statement_run(statement, error))
        return false;
    if (ret_n)
        *ret_n = database_changes(database);
    return true;
}

bool activation_table_issue(Database *database, const FieldCrypto *crypto, ActivationRow *row,
                            char ret_code[ACTIVATION_CODE_BYTES], GError **error) {
    database_assert_current(database);
    uint8_t lookup[FIELD_LOOKUP_BYTES];
    activation_code_new(ret_code);
    if (!activation_table_cancel(database, row->member_id, NULL, error) ||
        !lookup_of(crypto, ret_code, lookup, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO activation (id, member_id, code_lookup, issued_by,"
                         " issued_at_us, expires_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                         error);
    if (!statement)
        return false;
    id_new_uuid7(row->id);
    row->issued_at_us = clock_wall_us();
    row->expires_at_us = row->issued_at_us + VALID_US;
    row->used_at_us = 0;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->member_id);
    statement_bind_blob(statement, 3, lookup, sizeof lookup);
    statement_bind_text(statement, 4, row->issued_by);
    statement_bind_int64(statement, 5, row->issued_at_us);
    statement_bind_int64(statement, 6, row->expires_at_us);
    return statement_run(statement, error);
}

bool activation_table_use(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE activation SET used_at_us = ?2 WHERE id = ?1 AND"
                         " used_at_us IS NULL AND cancelled_at_us IS NULL AND expires_at_us > ?2",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, clock_wall_us());
    if (!statement_run(statement, error))
        return false;
    if (database_changes(database) == 1)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "This code is no longer open.");
    return false;
}

bool activation_table_purge(Database *database, int64_t *ret_removed, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM activation WHERE expires_at_us < ?1", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, clock_wall_us() - KEEP_ENDED_US);
    if (!statement_run(statement, error))
        return false;
    *ret_removed = database_changes(database);
    return true;
}

/* ---- reading ---- */

bool activation_table_find(Database *database, const FieldCrypto *crypto, const char *code,
                           ActivationRow **ret_row, GError **error) {
    database_assert_current(database);
    uint8_t lookup[FIELD_LOOKUP_BYTES];
    if (!lookup_of(crypto, code, lookup, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT id, member_id, issued_by, issued_at_us, expires_at_us, used_at_us"
                         " FROM activation WHERE code_lookup = ?1 AND cancelled_at_us IS NULL",
                         error);
    if (!statement)
        return false;
    statement_bind_blob(statement, 1, lookup, sizeof lookup);
    StatementStep step = statement_step(statement, error);
    *ret_row = NULL;
    if (step != STATEMENT_ROW)
        return step == STATEMENT_DONE;
    ActivationRow *row = g_new0(ActivationRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->member_id, sizeof row->member_id);
    statement_copy_text(statement, 2, row->issued_by, sizeof row->issued_by);
    row->issued_at_us = statement_int64(statement, 3);
    row->expires_at_us = statement_int64(statement, 4);
    row->used_at_us = statement_int64(statement, 5);
    *ret_row = row;
    return true;
}

GPtrArray *activation_table_list_waiting(Database *database, const char *unit_id, bool again,
                                         unsigned limit, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT member.id FROM membership JOIN member ON member.id = membership.member_id"
        " WHERE unit_id = ?1 AND is_home = 1 AND until_day IS NULL AND left_at_us IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM account WHERE account.member_id = member.id)"
        " AND (?2 OR NOT EXISTS (SELECT 1 FROM activation WHERE activation.member_id = member.id"
        " AND used_at_us IS NULL AND cancelled_at_us IS NULL AND expires_at_us > ?3))"
        " ORDER BY substr(search_key, instr(search_key, char(10)) + 1), member.id LIMIT ?4",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, unit_id);
    statement_bind_int64(statement, 2, again);
    statement_bind_int64(statement, 3, clock_wall_us());
    statement_bind_int64(statement, 4, limit);
    return statement_texts(statement, error);
}
