#include "catalog/course/course_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/course/course_search.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/pinyin.h"

void course_row_free(CourseRow *row) {
    if (!row)
        return;
    char *const texts[] = {row->alias,     row->title,        row->summary,     row->language,
                           row->initials,  row->series_title, row->topic_title, row->texts,
                           row->languages, row->subtitles,    row->changed_by};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(row);
}

/* ---- reading ---- */

CourseRow *course_table_row(Statement *statement) {
    CourseRow *row = g_new0(CourseRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    row->alias = statement_dup_text(statement, 1);
    statement_copy_text(statement, 2, row->series_id, sizeof row->series_id);
    statement_copy_text(statement, 3, row->topic_id, sizeof row->topic_id);
    row->title = statement_dup_text(statement, 4);
    row->summary = statement_dup_text(statement, 5);
    row->language = statement_dup_text(statement, 6);
    row->state = (CourseState)course_words_find(COURSE_STATE_WORDS, statement_text(statement, 7));
    row->audience =
        (CourseAudience)course_words_find(COURSE_AUDIENCE_WORDS, statement_text(statement, 8));
    row->is_required = statement_int64(statement, 9) != 0;
    row->allows_download = statement_int64(statement, 10) != 0;
    row->allows_speed = statement_int64(statement, 11) != 0;
    row->due_at_us = statement_int64(statement, 12);
    row->published_at_us = statement_int64(statement, 13);
    row->initials = statement_dup_text(statement, 14);
    row->revision = statement_int64(statement, 15);
    row->changed_at_us = statement_int64(statement, 16);
    row->series_title = statement_dup_text(statement, 17);
    row->topic_title = statement_dup_text(statement, 18);
    row->texts = statement_dup_text(statement, 19);
    row->languages = statement_dup_text(statement, 20);
    row->subtitles = statement_dup_text(statement, 21);
    row->n_lessons = statement_int64(statement, 22);
    row->duration_ms = statement_int64(statement, 23);
    statement_copy_text(statement, 24, row->poster_id, sizeof row->poster_id);
    row->changed_by = statement_dup_text(statement, 25);
    return row;
}

CourseRow *course_table_get(Database *database, const CourseViewer *viewer, const char *id,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT " COURSE_COLUMNS " FROM" COURSE_SOURCE
                         " WHERE (course.id = ?11 OR course.alias = ?11) AND " COURSE_VIEWER_SEES,
                         error);
    if (!statement)
        return NULL;
    course_viewer_bind(viewer, statement);
    statement_bind_text(statement, COURSE_VIEWER_NEXT, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        rights_not_found(error);
    return step == STATEMENT_ROW ? course_table_row(statement) : NULL;
}

/* ---- writing ---- */

/* Those of the ordinary reading, which is the last one. */
static char *initials_of(const char *title) {
    g_autofree char *key = pinyin_search_key(title, NULL);
    const char *last = key ? strrchr(key, '\n') : NULL;
    return g_strdup(last ? last + 1 : "");
}

static bool check(const CourseRow *row, GError **error) {
    return course_text_check_title(row->title, error) &&
           course_text_check_summary(row->summary, error) &&
           course_text_check_tag(row->language, error) &&
           course_text_check_alias(row->alias, error);
}

static bool exists(Database *database, const char *sql, const char *id, bool *ret_exists,
                   GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    *ret_exists = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

/* What the row names is there, and its alias is its own. */
static bool check_names(Database *database, const CourseRow *row, GError **error) {
    bool is_there = true;
    if (*row->series_id &&
        !exists(database, "SELECT 1 FROM series WHERE id = ?1", row->series_id, &is_there, error))
        return false;
    if (!is_there)
        return refuse(ERROR_INVALID, "There is no such series.", error);
    if (*row->topic_id &&
        !exists(database, "SELECT 1 FROM topic WHERE id = ?1", row->topic_id, &is_there, error))
        return false;
    if (!is_there)
        return refuse(ERROR_INVALID, "There is no such topic.", error);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT 1 FROM course WHERE alias = ?1 AND id <> ?2", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->alias && *row->alias ? row->alias : NULL);
    statement_bind_text(statement, 2, row->id);
    StatementStep step = statement_step(statement, error);
    return step == STATEMENT_ROW
               ? refuse(ERROR_CONFLICT, "This second name is taken already.", error)
               : step == STATEMENT_DONE;
}

static const char *text_or_null(const char *text) {
    return text && *text ? text : NULL;
}

static void bind_row(Statement *statement, const CourseRow *row) {
    g_autofree char *initials = initials_of(row->title);
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, text_or_null(row->alias));
    statement_bind_text(statement, 3, text_or_null(row->series_id));
    statement_bind_text(statement, 4, text_or_null(row->topic_id));
    statement_bind_text(statement, 5, row->title);
    statement_bind_text(statement, 6, row->summary ? row->summary : "");
    statement_bind_text(statement, 7, row->language);
    statement_bind_text(statement, 8, COURSE_AUDIENCE_WORDS[row->audience]);
    statement_bind_int64(statement, 9, row->is_required);
    if (row->due_at_us > 0)
        statement_bind_int64(statement, 10, row->due_at_us);
    statement_bind_int64(statement, 11, row->allows_download);
    statement_bind_int64(statement, 12, row->allows_speed);
    statement_bind_text(statement, 13, initials);
    statement_bind_int64(statement, 14, clock_wall_us());
}

bool course_table_insert(Database *database, CourseRow *row, const char *by, GError **error) {
    database_assert_current(database);
    if (!check(row, error) || !check_names(database, row, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO course (id, alias, series_id, topic_id, title, summary, language, audience,"
        " is_required, due_at_us, allows_download, allows_speed, initials, created_at_us,"
        " changed_at_us, state, created_by, position, words_row)"
        " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, 'draft', ?15,"
        " (SELECT ifnull(max(position), 0) + 1 FROM course WHERE series_id IS ?3),"
        " (SELECT ifnull(max(words_row), 0) + 1 FROM course)",
        error);
    if (!statement)
        return false;
    if (!*row->id)
        id_new_uuid7(row->id);
    row->revision = 1;
    bind_row(statement, row);
    statement_bind_text(statement, 15, text_or_null(by));
    return statement_run(statement, error) && course_search_write(database, row->id, error);
}

bool course_table_update(Database *database, CourseRow *row, GError **error) {
    database_assert_current(database);
    if (!check(row, error) || !check_names(database, row, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE course SET alias = ?2, title = ?5, summary = ?6, language = ?7, audience = ?8,"
        " is_required = ?9, due_at_us = ?10, allows_download = ?11, allows_speed = ?12,"
        " initials = ?13, changed_at_us = ?14, revision = revision + 1, topic_id = ?4,"
        " position = CASE WHEN series_id IS ?3 THEN position ELSE (SELECT ifnull(max(position), 0)"
        " + 1 FROM course AS other WHERE other.series_id IS ?3) END, series_id = ?3 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    bind_row(statement, row);
    row->revision++;
    return statement_run(statement, error) && course_search_write(database, row->id, error);
}

/* ---- steps ---- */

static bool read_facts(Database *database, const CourseRow *row, CourseFacts *ret_facts,
                       char **ret_not_ready, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT (SELECT count(*) FROM course_unit WHERE course_id = ?1),"
        " (SELECT count(*) FROM lesson WHERE course_id = ?1 AND is_shown),"
        " (SELECT title FROM lesson WHERE course_id = ?1 AND is_shown AND NOT " LESSON_IS_READY
        " ORDER BY position LIMIT 1)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_not_ready = statement_dup_text(statement, 2);
    *ret_facts = (CourseFacts){.state = row->state,
                               .audience = row->audience,
                               .n_units = statement_int64(statement, 0),
                               .n_shown = statement_int64(statement, 1),
                               .not_ready = *ret_not_ready};
    return true;
}

bool course_table_step(Database *database, CourseRow *row, CourseStep step, GError **error) {
    g_autofree char *not_ready = NULL;
    CourseFacts facts;
    database_assert_current(database);
    if (!read_facts(database, row, &facts, &not_ready, error) ||
        !course_state_check(&facts, step, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE course SET state = ?2, revision = revision + 1, changed_at_us ="
                         " ?3, published_at_us = CASE ?2 WHEN 'published' THEN"
                         " ifnull(published_at_us, ?3) ELSE published_at_us END WHERE id = ?1",
                         error);
    if (!statement)
        return false;
    row->state = course_state_after(step);
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, COURSE_STATE_WORDS[row->state]);
    statement_bind_int64(statement, 3, clock_wall_us());
    return statement_run(statement, error);
}

/* ---- removing, units ---- */

static bool run_of(Database *database, const char *sql, const char *id, const char *second,
                   GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    if (second)
        statement_bind_text(statement, 2, second);
    return statement_run(statement, error);
}

bool course_table_remove(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    return run_of(database,
                  "DELETE FROM course_text WHERE of_id = ?1"
                  " OR of_id IN (SELECT id FROM lesson WHERE course_id = ?1)",
                  id, NULL, error) &&
           course_search_remove(database, id, error) &&
           run_of(database, "DELETE FROM course WHERE id = ?1", id, NULL, error);
}

bool course_table_set_units(Database *database, const char *id, const char *const *unit_ids,
                            GError **error) {
    database_assert_current(database);
    bool is_there;
    if (g_strv_length((char **)unit_ids) > COURSE_MAX_UNITS)
        return refuse(ERROR_INVALID, "There are too many units.", error);
    if (!run_of(database, "DELETE FROM course_unit WHERE course_id = ?1", id, NULL, error))
        return false;
    for (unsigned i = 0; unit_ids[i]; i++) {
        if (!exists(database, "SELECT 1 FROM unit WHERE id = ?1", unit_ids[i], &is_there, error))
            return false;
        if (!is_there)
            return refuse(ERROR_INVALID, "There is no such unit.", error);
        if (!run_of(database,
                    "INSERT OR IGNORE INTO course_unit (course_id, unit_id) VALUES (?1, ?2)", id,
                    unit_ids[i], error))
            return false;
    }
    return true;
}

char *course_table_units(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT json_group_array(json_object('id', id, 'name', name)) FROM (SELECT unit.id, name"
        " FROM course_unit JOIN unit ON unit.id = unit_id WHERE course_id = ?1 ORDER BY name)",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    return statement_step(statement, error) == STATEMENT_ROW ? statement_dup_text(statement, 0)
                                                             : NULL;
}
