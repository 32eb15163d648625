#include "catalog/course/course_author.h"

#include "base/clock.h"
#include "base/error.h"

static bool run(Database *database, const char *sql, const char *id, const char *account_id,
                GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, account_id && *account_id ? account_id : NULL);
    statement_bind_int64(statement, 3, clock_wall_us());
    return statement_run(statement, error);
}

bool course_author_of_course(Database *database, const char *course_id, const char *account_id,
                             GError **error) {
    return run(database, "UPDATE course SET changed_by = ?2, changed_at_us = ?3 WHERE id = ?1",
               course_id, account_id, error);
}

bool course_author_of_lesson(Database *database, const char *lesson_id, const char *account_id,
                             GError **error) {
    return run(database,
               "UPDATE lesson SET changed_by = ?2, changed_at_us = ?3, revision = revision + 1"
               " WHERE id = ?1",
               lesson_id, account_id, error);
}

static bool check(int64_t wanted, int64_t revision, const char *sentence, GError **error) {
    if (wanted == 0 || wanted == revision)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_STALE, sentence);
    return false;
}

bool course_author_check_course(int64_t wanted, int64_t revision, GError **error) {
    return check(wanted, revision, "Somebody else has changed the course: load it again.", error);
}

bool course_author_check_lesson(int64_t wanted, int64_t revision, GError **error) {
    return check(wanted, revision, "Somebody else has changed the lesson: load it again.", error);
}

bool course_author_check_series(int64_t wanted, int64_t revision, GError **error) {
    return check(wanted, revision, "Somebody else has changed the series: load it again.", error);
}

bool course_author_check_topic(int64_t wanted, int64_t revision, GError **error) {
    return check(wanted, revision, "Somebody else has changed the topic: load it again.", error);
}

bool course_author_check_asset(int64_t wanted, int64_t revision, GError **error) {
    return check(wanted, revision,
                 "Somebody else has changed this part of the lesson: load it again.", error);
}
