/* Lists and searches of the courses that somebody sees. One statement each. On a database thread.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/course/course_table.h"
#include "catalog/course/course_viewer.h"
#include "catalog/store/database.h"

#define COURSE_LIST_MAX_ROWS  100
#define COURSE_LIBRARY_N_ROWS 20 /* of a row of the home page */

/* What is NULL, "" or false is not asked for. */
typedef struct CourseQuery {
    const char *text;     /* as typed */
    const char *initials; /* a part of them */
    const char *topic_id, *series_id;
    const char *language; /* that a sound has */
    bool is_required;
    int state; /* CourseState; -1: any */
    const char *after;
    unsigned limit; /* 0: COURSE_LIST_MAX_ROWS */
} CourseQuery;

/* CourseRow elements: what was typed the best first (title before topic and lessons before
 * summary), those of a series in its order, else the newest first. Empty behind a row that does not
 * match any more. Their n_found: how many there are in all. */
GPtrArray *course_list_page(Database *database, const CourseViewer *viewer,
                            const CourseQuery *query, GError **error);

/* Required of the viewer and not seen to the end, the soonest due first. CourseRow elements. */
GPtrArray *course_list_assigned(Database *database, const CourseViewer *viewer, GError **error);

/* The newest COURSE_LIBRARY_N_ROWS of each topic, topic by topic in their order; those without a
 * topic last. CourseRow elements; their n_found: how many the topic has. */
GPtrArray *course_list_by_topic(Database *database, const CourseViewer *viewer, GError **error);
