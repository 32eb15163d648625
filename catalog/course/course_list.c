#include "catalog/course/course_list.h"

#include "catalog/course/course_cut.h"

/* Two ways to the rows that fit: each with a key by which they are sorted. */
#define FILTERS                                                                                    \
    COURSE_VIEWER_SEES                                                                             \
    " AND (?12 IS NULL OR instr(course.initials, ?12) > 0)"                                        \
    " AND (?13 IS NULL OR course.topic_id = ?13) AND (?14 IS NULL OR course.series_id = ?14)"      \
    " AND (?15 IS NULL OR EXISTS (SELECT 1 FROM json_each(" LESSON_SOUNDS_OF_COURSE                \
    ") WHERE value = ?15)) AND (NOT ?16 OR course.is_required)"                                    \
    " AND (?17 IS NULL OR course.state = ?17)"
#define TYPED                                                                                      \
    "SELECT course.id, bm25(course_search, 10.0, 4.0, 1.0) FROM course_search"                     \
    " JOIN course ON course.words_row = course_search.rowid"                                       \
    " WHERE course_search MATCH ?11 AND " FILTERS
#define NEWEST "-ifnull(course.published_at_us, course.created_at_us)"
#define BROWSED                                                                                    \
    "SELECT course.id, CASE WHEN ?14 IS NULL THEN " NEWEST " ELSE course.position END"             \
    " FROM course WHERE ?11 IS NULL AND " FILTERS
#define PAGE(hits)                                                                                 \
    "WITH hit (id, key) AS MATERIALIZED (" hits "), page (id, key) AS MATERIALIZED"                \
    " (SELECT id, key FROM hit WHERE ?18 IS NULL OR (key, id) >"                                   \
    " (SELECT key, id FROM hit WHERE id = ?18) ORDER BY key, id LIMIT ?19)"                        \
    " SELECT " COURSE_COLUMNS ", (SELECT count(*) FROM hit) FROM page"                             \
    " CROSS JOIN" COURSE_SOURCE " WHERE course.id = page.id ORDER BY page.key, page.id"

static const char TYPED_SQL[] = PAGE(TYPED);
static const char BROWSED_SQL[] = PAGE(BROWSED);

static GPtrArray *read_rows(Statement *statement, GError **error) {
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)course_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        CourseRow *row = course_table_row(statement);
        row->n_found = statement_int64(statement, COURSE_N_COLUMNS);
        g_ptr_array_add(rows, row);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&rows) : NULL;
}

static const char *text_or_null(const char *text) {
    return text && *text ? text : NULL;
}

GPtrArray *course_list_page(Database *database, const CourseViewer *viewer,
                            const CourseQuery *query, GError **error) {
    database_assert_current(database);
    g_autofree char *match = course_cut_match(query->text);
    if (text_or_null(query->text) && !match) /* nothing that a text could contain */
        return g_ptr_array_new_with_free_func((GDestroyNotify)course_row_free);
    g_autoptr(Statement) statement =
        database_prepare(database, match ? TYPED_SQL : BROWSED_SQL, error);
    if (!statement)
        return NULL;
    bool is_page = query->limit > 0 && query->limit < COURSE_LIST_MAX_ROWS;
    course_viewer_bind(viewer, statement);
    statement_bind_text(statement, 11, match);
    statement_bind_text(statement, 12, text_or_null(query->initials));
    statement_bind_text(statement, 13, text_or_null(query->topic_id));
    statement_bind_text(statement, 14, text_or_null(query->series_id));
    statement_bind_text(statement, 15, text_or_null(query->language));
    statement_bind_int64(statement, 16, query->is_required);
    statement_bind_text(statement, 17, query->state < 0 ? NULL : COURSE_STATE_WORDS[query->state]);
    statement_bind_text(statement, 18, text_or_null(query->after));
    statement_bind_int64(statement, 19, is_page ? query->limit : COURSE_LIST_MAX_ROWS);
    return read_rows(statement, error);
}

static GPtrArray *read_list(Database *database, const char *sql, const CourseViewer *viewer,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return NULL;
    course_viewer_bind(viewer, statement);
    statement_bind_int64(statement, COURSE_VIEWER_NEXT, COURSE_LIBRARY_N_ROWS);
    return read_rows(statement, error);
}

GPtrArray *course_list_assigned(Database *database, const CourseViewer *viewer, GError **error) {
    static const char SQL[] =
        "SELECT " COURSE_COLUMNS ", 0 FROM" COURSE_SOURCE
        " WHERE course.is_required AND course.state = 'published' AND ?10 <> ''"
        " AND (course.audience <> 'units' OR " COURSE_VIEWER_OF_UNIT ")"
        " AND EXISTS (SELECT 1 FROM lesson WHERE course_id = course.id AND " COURSE_VIEWER_SHOWN
        " AND lesson.is_shown AND NOT " LESSON_IS_SEEN ")"
        " ORDER BY course.due_at_us IS NULL, course.due_at_us, course.id LIMIT ?11";
    return read_list(database, SQL, viewer, error);
}

GPtrArray *course_list_by_topic(Database *database, const CourseViewer *viewer, GError **error) {
    static const char SQL[] =
        "WITH hit (id, number, n_found) AS MATERIALIZED (SELECT course.id,"
        " row_number() OVER (PARTITION BY course.topic_id ORDER BY " NEWEST ", course.id),"
        " count(*) OVER (PARTITION BY course.topic_id) FROM course"
        " WHERE course.state = 'published' AND " COURSE_VIEWER_SEES ")"
        " SELECT " COURSE_COLUMNS ", hit.n_found FROM hit CROSS JOIN" COURSE_SOURCE
        " WHERE course.id = hit.id AND hit.number <= ?11"
        " ORDER BY topic.id IS NULL, topic.position, topic.id, hit.number";
    return read_list(database, SQL, viewer, error);
}
