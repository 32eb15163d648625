#include "catalog/upload/upload_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/course/course_space.h"
#include "catalog/course/job_table.h"
#include "catalog/store/role.h"
#include "catalog/upload/job_audit.h"
#include "catalog/upload/tus.h"

#define COLUMNS                                                                                    \
    "SELECT id, account_id, lesson_id, purpose, language, file_name, metadata, length,"            \
    " created_at_us, expires_at_us, finished_at_us FROM upload "

const char *const UPLOAD_PURPOSES[] = {"video", "sound", "subtitle", "document", "picture", NULL};

void upload_row_clear(UploadRow *row) {
    g_free(row->purpose);
    g_free(row->language);
    g_free(row->file_name);
    g_free(row->metadata);
}

void upload_row_free(UploadRow *row) {
    if (!row)
        return;
    upload_row_clear(row);
    g_free(row);
}

static UploadRow *read_row(Statement *statement) {
    UploadRow *row = g_new0(UploadRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->account_id, sizeof row->account_id);
    statement_copy_text(statement, 2, row->lesson_id, sizeof row->lesson_id);
    row->purpose = statement_dup_text(statement, 3);
    row->language = statement_dup_text(statement, 4);
    row->file_name = statement_dup_text(statement, 5);
    row->metadata = statement_dup_text(statement, 6);
    row->length = statement_int64(statement, 7);
    row->created_at_us = statement_int64(statement, 8);
    row->expires_at_us = statement_int64(statement, 9);
    row->finished_at_us = statement_int64(statement, 10);
    return row;
}

static JobAuditDetail detail_of(const UploadRow *row) {
    return (JobAuditDetail){.lesson_id = row->lesson_id,
                            .kind = row->purpose,
                            .language = row->language,
                            .source_name = row->file_name};
}

static GPtrArray *read_rows(Statement *statement, GError **error) {
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)upload_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(rows, read_row(statement));
    return step == STATEMENT_DONE ? g_steal_pointer(&rows) : NULL;
}

/* ---- insert ---- */

static bool check_lesson(Database *database, const UploadRow *row, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT kind FROM lesson WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->lesson_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "There is no such lesson ('lesson_id').");
    if (step != STATEMENT_ROW)
        return false;
    if (!g_str_equal(statement_text(statement, 0), "recording"))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "This lesson is a meeting's recording: it takes no files.");
    return false;
}

static bool check_number(Database *database, const UploadRow *row, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT count(*) FROM upload WHERE account_id = ?1 AND finished_at_us IS"
                         " NULL AND expires_at_us > ?2",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->account_id);
    statement_bind_int64(statement, 2, row->created_at_us);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (statement_int64(statement, 0) < UPLOAD_MAX_OPEN)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_RATE_LIMITED,
                "%d of your uploads are not finished: finish or remove one of them first.",
                UPLOAD_MAX_OPEN);
    return false;
}

bool upload_table_insert(Database *database, UploadRow *row, int64_t quota_bytes, GError **error) {
    database_assert_current(database);
    id_new_uuid7(row->id);
    row->created_at_us = clock_wall_us();
    row->expires_at_us = row->created_at_us + UPLOAD_LIFETIME_US;
    if (!check_lesson(database, row, error) || !check_number(database, row, error) ||
        !course_space_check(database, row->lesson_id, quota_bytes, row->length, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO upload (id, account_id, lesson_id, purpose, language, file_name, length,"
        " metadata, created_at_us, expires_at_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->account_id);
    statement_bind_text(statement, 3, row->lesson_id);
    statement_bind_text(statement, 4, row->purpose);
    statement_bind_text(statement, 5, row->language);
    statement_bind_text(statement, 6, row->file_name);
    statement_bind_int64(statement, 7, row->length);
    statement_bind_text(statement, 8, row->metadata);
    statement_bind_int64(statement, 9, row->created_at_us);
    statement_bind_int64(statement, 10, row->expires_at_us);
    return statement_run(statement, error);
}

/* ---- reading ---- */

UploadRow *upload_table_get(Database *database, const char *id, const char *account_id,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        COLUMNS "WHERE id = ?1 AND (account_id = ?2 OR EXISTS"
                " (SELECT 1 FROM account WHERE id = ?2 AND locked = 0 AND roles & ?3))",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, account_id);
    statement_bind_int64(statement, 3, ROLE_ADMINISTRATOR);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "There is no such upload.");
    if (step != STATEMENT_ROW)
        return NULL;
    g_autoptr(UploadRow) row = read_row(statement);
    if (row->finished_at_us || row->expires_at_us > clock_wall_us())
        return g_steal_pointer(&row);
    g_set_error_literal(error, BASE_ERROR, ERROR_GONE,
                        "This upload was not finished in seven days: begin it again.");
    return NULL;
}

GPtrArray *upload_table_list_open(Database *database, const char *account_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         COLUMNS "WHERE finished_at_us IS NULL AND (?1 IS NULL OR (account_id = ?1"
                                 " AND expires_at_us > ?2)) ORDER BY created_at_us DESC, id DESC",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, account_id);
    statement_bind_int64(statement, 2, clock_wall_us());
    return read_rows(statement, error);
}

