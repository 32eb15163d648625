#include "catalog/attendance/register_table.h"

#include "base/error.h"
#include "catalog/rights/rights.h"

const char *const REGISTER_KIND_WORDS[] = {"meeting", "study", "lesson", NULL};

void register_row_free(RegisterRow *row) {
    if (!row)
        return;
    g_free(row->type_id);
    g_free(row->title);
    g_free(row);
}

static void free_row(void *data) {
    register_row_free(data);
}

#define COLUMNS                                                                                    \
    "register.id, kind, event_id, ifnull(member_id, ''), type_id, title, ifnull(unit_id, ''),"     \
    " ifnull(place_id, ''), began_at_us, ifnull(ended_at_us, 0), ifnull(closes_at_us, 0),"         \
    " ifnull(closed_at_us, 0), revision"

static RegisterKind kind_of(const char *word) {
    unsigned kind = 0;
    while (kind < REGISTER_N_KINDS - 1 && !g_str_equal(REGISTER_KIND_WORDS[kind], word))
        kind++;
    return (RegisterKind)kind;
}

static void *make_row(Statement *statement) {
    RegisterRow *row = g_new0(RegisterRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    row->kind = kind_of(statement_text(statement, 1));
    statement_copy_text(statement, 2, row->event_id, sizeof row->event_id);
    statement_copy_text(statement, 3, row->member_id, sizeof row->member_id);
    row->type_id = statement_dup_text(statement, 4);
    row->title = statement_dup_text(statement, 5);
    statement_copy_text(statement, 6, row->unit_id, sizeof row->unit_id);
    statement_copy_text(statement, 7, row->place_id, sizeof row->place_id);
    row->began_at_us = statement_int64(statement, 8);
    row->ended_at_us = statement_int64(statement, 9);
    row->closes_at_us = statement_int64(statement, 10);
    row->closed_at_us = statement_int64(statement, 11);
    row->revision = statement_int64(statement, 12);
    return row;
}

RegisterRow *register_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT " COLUMNS " FROM register WHERE id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        rights_not_found(error);
    return step == STATEMENT_ROW ? make_row(statement) : NULL;
}

bool register_table_find(Database *database, RegisterKind kind, const char *event_id,
                         const char *member_id, RegisterRow **ret_row, GError **error) {
    database_assert_current(database);
    *ret_row = NULL;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT " COLUMNS " FROM register WHERE kind = ?1 AND event_id = ?2"
                         " AND coalesce(member_id, '') = ?3",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, REGISTER_KIND_WORDS[kind]);
    statement_bind_text(statement, 2, event_id);
    statement_bind_text(statement, 3, member_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_row = make_row(statement);
    return step != STATEMENT_FAILED;
}

/* ---- lists ---- */

/* ?1 roots, ?2 place, ?3 event, ?4 only open, ?5 before, ?6 limit, ?7 everywhere */
static const char LIST[] =
    "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(ifnull(?1, '[]'))"
    " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id) "
    "SELECT " COLUMNS " FROM register WHERE (?3 IS NULL OR event_id = ?3)"
    " AND (kind != 'lesson' OR ?3 IS NOT NULL)"
    " AND (NOT ?4 OR closed_at_us IS NULL) AND (?5 = 0 OR began_at_us < ?5)"
    " AND (?1 IS NULL OR unit_id IN (SELECT id FROM reach) OR EXISTS (SELECT 1 FROM reach"
    " JOIN register_person AS person ON person.unit_id = reach.id"
    " WHERE person.register_id = register.id))"
    " AND (?2 IS NULL OR place_id = ?2 OR (kind = 'meeting' AND (EXISTS"
    " (SELECT 1 FROM meeting WHERE meeting.id = event_id AND visibility != 'invited')"
    " OR EXISTS (WITH RECURSIVE up (id) AS (SELECT unit_id FROM place WHERE id = ?2"
    " UNION SELECT unit_id FROM place_unit WHERE place_unit.place_id = ?2"
    " UNION SELECT unit.parent_id FROM unit JOIN up ON unit.id = up.id"
    " WHERE unit.parent_id NOT NULL)"
    " SELECT 1 FROM meeting_unit WHERE meeting_id = event_id"
    " AND unit_id IN (SELECT id FROM up)))))"
    " AND (?7 = 0 OR began_at_us >= ?7) AND (?8 IS NULL OR kind = ?8)"
    " AND (?9 IS NULL OR ?9 = iif(closed_at_us NOT NULL, 'closed',"
    " iif(ended_at_us NOT NULL, 'open', 'running')))"
    " AND (?10 IS NULL OR instr(lower(title), lower(?10)) > 0)"
    " ORDER BY began_at_us DESC LIMIT ?6";

GPtrArray *register_table_list(Database *database, const RegisterQuery *query, GError **error) {
    database_assert_current(database);
    unsigned limit = query->limit ? query->limit : REGISTER_LIST_MAX_ROWS;
    g_autoptr(Statement) statement = database_prepare(database, LIST, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, query->roots_json);
    statement_bind_text(statement, 2, query->place_id);
    statement_bind_text(statement, 3, query->event_id);
    statement_bind_int64(statement, 4, query->is_open);
    statement_bind_int64(statement, 5, query->before_us);
    statement_bind_int64(statement, 6, MIN(limit, REGISTER_LIST_MAX_ROWS));
    statement_bind_int64(statement, 7, query->since_us);
    statement_bind_text(statement, 8, query->kind);
    statement_bind_text(statement, 9, query->state);
    statement_bind_text(statement, 10, query->title);
    return statement_rows(statement, make_row, free_row, error);
}

bool register_table_raise(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE register SET revision = revision + 1 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    return statement_run(statement, error);
}

/* ---- closing ---- */

GPtrArray *register_table_due(Database *database, int64_t now_us, unsigned limit, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT " COLUMNS " FROM register WHERE closed_at_us IS NULL AND closes_at_us NOT NULL"
        " AND closes_at_us <= ?1 ORDER BY closes_at_us LIMIT ?2",
        error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, now_us);
    statement_bind_int64(statement, 2, limit);
    return statement_rows(statement, make_row, free_row, error);
}

bool register_table_close(Database *database, const char *id, const RegisterClosing *closing,
                          GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE register SET closed_at_us = ?2, policy_id = ?3, policy_version = ?4,"
        " revision = revision + 1"
        " WHERE id = ?1 AND closed_at_us IS NULL AND ended_at_us NOT NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, closing->at_us);
    statement_bind_text(statement, 3, closing->policy_id);
    statement_bind_int64(statement, 4, closing->policy_version);
    if (!statement_run(statement, error))
        return false;
    if (database_changes(database) > 0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "The register is closed already, or its event goes on.");
    return false;
}
