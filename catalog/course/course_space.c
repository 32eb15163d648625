#include "catalog/course/course_space.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/course/course_office.h"
#include "catalog/course/job_table.h"

#define MB INT64_C(1000000) /* as the pages count */

void course_space_clear(CourseSpace *space) {
    g_free(space->bound_name);
    *space = (CourseSpace){0};
}

int64_t course_space_left(const CourseSpace *space) {
    return space->is_bounded ? MAX(space->bound_bytes - space->bound_used_bytes, 0) : INT64_MAX;
}

/* ---- sums ---- */

typedef enum Whose { WHOSE_SUBTREE, WHOSE_OWN, WHOSE_NOBODY, WHOSE_ALL } Whose;

/* Uploads and jobs are few: they are looked at first, lessons by the office. */
#define SUMS                                                                                       \
    " SELECT (SELECT ifnull(sum(asset.bytes), 0) FROM office"                                      \
    " CROSS JOIN course ON course.office_id IS office.id"                                          \
    " CROSS JOIN lesson ON lesson.course_id = course.id"                                           \
    " CROSS JOIN asset ON asset.lesson_id = lesson.id)"                                            \
    " + (SELECT ifnull(sum(length), 0) FROM upload CROSS JOIN lesson ON lesson.id = lesson_id"     \
    " CROSS JOIN course ON course.id = course_id WHERE finished_at_us IS NULL AND is_cleared = 0"  \
    " AND EXISTS (SELECT 1 FROM office WHERE office.id IS course.office_id))"                      \
    " + (SELECT ifnull(sum(source_bytes), 0) FROM course_job AS job"                               \
    " CROSS JOIN lesson ON lesson.id = job.lesson_id CROSS JOIN course ON course.id = course_id"   \
    " WHERE job.state IN ('waiting', 'running', 'failed')"                                         \
    " AND (job.state != 'failed' OR job.ended_at_us > ?2)"                                         \
    " AND EXISTS (SELECT 1 FROM office WHERE office.id IS course.office_id))"

/* What makes `office (id)`, the units that are summed, of each. */
static const char *const SUM_OF[] = {
    [WHOSE_SUBTREE] = "WITH RECURSIVE office (id) AS (SELECT ?1 UNION"
                      " SELECT unit.id FROM unit JOIN office ON unit.parent_id = office.id)" SUMS,
    [WHOSE_OWN] = "WITH office (id) AS (SELECT ?1)" SUMS,
    [WHOSE_NOBODY] = "WITH office (id) AS (SELECT NULL)" SUMS,
    [WHOSE_ALL] = "WITH office (id) AS (SELECT DISTINCT office_id FROM course)" SUMS,
};

/* `unit_id` NULL where none is named. */
static bool sum_of(Database *database, Whose whose, const char *unit_id, int64_t *ret_bytes,
                   GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, SUM_OF[whose], error);
    if (!statement)
        return false;
    if (unit_id)
        statement_bind_text(statement, 1, unit_id);
    statement_bind_int64(statement, 2, clock_wall_us() - JOB_SOURCE_KEPT_US);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_bytes = statement_int64(statement, 0);
    return true;
}

/* ---- bounds ---- */

/* Keeps the one that leaves least; of two the lower one. */
static void take_bound(CourseSpace *space, const char *name, int64_t bytes, int64_t used_bytes) {
    if (space->is_bounded && course_space_left(space) <= MAX(bytes - used_bytes, 0))
        return;
    g_free(space->bound_name);
    space->bound_name = g_strdup(name);
    space->bound_bytes = bytes;
    space->bound_used_bytes = used_bytes;
    space->is_bounded = true;
}

static bool read_name(Database *database, const char *unit_id, char **ret_name, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT name FROM unit WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, unit_id);
    StatementStep step = statement_step(statement, error);
    *ret_name = step == STATEMENT_ROW ? statement_dup_text(statement, 0) : NULL;
    return step != STATEMENT_FAILED;
}

static bool take_default(Database *database, const char *unit_id, int64_t default_bytes,
                         CourseSpace *space, GError **error) {
    g_autofree char *name = NULL;
    int64_t used_bytes = space->used_bytes;
    if (default_bytes == 0 || space->is_bounded)
        return true;
    if (*unit_id && (!read_name(database, unit_id, &name, error) ||
                     !sum_of(database, WHOSE_OWN, unit_id, &used_bytes, error)))
        return false;
    take_bound(space, name, default_bytes, used_bytes);
    return true;
}

