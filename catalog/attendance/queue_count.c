#include "catalog/attendance/queue_count.h"

#include "base/clock.h"

#define REACH                                                                                      \
    "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(?1)"                                \
    " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id) "

static Statement *begin(Database *database, const char *sql, const QueueScope *scope,
                        const QueueQuery *query, GError **error) {
    Statement *statement = database_prepare(database, sql, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, scope->roots_json);
    statement_bind_int64(statement, 2, scope->is_everywhere);
    statement_bind_text(statement, 3, query->member_id);
    return statement;
}

static bool count_office(Database *database, const QueueQuery *query, QueueCount *count,
                         GError **error) {
    g_autoptr(Statement) statement = begin(
        database,
        REACH
        ", mine (due_at_us) AS (SELECT due_at_us FROM objection WHERE state = 'open'"
        " AND (?2 OR unit_id IN (SELECT id FROM reach)) AND member_id != ?3"
        " AND raised_by != ?4)"
        " SELECT (SELECT count(*) FROM mine), (SELECT count(*) FROM mine WHERE due_at_us < ?5),"
        " (SELECT count(*) FROM correction WHERE state = 'asked'"
        " AND (?2 OR unit_id IN (SELECT id FROM reach)) AND member_id != ?3"
        " AND asked_by != ?4)",
        &query->office, query, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 4, query->account_id);
    statement_bind_int64(statement, 5, clock_wall_us());
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    count->objections = statement_int64(statement, 0);
    count->overdue = statement_int64(statement, 1);
    count->corrections = statement_int64(statement, 2);
    return true;
}

static bool count_leaves(Database *database, const QueueQuery *query, QueueCount *count,
                         GError **error) {
    g_autoptr(Statement) statement = begin(
        database,
        REACH "SELECT count(*) FROM attendance_leave WHERE state = 'asked' AND member_id != ?3"
              " AND (?2 OR member_id IN (SELECT membership.member_id FROM membership"
              " JOIN reach ON reach.id = membership.unit_id WHERE until_day IS NULL))",
        &query->leaves, query, error);
    if (!statement || statement_step(statement, error) != STATEMENT_ROW)
        return false;
    count->leaves = statement_int64(statement, 0);
    return true;
}

bool queue_count_run(Database *database, const QueueQuery *query, QueueCount *ret_count,
                     GError **error) {
    database_assert_current(database);
    *ret_count = (QueueCount){0};
    return count_office(database, query, ret_count, error) &&
           count_leaves(database, query, ret_count, error);
}
