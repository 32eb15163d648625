#include "catalog/study/study_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/course/course_table.h"
#include "catalog/rights/rights.h"

void study_row_free(StudyRow *row) {
    if (!row)
        return;
    char *const texts[] = {row->title, row->language, row->opened_name, row->lesson_title,
                           row->state};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(row);
}

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

/* ---- reading ---- */

/* The last viewing of the lesson that is on. */
#define LAST(column, otherwise)                                                                    \
    "ifnull((SELECT viewing." column " FROM viewing WHERE viewing.study_id = study.id"             \
    " AND viewing.last_sequence > 0 AND (viewing.lesson_id = study.lesson_id"                      \
    " OR viewing.meeting_id = lesson.meeting_id)"                                                  \
    " ORDER BY viewing.last_beat_at_us DESC LIMIT 1), " otherwise ")"

static const char OPEN_IN[] =
    "SELECT study.id, study.place_id, ifnull(study.course_id, ''), ifnull(study.lesson_id, ''),"
    " study.title, is_course, study.language, is_paused, seek_ms, seek_revision, study.revision,"
    " ifnull(opened_by, ''), ifnull(opened_on, ''), opened_name, begun_at_us, lesson.title,"
    " ifnull(iif(lesson.meeting_id IS NULL, lesson.duration_ms, (SELECT duration_us / 1000"
    " FROM meeting WHERE meeting.id = lesson.meeting_id)), 0), " LAST("state", "''") ", " LAST(
        "resume_ms", "0") ", " LAST("last_beat_at_us",
                                    "0") " FROM study LEFT JOIN lesson ON lesson.id ="
                                         " study.lesson_id"
                                         " WHERE study.place_id = ?1 AND study.ended_at_us IS NULL";

static StudyRow *read_row(Statement *statement) {
    StudyRow *row = g_new0(StudyRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->place_id, sizeof row->place_id);
    statement_copy_text(statement, 2, row->course_id, sizeof row->course_id);
    statement_copy_text(statement, 3, row->lesson_id, sizeof row->lesson_id);
    row->title = statement_dup_text(statement, 4);
    row->is_course = statement_int64(statement, 5) != 0;
    row->language = statement_dup_text(statement, 6);
    row->is_paused = statement_int64(statement, 7) != 0;
    row->seek_ms = statement_int64(statement, 8);
    row->seek_revision = statement_int64(statement, 9);
    row->revision = statement_int64(statement, 10);
    statement_copy_text(statement, 11, row->opened_by, sizeof row->opened_by);
    statement_copy_text(statement, 12, row->opened_on, sizeof row->opened_on);
    row->opened_name = statement_dup_text(statement, 13);
    row->begun_at_us = statement_int64(statement, 14);
    row->lesson_title = statement_dup_text(statement, 15);
    row->duration_ms = statement_int64(statement, 16);
    row->state = statement_dup_text(statement, 17);
    row->position_ms = statement_int64(statement, 18);
    row->heard_at_us = statement_int64(statement, 19);
    return row;
}

bool study_table_open_in(Database *database, const char *place_id, StudyRow **ret_row,
                         GError **error) {
    database_assert_current(database);
    *ret_row = NULL;
    g_autoptr(Statement) statement = database_prepare(database, OPEN_IN, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, place_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_row = read_row(statement);
    return step != STATEMENT_FAILED;
}

bool study_table_admits(Database *database, const char *id, const char *screen_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT 1 FROM study JOIN screen ON screen.place_id = study.place_id"
        " WHERE study.id = ?1 AND screen.id = ?2 AND ended_at_us IS NULL"
        " AND (NOT EXISTS (SELECT 1 FROM study_screen WHERE study_id = study.id)"
        " OR EXISTS (SELECT 1 FROM study_screen WHERE study_id = study.id AND screen_id = ?2))",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, screen_id);
    StatementStep step = statement_step(statement, error);
    return step == STATEMENT_ROW || (step == STATEMENT_DONE && rights_not_found(error));
}