static bool take_quotas(Database *database, const char *unit_id, CourseSpace *space,
                        GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE up (id, height) AS (SELECT ?1, 0 UNION ALL SELECT unit.parent_id,"
        " height + 1 FROM unit JOIN up ON unit.id = up.id WHERE unit.parent_id NOT NULL)"
        " SELECT unit.id, unit.name, course_quota.bytes FROM up JOIN course_quota"
        " ON course_quota.unit_id = up.id JOIN unit ON unit.id = up.id ORDER BY height",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, unit_id);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        int64_t used_bytes;
        if (!sum_of(database, WHOSE_SUBTREE, statement_text(statement, 0), &used_bytes, error))
            return false;
        take_bound(space, statement_text(statement, 1), statement_int64(statement, 2), used_bytes);
    }
    return step == STATEMENT_DONE;
}

bool course_space_load(Database *database, const char *unit_id, int64_t default_bytes,
                       CourseSpace *ret_space, GError **error) {
    g_auto(CourseSpace) space = {0};
    database_assert_current(database);
    if (!sum_of(database, *unit_id ? WHOSE_SUBTREE : WHOSE_NOBODY, *unit_id ? unit_id : NULL,
                &space.used_bytes, error) ||
        (*unit_id && !take_quotas(database, unit_id, &space, error)) ||
        !take_default(database, unit_id, default_bytes, &space, error))
        return false;
    *ret_space = space;
    space = (CourseSpace){0};
    return true;
}

bool course_space_total(Database *database, int64_t *ret_bytes, GError **error) {
    database_assert_current(database);
    return sum_of(database, WHOSE_ALL, NULL, ret_bytes, error);
}

/* ---- before an upload ---- */

static bool office_of_lesson(Database *database, const char *lesson_id,
                             char ret_unit_id[ID_TEXT_BYTES], GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT course_id FROM lesson WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, lesson_id);
    StatementStep step = statement_step(statement, error);
    *ret_unit_id = '\0';
    return step == STATEMENT_DONE ||
           (step == STATEMENT_ROW &&
            course_office_of_course(database, statement_text(statement, 0), ret_unit_id, error));
}

static int64_t mb_up(int64_t bytes) {
    return (bytes + MB - 1) / MB;
}

#define N "%" G_GINT64_FORMAT
static void refuse(const CourseSpace *space, int64_t length, GError **error) {
    int64_t used = mb_up(space->bound_used_bytes), quota = space->bound_bytes / MB;
    int64_t left = course_space_left(space) / MB;
    if (space->bound_name)
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "This file of " N " MB does not fit: " N " of " N " MB are used, " N
                    " MB are left for the courses of %s.",
                    mb_up(length), used, quota, left, space->bound_name);
    else
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "This file of " N " MB does not fit: " N " of " N " MB are used, " N
                    " MB are left for courses that belong to no office.",
                    mb_up(length), used, quota, left);
}

bool course_space_check(Database *database, const char *lesson_id, int64_t default_bytes,
                        int64_t length, GError **error) {
    char unit_id[ID_TEXT_BYTES];
    g_auto(CourseSpace) space = {0};
    if (!office_of_lesson(database, lesson_id, unit_id, error) ||
        !course_space_load(database, unit_id, default_bytes, &space, error))
        return false;
    if (length <= course_space_left(&space))
        return true;
    refuse(&space, length, error);
    return false;
}

/* ---- a unit's own quota ---- */

bool course_space_get_quota(Database *database, const char *unit_id, int64_t *ret_bytes,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT bytes FROM course_quota WHERE unit_id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, unit_id);
    StatementStep step = statement_step(statement, error);
    *ret_bytes = step == STATEMENT_ROW ? statement_int64(statement, 0) : -1;
    return step != STATEMENT_FAILED;
}

bool course_space_set_quota(Database *database, const char *unit_id, int64_t bytes,
                            GError **error) {
    static const char *const SQL[] = {"DELETE FROM course_quota WHERE unit_id = ?1",
                                      "INSERT INTO course_quota (unit_id, bytes) VALUES (?1, ?2)"
                                      " ON CONFLICT (unit_id) DO UPDATE SET bytes = ?2"};
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, SQL[bytes >= 0], error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, unit_id);
    if (bytes >= 0)
        statement_bind_int64(statement, 2, bytes);
    return statement_run(statement, error);
}
