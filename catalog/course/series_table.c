#include "catalog/course/series_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/course/course_text.h"
#include "catalog/rights/rights.h"

void series_row_free(SeriesRow *row) {
    if (!row)
        return;
    g_free(row->title);
    g_free(row->summary);
    g_free(row->texts);
    g_free(row);
}

static GPtrArray *read_rows(Database *database, const CourseViewer *viewer, const char *id,
                            GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT * FROM (SELECT id, title, summary, " COURSE_TEXT_COLUMN(
            "series.id") ","
                         " (SELECT count(*) FROM course WHERE series_id = series.id"
                         " AND " COURSE_VIEWER_SEES ") AS n_seen, revision, position FROM series"
                         " WHERE ?11 IS NULL OR id = ?11) WHERE ?9 OR n_seen > 0 ORDER BY "
                         "position, id",
        error);
    if (!statement)
        return NULL;
    course_viewer_bind(viewer, statement);
    statement_bind_text(statement, COURSE_VIEWER_NEXT, id);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)series_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        SeriesRow *row = g_new0(SeriesRow, 1);
        statement_copy_text(statement, 0, row->id, sizeof row->id);
        row->title = statement_dup_text(statement, 1);
        row->summary = statement_dup_text(statement, 2);
        row->texts = statement_dup_text(statement, 3);
        row->n_courses = statement_int64(statement, 4);
        row->revision = statement_int64(statement, 5);
        g_ptr_array_add(rows, row);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&rows) : NULL;
}

GPtrArray *series_table_list(Database *database, const CourseViewer *viewer, GError **error) {
    database_assert_current(database);
    return read_rows(database, viewer, NULL, error);
}

SeriesRow *series_table_get(Database *database, const CourseViewer *viewer, const char *id,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) rows = read_rows(database, viewer, id, error);
    if (rows && rows->len == 0)
        rights_not_found(error);
    return rows && rows->len > 0 ? g_ptr_array_steal_index(rows, 0) : NULL;
}

static bool check(const SeriesRow *row, GError **error) {
    return course_text_check_title(row->title, error) &&
           course_text_check_summary(row->summary, error);
}

bool series_table_insert(Database *database, SeriesRow *row, GError **error) {
    int64_t n_rows;
    database_assert_current(database);
    if (!check(row, error) ||
        !database_query_int64(database, "SELECT count(*) FROM series", &n_rows, error))
        return false;
    if (n_rows >= SERIES_MAX_ROWS) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "There are too many series.");
        return false;
    }
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO series (id, title, summary, position, created_at_us, changed_at_us)"
        " SELECT ?1, ?2, ?3, ifnull(max(position), 0) + 1, ?4, ?4 FROM series",
        error);
    if (!statement)
        return false;
    id_new_uuid7(row->id);
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->title);
    statement_bind_text(statement, 3, row->summary ? row->summary : "");
    statement_bind_int64(statement, 4, clock_wall_us());
    return statement_run(statement, error);
}

bool series_table_update(Database *database, const SeriesRow *row, GError **error) {
    database_assert_current(database);
    if (!check(row, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE series SET title = ?2, summary = ?3, changed_at_us = ?4, revision "
                         "= revision + 1 WHERE id = ?1",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->title);
    statement_bind_text(statement, 3, row->summary);
    statement_bind_int64(statement, 4, clock_wall_us());
    return statement_run(statement, error);
}

bool series_table_remove(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    if (!course_text_clear(database, id, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM series WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    return statement_run(statement, error);
}
