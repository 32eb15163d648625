#include "catalog/roster/export_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/roster/unit_tree.h"

const char *const EXPORT_STATE_WORDS[] = {"waiting", "ready", "refused", "taken", "expired", NULL};

void export_row_free(ExportRow *row) {
    if (!row)
        return;
    g_free(row->reason);
    g_free(row->report);
    g_free(row->unit_name);
    g_free(row->asked_by_name);
    g_free(row->decided_by_name);
    g_free(row);
}

/* ---- reading ---- */

#define EXPORTS                                                                                    \
    "SELECT export.id, unit_id, kind, format, with_numbers, n_rows, reason, state, asked_by,"      \
    " decided_by, asked_at_us, expires_at_us, unit.name, asker.display_name, "                     \
    "decider.display_name, report"                                                                 \
    " FROM export LEFT JOIN unit ON unit.id = unit_id"                                             \
    " LEFT JOIN account asker ON asker.id = asked_by"                                              \
    " LEFT JOIN account decider ON decider.id = decided_by WHERE "
#define NEWEST_FIRST " ORDER BY export.id DESC LIMIT ?3"

static const char LIST_ALL[] = EXPORTS "?2 NOT NULL" NEWEST_FIRST;
static const char LIST_REACH[] =
    UNIT_TREE_REACH_SQL EXPORTS "(asked_by = ?2 OR unit_id IN (SELECT id FROM reach))" NEWEST_FIRST;

static ExportState state_of(const char *word, int64_t expires_at_us) {
    ExportState state = EXPORT_WAITING;
    while (state < EXPORT_EXPIRED && !g_str_equal(EXPORT_STATE_WORDS[state], word))
        state++;
    bool is_open = state == EXPORT_WAITING || state == EXPORT_READY;
    return is_open && expires_at_us <= clock_wall_us() ? EXPORT_EXPIRED : state;
}

static void *row_from(Statement *statement) {
    ExportRow *row = g_new0(ExportRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->unit_id, sizeof row->unit_id);
    row->is_units = g_str_equal(statement_text(statement, 2), "units");
    row->is_xlsx = g_str_equal(statement_text(statement, 3), "xlsx");
    row->with_numbers = statement_int64(statement, 4) != 0;
    row->n_rows = statement_int64(statement, 5);
    row->reason = statement_dup_text(statement, 6);
    row->expires_at_us = statement_int64(statement, 11);
    row->state = state_of(statement_text(statement, 7), row->expires_at_us);
    statement_copy_text(statement, 8, row->asked_by, sizeof row->asked_by);
    statement_copy_text(statement, 9, row->decided_by, sizeof row->decided_by);
    row->asked_at_us = statement_int64(statement, 10);
    row->unit_name = statement_dup_text(statement, 12);
    row->asked_by_name = statement_dup_text(statement, 13);
    row->decided_by_name = statement_dup_text(statement, 14);
    row->report = statement_dup_text(statement, 15);
    return row;
}

ExportRow *export_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, EXPORTS "export.id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        return row_from(statement);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find this export");
    return NULL;
}

GPtrArray *export_table_list(Database *database, const char *account_id, const char *roots_json,
                             GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, roots_json ? LIST_REACH : LIST_ALL, error);
    if (!statement)
        return NULL;
    if (roots_json)
        statement_bind_text(statement, 1, roots_json);
    statement_bind_text(statement, 2, account_id);
    statement_bind_int64(statement, 3, EXPORT_LIST_MAX);
    return statement_rows(statement, row_from, (GDestroyNotify)export_row_free, error);
}

/* ---- writing ---- */

static bool forget_old(Database *database, int64_t now_us, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM export WHERE asked_at_us < ?1", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, now_us - EXPORT_FORGET_US);
    return statement_run(statement, error);
}

static bool check_room(Database *database, const ExportRow *row, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT count(*) FROM export WHERE asked_by = ?1 AND expires_at_us > ?2"
                         " AND state IN ('waiting', 'ready')",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->asked_by);
    statement_bind_int64(statement, 2, row->asked_at_us);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (statement_int64(statement, 0) < EXPORT_MAX_OPEN)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot ask for another export: %d of yours are open; take them first",
                EXPORT_MAX_OPEN);
    return false;
}