/* ---- what is watched ---- */

static bool is_shown_on_screens(const LessonRow *lesson) {
    return lesson->is_ready && (lesson->kind == LESSON_VIDEO || lesson->kind == LESSON_RECORDING);
}

static void take_lesson(const LessonRow *lesson, StudyRow *row) {
    g_strlcpy(row->course_id, lesson->course_id, sizeof row->course_id);
    g_strlcpy(row->lesson_id, lesson->id, sizeof row->lesson_id);
}

static bool choose_lesson(Database *database, const CourseViewer *viewer, const char *lesson_id,
                          StudyRow *row, GError **error) {
    g_autoptr(LessonRow) lesson = lesson_table_get(database, viewer, lesson_id, error);
    if (!lesson)
        return false;
    if (!is_shown_on_screens(lesson))
        return refuse(ERROR_CONFLICT, "A screen cannot show this lesson.", error);
    take_lesson(lesson, row);
    if (!row->title)
        row->title = g_strdup(lesson->title);
    return true;
}

static bool choose_first(Database *database, const CourseViewer *viewer, const char *course_id,
                         StudyRow *row, GError **error) {
    g_autoptr(GPtrArray) lessons = lesson_table_list(database, viewer, course_id, error);
    for (unsigned i = 0; lessons && i < lessons->len; i++) {
        if (!is_shown_on_screens(lessons->pdata[i]))
            continue;
        take_lesson(lessons->pdata[i], row);
        return true;
    }
    return lessons && refuse(ERROR_CONFLICT, "This course has no lesson that a screen can show.",
                             error);
}

bool study_table_choose(Database *database, const CourseViewer *viewer, const StudyWish *wish,
                        StudyRow *row, GError **error) {
    if (!wish->course_id)
        return choose_lesson(database, viewer, wish->lesson_id, row, error);
    g_autoptr(CourseRow) course = course_table_get(database, viewer, wish->course_id, error);
    if (!course)
        return false;
    row->is_course = true;
    row->title = g_strdup(course->title);
    if (!wish->lesson_id)
        return choose_first(database, viewer, course->id, row, error);
    return choose_lesson(database, viewer, wish->lesson_id, row, error) &&
           (g_str_equal(row->course_id, course->id) ||
            refuse(ERROR_INVALID, "This lesson is not of the course of the study session.", error));
}

/* ---- writing ---- */

static bool check_language(const char *tag, GError **error) {
    return !*tag || course_text_check_tag(tag, error);
}

static bool check_free(Database *database, const char *place_id, GError **error) {
    g_autoptr(StudyRow) open = NULL;
    if (!study_table_open_in(database, place_id, &open, error))
        return false;
    return !open ||
           refuse(ERROR_CONFLICT,
                  "A study session is open in this place already: end it first, or replace it.",
                  error);
}

static const char *or_null(const char *text) {
    return *text ? text : NULL;
}

