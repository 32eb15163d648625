#include "catalog/course/lesson_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/course/course_search.h"
#include "catalog/course/course_state.h"
#include "catalog/rights/rights.h"

void lesson_row_free(LessonRow *row) {
    if (!row)
        return;
    char *const texts[] = {row->alias, row->title,     row->summary,   row->course_title,
                           row->texts, row->languages, row->subtitles, row->changed_by};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(row);
}

CourseAccess lesson_row_access(const LessonRow *row) {
    return course_state_access(row->course_state, row->audience, row->is_shown);
}

/* ---- reading ---- */

#define LAST_VIEWING(column)                                                                       \
    "(SELECT " column " FROM viewing WHERE " LESSON_OWN_VIEWING                                    \
    " AND viewing.last_sequence > 0 ORDER BY viewing.last_beat_at_us DESC LIMIT 1)"
#define RESUME  "iif(viewing.state = 'ended', 0, viewing.resume_ms)"
#define LAST_AT "viewing.last_beat_at_us"
#define COLUMNS                                                                                    \
    "SELECT lesson.id, lesson.alias, lesson.course_id, lesson.kind, lesson.title, lesson.summary," \
    " lesson.is_shown, ifnull(lesson.meeting_id, ''), CASE WHEN lesson.meeting_id IS NULL"         \
    " THEN lesson.duration_ms ELSE (SELECT duration_us / 1000 FROM meeting"                        \
    " WHERE meeting.id = lesson.meeting_id) END, lesson.has_poster, lesson.has_sprites,"           \
    " course.title, course.state, course.audience, course.allows_download, course.allows_speed,"   \
    " " COURSE_TEXT_COLUMN(                                                                        \
        "lesson.id") ", " LESSON_SOUNDS_OF_LESSON ", " LESSON_SUBTITLES_OF_LESSON                  \
                     ", " LESSON_IS_READY ", " LESSON_IS_SEEN                                      \
                     ", ifnull(" LAST_VIEWING(RESUME) ", 0) AS resume, ifnull(" LAST_VIEWING(      \
                         LAST_AT) ", 0) AS last, lesson.revision, lesson.changed_at_us,"           \
                                  " (SELECT display_name FROM account WHERE account.id = "         \
                                  "lesson.changed_by)"
/* The lessons of a column's own row: other names than its. */
#define LESSON_SOUNDS_OF_LESSON                                                                    \
    "(SELECT json_group_array(DISTINCT language) FROM (SELECT asset.language AS language,"         \
    " asset.position AS key, asset.id AS id FROM asset WHERE asset.lesson_id = lesson.id"          \
    " AND asset.kind = 'sound' AND asset.state = 'ready' AND asset.language <> ''"                 \
    " UNION ALL SELECT tag, 1 - is_floor, tag FROM meeting_language"                               \
    " WHERE meeting_language.meeting_id = lesson.meeting_id ORDER BY 2, 3))"
#define LESSON_SUBTITLES_OF_LESSON                                                                 \
    "(SELECT json_group_array(DISTINCT language) FROM (SELECT asset.language AS language"          \
    " FROM asset WHERE asset.lesson_id = lesson.id AND asset.kind = 'subtitle'"                    \
    " AND asset.state = 'ready' ORDER BY asset.position, asset.id))"
#define SEEN                                                                                       \
    " FROM lesson JOIN course ON course.id = lesson.course_id"                                     \
    " WHERE " COURSE_VIEWER_SEES " AND " COURSE_VIEWER_SHOWN

static LessonRow *read_row(Statement *statement) {
    LessonRow *row = g_new0(LessonRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    row->alias = statement_dup_text(statement, 1);
    statement_copy_text(statement, 2, row->course_id, sizeof row->course_id);
    row->kind = (LessonKind)course_words_find(LESSON_KIND_WORDS, statement_text(statement, 3));
    row->title = statement_dup_text(statement, 4);
    row->summary = statement_dup_text(statement, 5);
    row->is_shown = statement_int64(statement, 6) != 0;
    statement_copy_text(statement, 7, row->meeting_id, sizeof row->meeting_id);
    row->duration_ms = statement_int64(statement, 8);
    row->has_poster = statement_int64(statement, 9) != 0;
    row->has_sprites = statement_int64(statement, 10) != 0;
    row->course_title = statement_dup_text(statement, 11);
    row->course_state =
        (CourseState)course_words_find(COURSE_STATE_WORDS, statement_text(statement, 12));
    row->audience =
        (CourseAudience)course_words_find(COURSE_AUDIENCE_WORDS, statement_text(statement, 13));
    row->allows_download = statement_int64(statement, 14) != 0;
    row->allows_speed = statement_int64(statement, 15) != 0;
    row->texts = statement_dup_text(statement, 16);
    row->languages = statement_dup_text(statement, 17);
    row->subtitles = statement_dup_text(statement, 18);
    row->is_ready = statement_int64(statement, 19) != 0;
    row->is_seen = statement_int64(statement, 20) != 0;
    row->resume_ms = statement_int64(statement, 21);
    row->last_at_us = statement_int64(statement, 22);
    row->revision = statement_int64(statement, 23);
    row->changed_at_us = statement_int64(statement, 24);
    row->changed_by = statement_dup_text(statement, 25);
    return row;
}

LessonRow *lesson_table_get(Database *database, const CourseViewer *viewer, const char *id,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, COLUMNS SEEN " AND (lesson.id = ?11 OR lesson.alias = ?11)", error);
    if (!statement)
        return NULL;
    course_viewer_bind(viewer, statement);
    statement_bind_text(statement, COURSE_VIEWER_NEXT, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        rights_not_found(error);
    return step == STATEMENT_ROW ? read_row(statement) : NULL;
}

static GPtrArray *read_rows(Statement *statement, GError **error) {
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)lesson_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(rows, read_row(statement));
    return step == STATEMENT_DONE ? g_steal_pointer(&rows) : NULL;
}

