#include "catalog/course/job_table.h"

#include <string.h>

#include "base/error.h"

#define MONTH_US (30 * 86400 * CLOCK_US_PER_S)

#define TWICE_TEXT   "This file is in the lesson already."
#define CRASHES_TEXT "The preparation was interrupted three times; it can be tried again."

#define COLUMNS                                                                                    \
    "SELECT id, lesson_id, kind, source_name, language, state, step, permille, left_s, attempts,"  \
    " problem, created_by, created_at_us, started_at_us, ended_at_us, mark, asset_id"              \
    " FROM course_job "

const char *const JOB_STATE_WORDS[] = {
    [JOB_WAITING] = "waiting", [JOB_RUNNING] = "running",     [JOB_DONE] = "done",
    [JOB_FAILED] = "failed",   [JOB_CANCELLED] = "cancelled", [JOB_N_STATES] = NULL};

/* ---- rows ---- */

void job_row_free(JobRow *row) {
    if (!row)
        return;
    g_free(row->kind);
    g_free(row->source_name);
    g_free(row->language);
    g_free(row->step);
    g_free(row->problem);
    g_free(row);
}

JobRow *job_row_copy(const JobRow *row) {
    JobRow *copy = g_memdup2(row, sizeof *row);
    copy->kind = g_strdup(row->kind);
    copy->source_name = g_strdup(row->source_name);
    copy->language = g_strdup(row->language);
    copy->step = g_strdup(row->step);
    copy->problem = g_strdup(row->problem);
    return copy;
}

static JobState state_of(const char *word) {
    unsigned state = 0;
    while (state < JOB_N_STATES - 1 && strcmp(JOB_STATE_WORDS[state], word) != 0)
        state++;
    return (JobState)state;
}

static unsigned made_of(const char *mark) {
    guint64 number = 0;
    if (g_str_has_prefix(mark, JOB_MADE_MARK))
        (void)g_ascii_string_to_unsigned(mark + strlen(JOB_MADE_MARK), 10, 1, 99, &number, NULL);
    return (unsigned)number;
}

static JobRow *read_row(Statement *statement) {
    JobRow *row = g_new0(JobRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->lesson_id, sizeof row->lesson_id);
    row->kind = statement_dup_text(statement, 2);
    row->source_name = statement_dup_text(statement, 3);
    row->language = statement_dup_text(statement, 4);
    row->state = state_of(statement_text(statement, 5));
    row->step = statement_dup_text(statement, 6);
    row->permille = statement_int64(statement, 7);
    row->left_s = statement_is_null(statement, 8) ? -1 : statement_int64(statement, 8);
    row->attempts = statement_int64(statement, 9);
    row->problem = statement_dup_text(statement, 10);
    statement_copy_text(statement, 11, row->created_by, sizeof row->created_by);
    row->created_at_us = statement_int64(statement, 12);
    row->started_at_us = statement_int64(statement, 13);
    row->ended_at_us = statement_int64(statement, 14);
    row->made = made_of(statement_text(statement, 15));
    statement_copy_text(statement, 16, row->asset_id, sizeof row->asset_id);
    return row;
}

static GPtrArray *read_ids(Statement *statement, GError **error) {
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(ids, statement_dup_text(statement, 0));
    return step == STATEMENT_DONE ? g_steal_pointer(&ids) : NULL;
}

/* ---- insert ---- */

/* Under way, or something that it made still stands. */
static bool is_there(Database *database, const JobNew *job, bool *ret_is_there, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT 1 FROM course_job AS job WHERE lesson_id = ?1 AND mark = ?2 AND mark != ''"
        " AND kind = ?3 AND language = ?4 AND (state IN ('waiting', 'running') OR EXISTS"
        " (SELECT 1 FROM asset WHERE job_id = job.id AND state IN ('preparing', 'ready')))",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, job->lesson_id);
    statement_bind_text(statement, 2, job->mark);
    statement_bind_text(statement, 3, job->kind);
    statement_bind_text(statement, 4, job->language);
    StatementStep step = statement_step(statement, error);
    *ret_is_there = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

