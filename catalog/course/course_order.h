/* Orders for the media side (course_media.h), read from the tables. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/course/course_media.h"
#include "catalog/store/database.h"

/* NULL without an error: there is no such lesson. */
bool course_order_load(Database *database, const char *lesson_id, CourseOrder **ret_order,
                       GError **error);
/* CourseOrder elements: of all lessons of a course. */
GPtrArray *course_order_load_course(Database *database, const char *course_id, GError **error);
/* CourseOrder elements: what the media side must know when it starts. */
GPtrArray *course_order_load_all(Database *database, GError **error);
