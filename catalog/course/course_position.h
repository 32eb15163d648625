/* The order of lists that editors arrange. All verbs run on a database thread inside a write job.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

typedef enum CourseOrdered {
    COURSE_ORDERED_TOPICS,
    COURSE_ORDERED_SERIES,
    COURSE_ORDERED_COURSES, /* of one series */
    COURSE_ORDERED_LESSONS, /* of one course */
    COURSE_ORDERED_ASSETS,  /* of one kind of one lesson */
    COURSE_N_ORDERED
} CourseOrdered;

/* `id` then stands before `before_id` of the same list; "": last. ERROR_INVALID when that is not in
 * the list. */
bool course_position_move(Database *database, CourseOrdered what, const char *id,
                          const char *before_id, GError **error);

/* The whole list of which the first id is a row, as given. ERROR_INVALID unless `ids` are exactly
 * its rows. */
bool course_position_set(Database *database, CourseOrdered what, const char *const *ids,
                         GError **error);
