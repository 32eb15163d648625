#include "catalog/attendance/objection_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/store/field_text.h"
#include "catalog/store/word_index.h"

const char *const OBJECTION_STATE_WORDS[] = {"open", "granted", "refused", "withdrawn", NULL};

void objection_row_free(ObjectionRow *row) {
    if (!row)
        return;
    g_free(row->text);
    g_free(row->answer);
    g_free(row->member_name);
    g_free(row->title);
    g_free(row->unit_name);
    g_free(row);
}

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

static const char *or_null(const char *text) {
    return text && *text ? text : NULL;
}

/* ---- reading ---- */

#define FROM                                                                                       \
    "SELECT objection.id, record_id, objection.member_id, text, raised_by, raised_at_us,"          \
    " objection.unit_id, due_at_us, objection.state, answer, answered_by, answered_at_us,"         \
    " correction_id, ifnull(record.name, ''), ifnull(record.title, ''), ifnull(unit.name, '')"     \
    " FROM objection LEFT JOIN record ON record.id = record_id"                                    \
    " LEFT JOIN unit ON unit.id = objection.unit_id "

static void *read_row(Statement *statement) {
    ObjectionRow *row = g_new0(ObjectionRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->record_id, sizeof row->record_id);
    statement_copy_text(statement, 2, row->member_id, sizeof row->member_id);
    row->text = statement_dup_text(statement, 3);
    statement_copy_text(statement, 4, row->raised_by, sizeof row->raised_by);
    row->raised_at_us = statement_int64(statement, 5);
    statement_copy_text(statement, 6, row->unit_id, sizeof row->unit_id);
    row->due_at_us = statement_int64(statement, 7);
    row->state =
        (ObjectionState)MAX(0, word_index_of(OBJECTION_STATE_WORDS, statement_text(statement, 8)));
    row->answer = statement_dup_text(statement, 9);
    statement_copy_text(statement, 10, row->answered_by, sizeof row->answered_by);
    row->answered_at_us = statement_int64(statement, 11);
    statement_copy_text(statement, 12, row->correction_id, sizeof row->correction_id);
    row->member_name = statement_dup_text(statement, 13);
    row->title = statement_dup_text(statement, 14);
    row->unit_name = statement_dup_text(statement, 15);
    return row;
}

ObjectionRow *objection_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, FROM "WHERE objection.id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        refuse(ERROR_NOT_FOUND, "cannot find this objection", error);
    return step == STATEMENT_ROW ? read_row(statement) : NULL;
}

GPtrArray *objection_table_list(Database *database, const ObjectionQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(?1)"
        " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id) " FROM
        "WHERE (?2 OR objection.member_id = ?3 OR raised_by = ?4"
        " OR objection.unit_id IN (SELECT id FROM reach))"
        " AND (?5 IS NULL OR objection.state = ?5) AND (?6 IS NULL OR objection.id < ?6)"
        " ORDER BY objection.id DESC LIMIT ?7",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, query->roots_json);
    statement_bind_int64(statement, 2, query->is_everywhere);
    statement_bind_text(statement, 3, or_null(query->member_id));
    statement_bind_text(statement, 4, query->raised_by);
    statement_bind_text(statement, 5, query->state);
    statement_bind_text(statement, 6, query->after);
    statement_bind_int64(statement, 7, query->limit ? query->limit : OBJECTION_LIST_MAX_ROWS);
    return statement_rows(statement, read_row, (GDestroyNotify)objection_row_free, error);
}

bool objection_table_record(Database *database, const char *record_id, ObjectionRecord *ret_record,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT id, register_id, member_id, unit_id, is_newest FROM record WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, record_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        return refuse(ERROR_NOT_FOUND, "cannot find this record", error);
    statement_copy_text(statement, 0, ret_record->id, sizeof ret_record->id);
    statement_copy_text(statement, 1, ret_record->register_id, sizeof ret_record->register_id);
    statement_copy_text(statement, 2, ret_record->member_id, sizeof ret_record->member_id);
    statement_copy_text(statement, 3, ret_record->unit_id, sizeof ret_record->unit_id);
    ret_record->is_newest = statement_int64(statement, 4) != 0;
    return step == STATEMENT_ROW;
}

