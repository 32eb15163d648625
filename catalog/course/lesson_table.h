/* Lessons: one row each. All verbs run on a database thread; writing ones
 * inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/course/course_media.h"
#include "catalog/course/course_text.h"
#include "catalog/course/course_viewer.h"
#include "catalog/course/course_words.h"
#include "catalog/course/lesson_sql.h"
#include "catalog/store/database.h"

#define LESSON_MAX_OF_COURSE 500

typedef struct LessonRow {
    char id[ID_TEXT_BYTES];
    char *alias; /* or NULL */
    char course_id[ID_TEXT_BYTES];
    LessonKind kind;
    char *title, *summary;
    bool is_shown;
    char meeting_id[ID_TEXT_BYTES]; /* kind recording; else "" */
    int64_t duration_ms;            /* 0: not known */
    bool has_poster, has_sprites;
    /* Filled by reading verbs only, as the viewer sees it: */
    char *course_title;
    CourseState course_state;
    CourseAudience audience;
    bool allows_download, allows_speed;
    char *texts;                 /* JSON of course_text.h */
    char *languages, *subtitles; /* JSON: tags */
    bool is_ready, is_seen;
    int64_t resume_ms;  /* where the viewer left off; 0: at the beginning, or at its end */
    int64_t last_at_us; /* of that; 0: never */
    int64_t revision, changed_at_us;
    char *changed_by; /* display name; NULL: nobody who has an account still */
} LessonRow;

void lesson_row_free(LessonRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LessonRow, lesson_row_free)

CourseAccess lesson_row_access(const LessonRow *row);

/* By id or alias. ERROR_NOT_FOUND, in the words of rights_not_found(), also for one that the viewer
 * does not see. */
LessonRow *lesson_table_get(Database *database, const CourseViewer *viewer, const char *id,
                            GError **error);
/* LessonRow elements in their order. */
GPtrArray *lesson_table_list(Database *database, const CourseViewer *viewer, const char *course_id,
                             GError **error);
/* What the viewer has begun and not ended, the latest first; `limit` at most. */
GPtrArray *lesson_table_begun(Database *database, const CourseViewer *viewer, unsigned limit,
                              GError **error);

/* Sets the id (unless it is given); the last of its course. ERROR_INVALID; ERROR_CONFLICT for an
 * alias that is taken, for too many. */
bool lesson_table_insert(Database *database, LessonRow *row, GError **error);
/* Title, summary, alias, is_shown. Errors likewise. */
bool lesson_table_update(Database *database, const LessonRow *row, GError **error);
bool lesson_table_remove(Database *database, const LessonRow *row, GError **error);
