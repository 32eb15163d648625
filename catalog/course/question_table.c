#include "catalog/course/question_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/course/lesson_text.h"
#include "catalog/rights/rights.h"

#define HOUR_US (INT64_C(3600) * CLOCK_US_PER_S)

void question_row_free(QuestionRow *row) {
    if (!row)
        return;
    g_free(row->body);
    g_free(row->answer);
    g_free(row->lesson_title);
    g_free(row->asker_name);
    g_free(row->teacher_name);
    g_free(row);
}

/* ---- reading ---- */

#define SELECT_ROWS                                                                                \
    "SELECT question.id, lesson_id, ifnull(account_id, ''), ifnull(at_ms, -1), body, answer,"      \
    " is_public, asked_at_us, ifnull(answered_at_us, 0), lesson.title,"                            \
    " ifnull(asker.display_name, ''), ifnull(teacher.display_name, '')"                            \
    " FROM lesson_question AS question JOIN lesson ON lesson.id = lesson_id"                       \
    " LEFT JOIN account AS asker ON asker.id = account_id"                                         \
    " LEFT JOIN account AS teacher ON teacher.id = answered_by"

static QuestionRow *row_from(Statement *statement) {
    QuestionRow *row = g_new0(QuestionRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->lesson_id, sizeof row->lesson_id);
    statement_copy_text(statement, 2, row->account_id, sizeof row->account_id);
    row->at_ms = statement_int64(statement, 3);
    row->body = statement_dup_text(statement, 4);
    row->answer = statement_dup_text(statement, 5);
    row->is_public = statement_int64(statement, 6) != 0;
    row->asked_at_us = statement_int64(statement, 7);
    row->answered_at_us = statement_int64(statement, 8);
    row->lesson_title = statement_dup_text(statement, 9);
    row->asker_name = statement_dup_text(statement, 10);
    row->teacher_name = statement_dup_text(statement, 11);
    return row;
}

QuestionRow *question_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, SELECT_ROWS " WHERE question.id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        return row_from(statement);
    if (step == STATEMENT_DONE)
        rights_not_found(error);
    return NULL;
}

static const char LIST[] =
    SELECT_ROWS " WHERE (?1 IS NULL OR lesson_id = ?1)"
                " AND (?3 OR (?2 <> '' AND account_id = ?2) OR (is_public AND answered_at_us > 0))"
                " AND (NOT ?4 OR answered_at_us IS NULL)"
                " ORDER BY CASE WHEN ?4 THEN asked_at_us ELSE ifnull(at_ms, -1) END, asked_at_us,"
                " question.id LIMIT ?5";

GPtrArray *question_table_list(Database *database, const QuestionChoice *choice, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, LIST, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, choice->lesson_id);
    statement_bind_text(statement, 2, choice->account_id ? choice->account_id : "");
    statement_bind_int64(statement, 3, choice->all);
    statement_bind_int64(statement, 4, choice->open_only);
    statement_bind_int64(statement, 5, QUESTION_LIST_MAX);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)question_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(rows, row_from(statement));
    return step == STATEMENT_DONE ? g_steal_pointer(&rows) : NULL;
}

/* ---- writing ---- */

static bool check_rate(Database *database, const char *account_id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT count(*) FROM lesson_question WHERE account_id = ?1 AND asked_at_us > ?2",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, account_id);
    statement_bind_int64(statement, 2, clock_wall_us() - HOUR_US);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (statement_int64(statement, 0) < QUESTION_MAX_AN_HOUR)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_RATE_LIMITED,
                        "You have asked many questions: go on in an hour.");
    return false;
}

bool question_table_insert(Database *database, QuestionRow *row, GError **error) {
    database_assert_current(database);
    if (!lesson_text_check_some("cannot use this question", row->body, QUESTION_BODY_MAX_CHARS,
                                error) ||
        !check_rate(database, row->account_id, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO lesson_question (id, lesson_id, account_id, at_ms, body,"
                         " asked_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                         error);
    if (!statement)
        return false;
    id_new_uuid7(row->id);
    row->asked_at_us = clock_wall_us();
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->lesson_id);
    statement_bind_text(statement, 3, row->account_id);
    if (row->at_ms < 0)
        statement_bind_null(statement, 4);
    else
        statement_bind_int64(statement, 4, row->at_ms);
    statement_bind_text(statement, 5, row->body);
    statement_bind_int64(statement, 6, row->asked_at_us);
    return statement_run(statement, error);
}

bool question_table_answer(Database *database, QuestionRow *row, const char *teacher_id,
                           GError **error) {
    database_assert_current(database);
    if (!lesson_text_check_some("cannot use this answer", row->answer, QUESTION_ANSWER_MAX_CHARS,
                                error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE lesson_question SET answer = ?2, answered_by = ?3,"
                         " answered_at_us = ?4, is_public = ?5 WHERE id = ?1",
                         error);
    if (!statement)
        return false;
    row->answered_at_us = clock_wall_us();
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->answer);
    statement_bind_text(statement, 3, teacher_id);
    statement_bind_int64(statement, 4, row->answered_at_us);
    statement_bind_int64(statement, 5, row->is_public);
    return statement_run(statement, error);
}

bool question_table_remove(Database *database, const QuestionRow *row, GError **error) {
    database_assert_current(database);
    if (row->answered_at_us > 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "The question was answered: it stays.");
        return false;
    }
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM lesson_question WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    return statement_run(statement, error);
}