GPtrArray *lesson_table_list(Database *database, const CourseViewer *viewer, const char *course_id,
                             GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, COLUMNS SEEN " AND course_id = ?11 ORDER BY lesson.position, lesson.id", error);
    if (!statement)
        return NULL;
    course_viewer_bind(viewer, statement);
    statement_bind_text(statement, COURSE_VIEWER_NEXT, course_id);
    return read_rows(statement, error);
}

GPtrArray *lesson_table_begun(Database *database, const CourseViewer *viewer, unsigned limit,
                              GError **error) {
    static const char SQL[] =
        "SELECT * FROM (" COLUMNS SEEN " AND course.state = 'published' AND lesson.is_shown"
        " AND lesson.id IN (SELECT lesson.id FROM viewing JOIN lesson"
        " ON (viewing.lesson_id = lesson.id OR viewing.meeting_id = lesson.meeting_id)"
        " WHERE viewing.last_sequence > 0 AND " COURSE_VIEWER_OWN "))"
        " WHERE resume > 0 ORDER BY last DESC LIMIT ?11";
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, SQL, error);
    if (!statement)
        return NULL;
    course_viewer_bind(viewer, statement);
    statement_bind_int64(statement, COURSE_VIEWER_NEXT, limit);
    return read_rows(statement, error);
}

/* ---- writing ---- */

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

static bool check(Database *database, const LessonRow *row, GError **error) {
    if (!course_text_check_title(row->title, error) ||
        !course_text_check_summary(row->summary, error) ||
        !course_text_check_alias(row->alias, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT 1 FROM lesson WHERE alias = ?1 AND id <> ?2", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->alias && *row->alias ? row->alias : NULL);
    statement_bind_text(statement, 2, row->id);
    StatementStep step = statement_step(statement, error);
    return step == STATEMENT_ROW
               ? refuse(ERROR_CONFLICT, "This second name is taken already.", error)
               : step == STATEMENT_DONE;
}

static bool check_room(Database *database, const char *course_id, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT count(*) FROM lesson WHERE course_id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, course_id);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    return statement_int64(statement, 0) < LESSON_MAX_OF_COURSE ||
           refuse(ERROR_CONFLICT, "This course has too many lessons.", error);
}

bool lesson_table_insert(Database *database, LessonRow *row, GError **error) {
    database_assert_current(database);
    if (!check(database, row, error) || !check_room(database, row->course_id, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO lesson (id, alias, course_id, kind, title, summary, is_shown, meeting_id,"
        " created_at_us, changed_at_us, position) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9,"
        " ifnull(max(position), 0) + 1 FROM lesson WHERE course_id = ?3",
        error);
    if (!statement)
        return false;
    if (!*row->id)
        id_new_uuid7(row->id);
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->alias && *row->alias ? row->alias : NULL);
    statement_bind_text(statement, 3, row->course_id);
    statement_bind_text(statement, 4, LESSON_KIND_WORDS[row->kind]);
    statement_bind_text(statement, 5, row->title);
    statement_bind_text(statement, 6, row->summary ? row->summary : "");
    statement_bind_int64(statement, 7, row->is_shown);
    statement_bind_text(statement, 8, *row->meeting_id ? row->meeting_id : NULL);
    statement_bind_int64(statement, 9, clock_wall_us());
    return statement_run(statement, error) && course_search_write(database, row->course_id, error);
}

bool lesson_table_update(Database *database, const LessonRow *row, GError **error) {
    database_assert_current(database);
    if (!check(database, row, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE lesson SET alias = ?2, title = ?3, summary = ?4, is_shown = ?5,"
                         " changed_at_us = ?6 WHERE id = ?1",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->alias && *row->alias ? row->alias : NULL);
    statement_bind_text(statement, 3, row->title);
    statement_bind_text(statement, 4, row->summary);
    statement_bind_int64(statement, 5, row->is_shown);
    statement_bind_int64(statement, 6, clock_wall_us());
    return statement_run(statement, error) && course_search_write(database, row->course_id, error);
}

bool lesson_table_remove(Database *database, const LessonRow *row, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM lesson WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    return course_text_clear(database, row->id, error) && statement_run(statement, error) &&
           course_search_write(database, row->course_id, error);
}