bool job_table_insert(Database *database, const JobNew *job, bool *ret_is_refused, GError **error) {
    database_assert_current(database);
    if (!is_there(database, job, ret_is_refused, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO course_job (id, lesson_id, kind, source_name, mark, language, state, problem,"
        " created_by, created_at_us, ended_at_us, translator, source_bytes)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        error);
    if (!statement)
        return false;
    int64_t now_us = clock_wall_us();
    statement_bind_text(statement, 1, job->id);
    statement_bind_text(statement, 2, job->lesson_id);
    statement_bind_text(statement, 3, job->kind);
    statement_bind_text(statement, 4, job->source_name);
    statement_bind_text(statement, 5, job->mark);
    statement_bind_text(statement, 6, job->language);
    statement_bind_text(statement, 7, JOB_STATE_WORDS[*ret_is_refused ? JOB_FAILED : JOB_WAITING]);
    statement_bind_text(statement, 8, *ret_is_refused ? TWICE_TEXT : "");
    statement_bind_text(statement, 9, job->account_id);
    statement_bind_int64(statement, 10, now_us);
    if (*ret_is_refused)
        statement_bind_int64(statement, 11, now_us);
    statement_bind_text(statement, 12, job->translator ? job->translator : "");
    statement_bind_int64(statement, 13, *ret_is_refused ? 0 : job->source_bytes);
    return statement_run(statement, error);
}

bool job_table_insert_low(Database *database, const JobRow *job, const char *asset_id,
                          GError **error) {
    char id[ID_TEXT_BYTES];
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO course_job (id, lesson_id, kind, asset_id, source_name, language, state,"
        " created_by, created_at_us) SELECT ?1, lesson_id, '" JOB_KIND_LOW "', id, source_name,"
        " language, 'waiting', (SELECT id FROM account WHERE id = ?3), ?4"
        " FROM asset WHERE id = ?2",
        error);
    if (!statement)
        return false;
    id_new_uuid7(id);
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, asset_id);
    statement_bind_text(statement, 3, job->created_by);
    statement_bind_int64(statement, 4, clock_wall_us());
    return statement_run(statement, error);
}

bool job_table_find_mark(Database *database, const char *mark, char **ret_lesson, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT lesson.title FROM course_job AS job JOIN lesson ON lesson.id = job.lesson_id"
        " WHERE mark = ?1 AND job.kind = 'video' AND (job.state IN ('waiting', 'running') OR EXISTS"
        " (SELECT 1 FROM asset WHERE job_id = job.id AND state IN ('preparing', 'ready'))) LIMIT 1",
        error);
    *ret_lesson = NULL;
    if (!statement)
        return false;
    statement_bind_text(statement, 1, mark);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_lesson = statement_dup_text(statement, 0);
    return step != STATEMENT_FAILED;
}

/* ---- reading ---- */

bool job_table_is_there(Database *database, const char *id, bool *ret_is_there, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT 1 FROM course_job WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    *ret_is_there = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

JobRow *job_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, COLUMNS "WHERE id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "There is no such job.");
    return step == STATEMENT_ROW ? read_row(statement) : NULL;
}

GPtrArray *job_table_list(Database *database, const char *lesson_id, int state, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        COLUMNS "WHERE (?1 IS NULL OR lesson_id = ?1) AND (?2 IS NULL OR state = ?2) AND " JOB_AWAKE
                " ORDER BY created_at_us DESC, id DESC LIMIT ?3",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, lesson_id);
    statement_bind_text(statement, 2, state < 0 ? NULL : JOB_STATE_WORDS[state]);
    statement_bind_int64(statement, 3, JOB_LIST_MAX);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)job_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(rows, read_row(statement));
    return step == STATEMENT_DONE ? g_steal_pointer(&rows) : NULL;
}

/* ---- the queue ---- */

