/* Courses: one row each. All verbs run on a database thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/course/course_state.h"
#include "catalog/course/course_text.h"
#include "catalog/course/course_viewer.h"
#include "catalog/course/lesson_sql.h"
#include "catalog/store/database.h"

#define COURSE_MAX_UNITS 200

typedef struct CourseRow {
    char id[ID_TEXT_BYTES];
    char *alias;                                            /* or NULL */
    char series_id[ID_TEXT_BYTES], topic_id[ID_TEXT_BYTES]; /* "": none */
    char *title, *summary, *language;
    CourseState state;
    CourseAudience audience;
    bool is_required, allows_download, allows_speed;
    int64_t due_at_us, published_at_us; /* 0: none */
    char *initials;
    int64_t revision, changed_at_us;
    /* Filled by reading verbs only, as the viewer sees it: */
    char *series_title, *topic_title; /* or NULL */
    char *texts;                      /* JSON of course_text.h */
    char *languages, *subtitles;      /* JSON: tags */
    int64_t n_lessons, duration_ms;
    char *changed_by;              /* display name; NULL: nobody who has an account still */
    char poster_id[ID_TEXT_BYTES]; /* lesson whose poster stands for it; "": none */
    int64_t n_found;               /* by verbs of course_list.h */
} CourseRow;

void course_row_free(CourseRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CourseRow, course_row_free)

/* By id or alias. ERROR_NOT_FOUND, in the words of rights_not_found(), also for one that the viewer
 * does not see. */
CourseRow *course_table_get(Database *database, const CourseViewer *viewer, const char *id,
                            GError **error);

/* A new draft: sets the id (unless it is given) and revision. ERROR_INVALID; ERROR_CONFLICT for an
 * alias that is taken. */
bool course_table_insert(Database *database, CourseRow *row, const char *by, GError **error);
/* Writes all but state; raises the revision. Errors likewise. */
bool course_table_update(Database *database, CourseRow *row, GError **error);
/* Takes a step. ERROR_CONFLICT: course_state.h. */
bool course_table_step(Database *database, CourseRow *row, CourseStep step, GError **error);
/* With its lessons and all that they are made of. */
bool course_table_remove(Database *database, const char *id, GError **error);

/* Units that it is for, with all below. ERROR_INVALID for one that is not there or too many. */
bool course_table_set_units(Database *database, const char *id, const char *const *unit_ids,
                            GError **error);
/* JSON: [{"id": …, "name": …}]. Caller frees. */
char *course_table_units(Database *database, const char *id, GError **error);

/* For other statements that read courses; they bind a CourseViewer. */
#define COURSE_COLUMNS                                                                             \
    "course.id, course.alias, ifnull(course.series_id, ''), ifnull(course.topic_id, ''),"          \
    " course.title, course.summary, course.language, course.state, course.audience,"               \
    " course.is_required, course.allows_download, course.allows_speed,"                            \
    " ifnull(course.due_at_us, 0), ifnull(course.published_at_us, 0), course.initials,"            \
    " course.revision, course.changed_at_us, series.title, topic.title, " COURSE_TEXT_COLUMN(      \
        "course.id") ", " LESSON_SOUNDS_OF_COURSE ", " LESSON_SUBTITLES_OF_COURSE                  \
                     ", (SELECT count(*) FROM lesson WHERE course_id = course.id"                  \
                     " AND " COURSE_VIEWER_SHOWN "), (SELECT ifnull(sum(lesson.duration_ms), 0)"   \
                     " FROM lesson WHERE course_id = course.id AND " COURSE_VIEWER_SHOWN           \
                     "), (SELECT lesson.id FROM lesson WHERE course_id = course.id"                \
                     " AND lesson.has_poster AND " COURSE_VIEWER_SHOWN                             \
                     " ORDER BY lesson.position, lesson.id LIMIT 1)"                               \
                     ", (SELECT display_name FROM account WHERE account.id = course.changed_by)"
#define COURSE_N_COLUMNS 26
#define COURSE_SOURCE                                                                              \
    " course LEFT JOIN series ON series.id = course.series_id"                                     \
    " LEFT JOIN topic ON topic.id = course.topic_id"
CourseRow *course_table_row(Statement *statement);
