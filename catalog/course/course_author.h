/* Who changed a course or a lesson, and which revision of a row somebody may change. On a database
 * thread, inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"

/* `account_id` "" or NULL: nobody. Of a lesson the revision goes up; of a course its own table has
 * raised it. */
bool course_author_of_course(Database *database, const char *course_id, const char *account_id,
                             GError **error);
bool course_author_of_lesson(Database *database, const char *lesson_id, const char *account_id,
                             GError **error);

/* ERROR_STALE unless `wanted` (of If-Match; 0: none was sent) is what there is. */
bool course_author_check_course(int64_t wanted, int64_t revision, GError **error);
bool course_author_check_lesson(int64_t wanted, int64_t revision, GError **error);
bool course_author_check_series(int64_t wanted, int64_t revision, GError **error);
bool course_author_check_topic(int64_t wanted, int64_t revision, GError **error);
bool course_author_check_asset(int64_t wanted, int64_t revision, GError **error);