JobRow *job_table_take(Database *database, bool may_be_low, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        COLUMNS "WHERE state = 'waiting' AND (?1 OR asset_id IS NULL) AND " JOB_AWAKE
                " ORDER BY asset_id IS NOT NULL, created_at_us, id LIMIT 1",
        error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, may_be_low);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return NULL;
    g_autoptr(JobRow) row = read_row(statement);
    g_autoptr(Statement) change = database_prepare(
        database,
        "UPDATE course_job SET state = 'running', attempts = attempts + 1, started_at_us = ?2,"
        " permille = 0, left_s = NULL, problem = '' WHERE id = ?1",
        error);
    if (!change)
        return NULL;
    row->state = JOB_RUNNING;
    row->attempts++;
    row->permille = 0;
    row->left_s = -1;
    row->started_at_us = clock_wall_us();
    statement_bind_text(change, 1, row->id);
    statement_bind_int64(change, 2, row->started_at_us);
    return statement_run(change, error) ? g_steal_pointer(&row) : NULL;
}

bool job_table_note(Database *database, const JobRow *row, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE course_job SET step = ?2, permille = ?3, left_s = ?4"
                         " WHERE id = ?1 AND state = 'running'",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->step);
    statement_bind_int64(statement, 3, row->permille);
    if (row->left_s >= 0)
        statement_bind_int64(statement, 4, row->left_s);
    return statement_run(statement, error);
}

bool job_table_end(Database *database, const char *id, JobState state, const char *problem,
                   bool *ret_is_ended, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE course_job SET state = ?2, problem = ?3, ended_at_us = ?4, left_s = NULL,"
        " permille = CASE ?2 WHEN 'done' THEN 1000 ELSE permille END, step = ''"
        " WHERE id = ?1 AND state IN ('waiting', 'running')",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, JOB_STATE_WORDS[state]);
    statement_bind_text(statement, 3, problem);
    statement_bind_int64(statement, 4, clock_wall_us());
    if (!statement_run(statement, error))
        return false;
    *ret_is_ended = database_changes(database) > 0;
    return true;
}

bool job_table_interrupt(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE course_job SET step = '', left_s = NULL,"
                         " state = CASE WHEN attempts >= ?2 THEN 'failed' ELSE 'waiting' END,"
                         " problem = CASE WHEN attempts >= ?2 THEN ?3 ELSE problem END,"
                         " ended_at_us = CASE WHEN attempts >= ?2 THEN ?4 END"
                         " WHERE state = 'running' AND id = ?1",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, JOB_MAX_ATTEMPTS);
    statement_bind_text(statement, 3, CRASHES_TEXT);
    statement_bind_int64(statement, 4, clock_wall_us());
    return statement_run(statement, error);
}

#define PUT_BACK                                                                                   \
    "UPDATE course_job SET state = 'waiting', attempts = attempts - 1, step = '',"                 \
    " left_s = NULL WHERE state = 'running'"

bool job_table_put_back(Database *database, GError **error) {
    database_assert_current(database);
    return database_execute(database, PUT_BACK, error);
}

bool job_table_give_way(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, PUT_BACK " AND id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    return statement_run(statement, error);
}

bool job_table_again(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE course_job SET state = 'waiting', attempts = 0, step = '', permille = 0,"
        " left_s = NULL, problem = '', ended_at_us = NULL WHERE id = ?1 AND state = 'failed'",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    if (!statement_run(statement, error))
        return false;
    if (database_changes(database) > 0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "Only a job that has failed can be tried again.");
    return false;
}

/* ---- what stays ---- */

#define FAILED "(state = 'failed' AND ended_at_us > ?1)"

static GPtrArray *list_since(Database *database, const char *sql, int64_t since_us,
                             GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, since_us);
    return read_ids(statement, error);
}

GPtrArray *job_table_kept(Database *database, int64_t since_us, GError **error) {
    return list_since(database,
                      "SELECT id FROM course_job WHERE state IN ('waiting', 'running') OR " FAILED,
                      since_us, error);
}

GPtrArray *job_table_failed(Database *database, int64_t since_us, GError **error) {
    return list_since(database, "SELECT id FROM course_job WHERE " FAILED, since_us, error);
}

bool job_table_purge(Database *database, int64_t *ret_removed, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "DELETE FROM course_job WHERE ended_at_us < ?1 AND NOT EXISTS"
        " (SELECT 1 FROM asset WHERE job_id = course_job.id AND state != 'withdrawn')",
        error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, clock_wall_us() - MONTH_US);
    if (!statement_run(statement, error))
        return false;
    *ret_removed = database_changes(database);
    return true;
}
