#include "catalog/roster/exemption_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/store/field_text.h"

#define FROM                                                                                       \
    "SELECT exemption.id, member_id, unit_id, from_day, until_day, reason_sealed NOT NULL,"        \
    " decided_by, decided_at_us, revoked_by, revoked_at_us, unit.name"                             \
    " FROM exemption JOIN unit ON unit.id = unit_id "

#define ATTEMPT "cannot exempt the member"

void exemption_row_free(ExemptionRow *row) {
    if (!row)
        return;
    g_free(row->unit_name);
    g_free(row);
}

/* ---- reading ---- */

static void *row_from(Statement *statement) {
    ExemptionRow *row = g_new0(ExemptionRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->member_id, sizeof row->member_id);
    statement_copy_text(statement, 2, row->unit_id, sizeof row->unit_id);
    statement_copy_text(statement, 3, row->from_day, sizeof row->from_day);
    statement_copy_text(statement, 4, row->until_day, sizeof row->until_day);
    row->has_reason = statement_int64(statement, 5) != 0;
    statement_copy_text(statement, 6, row->decided_by, sizeof row->decided_by);
    row->decided_at_us = statement_int64(statement, 7);
    statement_copy_text(statement, 8, row->revoked_by, sizeof row->revoked_by);
    row->revoked_at_us = statement_int64(statement, 9);
    row->unit_name = statement_dup_text(statement, 10);
    return row;
}

static void set_not_found(GError **error, const char *id) {
    g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find exemption '%s'", id);
}

ExemptionRow *exemption_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, FROM "WHERE exemption.id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        set_not_found(error, id);
    return step == STATEMENT_ROW ? row_from(statement) : NULL;
}

GPtrArray *exemption_table_list(Database *database, const char *member_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, FROM "WHERE member_id = ?1 ORDER BY from_day DESC, exemption.id DESC", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, member_id);
    return statement_rows(statement, row_from, (GDestroyNotify)exemption_row_free, error);
}

char *exemption_table_reason(Database *database, const char *id, const FieldCrypto *crypto,
                             GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT reason_sealed FROM exemption WHERE id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_FAILED)
        return NULL;
    size_t length = 0;
    const void *sealed = step == STATEMENT_ROW ? statement_blob(statement, 0, &length) : NULL;
    const FieldPlace place = {EXEMPTION_REASON_COLUMN, id};
    if (sealed)
        return field_crypto_open(crypto, &place, sealed, length, error);
    g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find a reason of exemption '%s'", id);
    return NULL;
}

/* ---- rules ---- */

static bool check_days(const ExemptionRow *row, GError **error) {
    if (!day_check(ATTEMPT, row->from_day, error) || !day_check(ATTEMPT, row->until_day, error))
        return false;
    if (strcmp(row->from_day, row->until_day) < 0)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID, ATTEMPT ": the days end before they begin");
    return false;
}

static bool check_free(Database *database, const ExemptionRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT from_day, until_day FROM exemption WHERE member_id = ?1 AND revoked_at_us IS NULL"
        " AND from_day < ?3 AND until_day > ?2 ORDER BY from_day LIMIT 1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->member_id);
    statement_bind_text(statement, 2, row->from_day);
    statement_bind_text(statement, 3, row->until_day);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    ATTEMPT ": an exemption from %s until %s holds already",
                    statement_text(statement, 0), statement_text(statement, 1));
    return step == STATEMENT_DONE;
}

/* ---- writing ---- */

static bool insert(Database *database, const ExemptionRow *row, GBytes *sealed, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO exemption (id, member_id, unit_id, from_day, until_day, reason_sealed,"
        " decided_by, decided_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->member_id);
    statement_bind_text(statement, 3, row->unit_id);
    statement_bind_text(statement, 4, row->from_day);
    statement_bind_text(statement, 5, row->until_day);
    if (sealed)
        statement_bind_blob(statement, 6, g_bytes_get_data(sealed, NULL), g_bytes_get_size(sealed));
    statement_bind_text(statement, 7, row->decided_by);
    statement_bind_int64(statement, 8, row->decided_at_us);
    return statement_run(statement, error);
}

bool exemption_table_insert(Database *database, ExemptionRow *row, const FieldCrypto *crypto,
                            const char *reason, GError **error) {
    database_assert_current(database);
    row->has_reason = reason && *reason;
    if (!check_days(row, error) || !check_free(database, row, error) ||
        (row->has_reason &&
         !field_text_check("cannot use this reason", reason, EXEMPTION_REASON_MAX_CHARS, error)))
        return false;
    id_new_uuid7(row->id);
    row->decided_at_us = clock_wall_us();
    g_autoptr(GBytes) sealed = NULL;
    const FieldPlace place = {EXEMPTION_REASON_COLUMN, row->id};
    if (row->has_reason) {
        sealed = field_crypto_seal(crypto, &place, reason, error);
        if (!sealed)
            return false;
    }
    return insert(database, row, sealed, error);
}

bool exemption_table_revoke(Database *database, const char *id, const char *account_id,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(ExemptionRow) row = exemption_table_get(database, id, error);
    if (!row)
        return false;
    if (row->revoked_at_us != 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot end the exemption: it was ended already");
        return false;
    }
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE exemption SET revoked_by = ?2, revoked_at_us = ?3 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, account_id);
    statement_bind_int64(statement, 3, clock_wall_us());
    return statement_run(statement, error);
}