bool study_table_insert(Database *database, StudyRow *row, GError **error) {
    database_assert_current(database);
    if (!check_language(row->language, error) || !check_free(database, row->place_id, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO study (id, place_id, course_id, lesson_id, title, is_course, language,"
        " opened_by, opened_on, opened_name, begun_at_us)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        error);
    if (!statement)
        return false;
    id_new_uuid7(row->id);
    row->revision = 1;
    row->begun_at_us = clock_wall_us();
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->place_id);
    statement_bind_text(statement, 3, row->course_id);
    statement_bind_text(statement, 4, row->lesson_id);
    statement_bind_text(statement, 5, row->title);
    statement_bind_int64(statement, 6, row->is_course);
    statement_bind_text(statement, 7, row->language);
    statement_bind_text(statement, 8, or_null(row->opened_by));
    statement_bind_text(statement, 9, or_null(row->opened_on));
    statement_bind_text(statement, 10, row->opened_name);
    statement_bind_int64(statement, 11, row->begun_at_us);
    return statement_run(statement, error);
}

static bool add_screen(Database *database, const StudyRow *row, const char *id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT OR IGNORE INTO study_screen (study_id, screen_id) SELECT ?1, id FROM screen"
        " WHERE id = ?2 AND place_id = ?3 AND unpaired_at_us IS NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, id);
    statement_bind_text(statement, 3, row->place_id);
    if (!statement_run(statement, error))
        return false;
    return database_changes(database) > 0 || rights_not_found(error);
}

bool study_table_set_screens(Database *database, const StudyRow *row, const char *const *ids,
                             GError **error) {
    database_assert_current(database);
    for (unsigned i = 0; ids && ids[i]; i++)
        if (!g_strv_contains(ids + i + 1, ids[i]) && !add_screen(database, row, ids[i], error))
            return false;
    return true;
}

bool study_table_update(Database *database, StudyRow *row, GError **error) {
    database_assert_current(database);
    if (!check_language(row->language, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE study SET lesson_id = ?2, language = ?3, is_paused = ?4,"
                         " seek_ms = ?5, seek_revision = ?6, revision = ?7 WHERE id = ?1",
                         error);
    if (!statement)
        return false;
    row->revision += 1;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, or_null(row->lesson_id));
    statement_bind_text(statement, 3, row->language);
    statement_bind_int64(statement, 4, row->is_paused);
    statement_bind_int64(statement, 5, row->seek_ms);
    statement_bind_int64(statement, 6, row->seek_revision);
    statement_bind_int64(statement, 7, row->revision);
    return statement_run(statement, error);
}

bool study_table_end(Database *database, const char *id, StudyEnd end, const char *by,
                     int64_t ended_at_us, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE study SET ended_at_us = max(?2, begun_at_us), end_kind = ?3, ended_by = ?4"
        " WHERE id = ?1 AND ended_at_us IS NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, ended_at_us);
    statement_bind_text(statement, 3, STUDY_END_WORDS[end]);
    statement_bind_text(statement, 4, by);
    return statement_run(statement, error);
}

/* ---- the rule ---- */

typedef struct Over {
    StudyEnded ended;
    StudyEnd end;
    int64_t at_us;
} Over;

static const char ALL_OPEN[] =
    "SELECT study.id, place_id, begun_at_us, ifnull((SELECT max(last_beat_at_us) FROM viewing"
    " WHERE viewing.study_id = study.id), 0), ifnull(place.ended_at_us, 0)"
    " FROM study JOIN place ON place.id = place_id WHERE study.ended_at_us IS NULL";

static GArray *find_over(Database *database, int64_t now_us, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, ALL_OPEN, error);
    if (!statement)
        return NULL;
    g_autoptr(GArray) over = g_array_new(FALSE, FALSE, sizeof(Over));
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        Over one = {0};
        const StudyFacts facts = {statement_int64(statement, 2), statement_int64(statement, 3),
                                  statement_int64(statement, 4)};
        one.end = study_rule_end(&facts, now_us, &one.at_us);
        statement_copy_text(statement, 0, one.ended.id, sizeof one.ended.id);
        statement_copy_text(statement, 1, one.ended.place_id, sizeof one.ended.place_id);
        if (one.end != STUDY_OPEN)
            g_array_append_val(over, one);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&over) : NULL;
}

GPtrArray *study_table_tick(Database *database, int64_t now_us, GError **error) {
    database_assert_current(database);
    g_autoptr(GArray) over = find_over(database, now_us, error);
    g_autoptr(GPtrArray) ended = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; over && i < over->len; i++) {
        const Over *one = &g_array_index(over, Over, i);
        if (!study_table_end(database, one->ended.id, one->end, NULL, one->at_us, error))
            return NULL;
        g_ptr_array_add(ended, g_memdup2(&one->ended, sizeof one->ended));
    }
    return over ? g_steal_pointer(&ended) : NULL;
}
