#include "catalog/store/outbox_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"

void outbox_row_free(OutboxRow *row) {
    if (!row)
        return;
    g_free(row->kind);
    g_free(row->payload);
    g_free(row);
}

/* The counter is written in the caller's transaction: a fact that is rolled back takes its number
 * with it, so that numbers have no gaps. */
static bool take_number(Database *database, OutboxRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO outbox_head (origin, last_sequence)"
        " SELECT value, 1 FROM setting WHERE name = 'node_id'"
        " ON CONFLICT (origin) DO UPDATE SET last_sequence = outbox_head.last_sequence + 1"
        " RETURNING origin, last_sequence",
        error);
    if (!statement)
        return false;
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error(error, BASE_ERROR, ERROR_INTERNAL,
                    "cannot number a fact: the database has no node id");
    if (step != STATEMENT_ROW)
        return false;
    statement_copy_text(statement, 0, row->origin, sizeof row->origin);
    row->sequence = statement_int64(statement, 1);
    return true;
}

bool outbox_table_append(Database *database, const char *kind, const char *payload,
                         OutboxRow *ret_row, GError **error) {
    database_assert_current(database);
    g_assert(database_in_transaction(database));
    if (strlen(payload) > OUTBOX_PAYLOAD_MAX_BYTES) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "cannot store fact '%s': it is longer than %d bytes", kind,
                    OUTBOX_PAYLOAD_MAX_BYTES);
        return false;
    }
    OutboxRow row = {.at_us = clock_wall_us()};
    if (!take_number(database, &row, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO outbox (origin, sequence, at_us, kind, payload)"
                         " VALUES (?1, ?2, ?3, ?4, ?5)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row.origin);
    statement_bind_int64(statement, 2, row.sequence);
    statement_bind_int64(statement, 3, row.at_us);
    statement_bind_text(statement, 4, kind);
    statement_bind_text(statement, 5, payload);
    if (!statement_run(statement, error))
        return false;
    if (ret_row)
        *ret_row = row;
    return true;
}

static void *row_from(Statement *statement) {
    OutboxRow *row = g_new0(OutboxRow, 1);
    statement_copy_text(statement, 0, row->origin, sizeof row->origin);
    row->sequence = statement_int64(statement, 1);
    row->at_us = statement_int64(statement, 2);
    row->kind = statement_dup_text(statement, 3);
    row->payload = statement_dup_text(statement, 4);
    return row;
}

GPtrArray *outbox_table_read(Database *database, int64_t after_sequence, unsigned limit,
                             GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT origin, sequence, at_us, kind, payload FROM outbox"
        " WHERE origin = (SELECT value FROM setting WHERE name = 'node_id') AND sequence > ?1"
        " ORDER BY sequence LIMIT ?2",
        error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, after_sequence);
    statement_bind_int64(statement, 2, MIN(limit, OUTBOX_READ_MAX_ROWS));
    return statement_rows(statement, row_from, (GDestroyNotify)outbox_row_free, error);
}

bool outbox_table_trim(Database *database, int64_t up_to_sequence, int64_t *ret_removed,
                       GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "DELETE FROM outbox"
        " WHERE origin = (SELECT value FROM setting WHERE name = 'node_id') AND sequence <= ?1",
        error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, up_to_sequence);
    if (!statement_run(statement, error))
        return false;
    *ret_removed = database_changes(database);
    return true;
}