bool export_table_insert(Database *database, ExportRow *row, GError **error) {
    database_assert_current(database);
    id_new_uuid7(row->id);
    row->asked_at_us = clock_wall_us();
    row->expires_at_us =
        row->asked_at_us + (row->state == EXPORT_READY ? EXPORT_READY_US : EXPORT_WAIT_US);
    if (!forget_old(database, row->asked_at_us, error) || !check_room(database, row, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO export (id, kind, unit_id, format, with_numbers, n_rows,"
                         " reason, state, asked_by, asked_at_us, expires_at_us, report)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->report ? "report" : row->is_units ? "units" : "members");
    statement_bind_text(statement, 3, *row->unit_id ? row->unit_id : NULL);
    statement_bind_text(statement, 4, row->is_xlsx ? "xlsx" : "csv");
    statement_bind_int64(statement, 5, row->with_numbers);
    statement_bind_int64(statement, 6, row->n_rows);
    statement_bind_text(statement, 7, row->reason);
    statement_bind_text(statement, 8, EXPORT_STATE_WORDS[row->state]);
    statement_bind_text(statement, 9, row->asked_by);
    statement_bind_int64(statement, 10, row->asked_at_us);
    statement_bind_int64(statement, 11, row->expires_at_us);
    statement_bind_text(statement, 12, row->report);
    return statement_run(statement, error);
}

bool export_table_decide(Database *database, const char *id, const char *account_id,
                         bool is_allowed, GError **error) {
    database_assert_current(database);
    int64_t now_us = clock_wall_us();
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE export SET state = ?2, decided_by = ?3, decided_at_us = ?4,"
                         " expires_at_us = ?5"
                         " WHERE id = ?1 AND state = 'waiting' AND expires_at_us > ?4",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2,
                        EXPORT_STATE_WORDS[is_allowed ? EXPORT_READY : EXPORT_REFUSED]);
    statement_bind_text(statement, 3, account_id);
    statement_bind_int64(statement, 4, now_us);
    statement_bind_int64(statement, 5, now_us + EXPORT_READY_US);
    if (!statement_run(statement, error))
        return false;
    if (database_changes(database) == 1)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "cannot decide this export: it is not waiting any more");
    return false;
}

bool export_table_check_ready(const ExportRow *row, GError **error) {
    static const char *const reasons[] = {
        [EXPORT_WAITING] = "nobody else has allowed it yet",
        [EXPORT_REFUSED] = "it was refused",
        [EXPORT_TAKEN] = "it has been taken already; ask for a new one",
        [EXPORT_EXPIRED] = "its time is over; ask for a new one",
    };
    if (row->state == EXPORT_READY)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "cannot take this export: %s",
                reasons[row->state]);
    return false;
}

bool export_table_take(Database *database, const char *id, GError **error) {
    g_autoptr(ExportRow) row = export_table_get(database, id, error);
    if (!row || !export_table_check_ready(row, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE export SET state = 'taken', taken_at_us = ?2 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, clock_wall_us());
    return statement_run(statement, error);
}

/* ---- who may decide ---- */

GStrv export_table_deciders(Database *database, const char *account_id, uint32_t roles,
                            const char *unit_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE up (id) AS (SELECT ?3 UNION"
        " SELECT unit.parent_id FROM unit JOIN up ON unit.id = up.id WHERE unit.parent_id NOT NULL)"
        " SELECT id FROM account WHERE locked = 0 AND id <> ?1 AND (roles & ?2 OR EXISTS ("
        "SELECT 1 FROM appointment WHERE account_id = account.id AND role & ?2"
        " AND ended_at_us IS NULL AND unit_id IN (SELECT id FROM up))) ORDER BY id LIMIT ?4",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, account_id);
    statement_bind_int64(statement, 2, roles);
    statement_bind_text(statement, 3, unit_id);
    statement_bind_int64(statement, 4, EXPORT_LIST_MAX);
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_strv_builder_add(ids, statement_text(statement, 0));
    return step == STATEMENT_DONE ? g_strv_builder_end(ids) : NULL;
}