/* ---- writing ---- */

static bool check_free(Database *database, const ObjectionRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT (SELECT is_newest FROM record WHERE id = ?1), EXISTS (SELECT 1 FROM objection"
        " WHERE record_id = ?1 AND state = 'open')",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->record_id);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (!statement_int64(statement, 0))
        return refuse(ERROR_CONFLICT, "cannot object to this record: a newer one replaces it",
                      error);
    return !statement_int64(statement, 1) ||
           refuse(ERROR_CONFLICT, "cannot object to this record: an objection is open already",
                  error);
}

bool objection_table_insert(Database *database, ObjectionRow *row, GError **error) {
    database_assert_current(database);
    if (!field_text_check("cannot use this objection", row->text, OBJECTION_TEXT_MAX_CHARS,
                          error) ||
        !check_free(database, row, error))
        return false;
    id_new_uuid7(row->id);
    row->raised_at_us = clock_wall_us();
    row->state = OBJECTION_OPEN;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO objection (id, record_id, member_id, text, raised_by, raised_at_us, unit_id,"
        " due_at_us, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open')",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->record_id);
    statement_bind_text(statement, 3, row->member_id);
    statement_bind_text(statement, 4, row->text);
    statement_bind_text(statement, 5, row->raised_by);
    statement_bind_int64(statement, 6, row->raised_at_us);
    statement_bind_text(statement, 7, row->unit_id);
    statement_bind_int64(statement, 8, row->due_at_us);
    return statement_run(statement, error);
}

static ObjectionRow *take_open(Database *database, const char *id, GError **error) {
    g_autoptr(ObjectionRow) row = objection_table_get(database, id, error);
    if (row && row->state != OBJECTION_OPEN) {
        refuse(ERROR_CONFLICT, "cannot change this objection: it is not open any more", error);
        return NULL;
    }
    return g_steal_pointer(&row);
}

typedef struct Change {
    const char *id, *answer, *by, *correction_id;
    ObjectionState state;
} Change;

static bool change(Database *database, const Change *to, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE objection SET state = ?2, answer = ?3, answered_by = ?4, answered_at_us = ?5,"
        " correction_id = ?6 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, to->id);
    statement_bind_text(statement, 2, OBJECTION_STATE_WORDS[to->state]);
    statement_bind_text(statement, 3, to->answer);
    statement_bind_text(statement, 4, to->by);
    statement_bind_int64(statement, 5, clock_wall_us());
    statement_bind_text(statement, 6, to->correction_id);
    return statement_run(statement, error);
}

bool objection_table_answer(Database *database, const char *id, const ObjectionAnswer *answer,
                            GError **error) {
    g_autoptr(ObjectionRow) row = take_open(database, id, error);
    if (!row)
        return false;
    if (strcmp(row->raised_by, answer->by) == 0)
        return refuse(ERROR_CONFLICT, "cannot answer this objection: you raised it", error);
    if (!or_null(answer->answer))
        return refuse(ERROR_INVALID, "cannot answer this objection: say why", error);
    if (!field_text_check("cannot use this answer", answer->answer, OBJECTION_TEXT_MAX_CHARS,
                          error))
        return false;
    const Change to = {id, answer->answer, answer->by, answer->correction_id,
                       answer->is_granted ? OBJECTION_GRANTED : OBJECTION_REFUSED};
    return change(database, &to, error);
}

bool objection_table_withdraw(Database *database, const char *id, GError **error) {
    g_autoptr(ObjectionRow) row = take_open(database, id, error);
    if (!row)
        return false;
    const Change to = {id, "", row->raised_by, NULL, OBJECTION_WITHDRAWN};
    return change(database, &to, error);
}