/* ---- the end ---- */

static bool set_finished(Database *database, const char *id, bool *ret_is_first, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE upload SET finished_at_us = ?2 WHERE id = ?1 AND finished_at_us IS NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, clock_wall_us());
    if (!statement_run(statement, error))
        return false;
    *ret_is_first = database_changes(database) > 0;
    return true;
}

static UploadRow *find(Database *database, const char *id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, COLUMNS "WHERE id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "There is no such upload.");
    return step == STATEMENT_ROW ? read_row(statement) : NULL;
}

bool upload_table_finish(Database *database, const char *id, const char *mark, bool *ret_is_refused,
                         GError **error) {
    database_assert_current(database);
    bool is_first;
    *ret_is_refused = false;
    if (!set_finished(database, id, &is_first, error))
        return false;
    if (!is_first)
        return true;
    g_autoptr(UploadRow) row = find(database, id, error);
    if (!row)
        return false;
    if (!*row->lesson_id) {
        *ret_is_refused = true; /* nobody would see a job of it */
        return true;
    }
    g_auto(TusMetadata) metadata = {0};
    if (!tus_read_metadata(row->metadata, &metadata, error))
        return false;
    JobNew job = {.id = row->id,
                  .lesson_id = row->lesson_id,
                  .kind = row->purpose,
                  .source_name = row->file_name,
                  .language = row->language,
                  .translator = metadata.translator,
                  .source_bytes = row->length,
                  .account_id = row->account_id,
                  .mark = mark};
    if (!job_table_insert(database, &job, ret_is_refused, error))
        return false;
    g_autoptr(JobRow) made = job_table_get(database, job.id, error);
    JobAuditDetail detail = detail_of(row);
    detail.problem = made ? made->problem : NULL;
    return made && job_audit_created(database, row->id, row->account_id, &detail, error);
}

bool upload_table_remove(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "DELETE FROM upload WHERE id = ?1 AND finished_at_us IS NULL", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    if (!statement_run(statement, error))
        return false;
    if (database_changes(database) > 0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "This upload is complete: cancel the job that it has become.");
    return false;
}

GPtrArray *upload_table_expired(Database *database, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, COLUMNS "WHERE finished_at_us IS NULL AND expires_at_us <= ?1 AND NOT is_cleared",
        error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, clock_wall_us());
    return read_rows(statement, error);
}

bool upload_table_clear(Database *database, const UploadRow *row, GError **error) {
    database_assert_current(database);
    const JobAuditDetail detail = detail_of(row);
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE upload SET is_cleared = 1 WHERE id = ?1 AND NOT is_cleared", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    return statement_run(statement, error) &&
           (database_changes(database) == 0 ||
            job_audit_expired(database, row->id, &detail, error));
}

GPtrArray *upload_table_ids(Database *database, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT id FROM upload UNION SELECT id FROM course_job"
                         " WHERE state IN ('waiting', 'running')",
                         error);
    if (!statement)
        return NULL;
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(ids, statement_dup_text(statement, 0));
    return step == STATEMENT_DONE ? g_steal_pointer(&ids) : NULL;
}

bool upload_table_purge(Database *database, int64_t *ret_removed, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM upload WHERE expires_at_us < ?1", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, clock_wall_us() - UPLOAD_REMEMBERED_US);
    if (!statement_run(statement, error))
        return false;
    *ret_removed = database_changes(database);
    return true;
}
