#include "catalog/course/topic_table.h"

#include "base/error.h"
#include "catalog/rights/rights.h"
#include "catalog/store/field_text.h"

void topic_row_free(TopicRow *row) {
    if (!row)
        return;
    g_free(row->title);
    g_free(row);
}

static GPtrArray *read_rows(Database *database, const CourseViewer *viewer, const char *id,
                            GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT id, title, (SELECT count(*) FROM course WHERE topic_id = topic.id"
        " AND " COURSE_VIEWER_SEES "), revision FROM topic WHERE ?11 IS NULL OR id = ?11"
        " ORDER BY position, id",
        error);
    if (!statement)
        return NULL;
    course_viewer_bind(viewer, statement);
    statement_bind_text(statement, COURSE_VIEWER_NEXT, id);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)topic_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        TopicRow *row = g_new0(TopicRow, 1);
        statement_copy_text(statement, 0, row->id, sizeof row->id);
        row->title = statement_dup_text(statement, 1);
        row->n_courses = statement_int64(statement, 2);
        row->revision = statement_int64(statement, 3);
        g_ptr_array_add(rows, row);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&rows) : NULL;
}

GPtrArray *topic_table_list(Database *database, const CourseViewer *viewer, GError **error) {
    database_assert_current(database);
    return read_rows(database, viewer, NULL, error);
}

TopicRow *topic_table_get(Database *database, const CourseViewer *viewer, const char *id,
                          GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) rows = read_rows(database, viewer, id, error);
    if (rows && rows->len == 0)
        rights_not_found(error);
    return rows && rows->len > 0 ? g_ptr_array_steal_index(rows, 0) : NULL;
}

static bool check(const char *title, GError **error) {
    return field_text_check("cannot use this name of a topic", title, TOPIC_TITLE_MAX_CHARS, error);
}

bool topic_table_insert(Database *database, TopicRow *row, GError **error) {
    int64_t n_rows;
    database_assert_current(database);
    if (!check(row->title, error) ||
        !database_query_int64(database, "SELECT count(*) FROM topic", &n_rows, error))
        return false;
    if (n_rows >= TOPIC_MAX_ROWS) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "There are too many topics.");
        return false;
    }
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO topic (id, title, position)"
                         " SELECT ?1, ?2, ifnull(max(position), 0) + 1 FROM topic",
                         error);
    if (!statement)
        return false;
    id_new_uuid7(row->id);
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->title);
    return statement_run(statement, error);
}

bool topic_table_update(Database *database, const TopicRow *row, GError **error) {
    database_assert_current(database);
    if (!check(row->title, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE topic SET title = ?2, revision = revision + 1 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->title);
    return statement_run(statement, error);
}

bool topic_table_remove(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM topic WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    return statement_run(statement, error);
}
