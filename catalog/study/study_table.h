/* Study sessions (集中学习): a place watches a lesson, or a course in its order, together. At most
 * one is open in a place. All verbs run on a database thread; writing ones inside a write job.
 *
 * Where the lesson stands is what the screens' viewings say (viewing.study_id): nothing else is
 * written while it plays, and what a crash or a power cut leaves is where it goes on. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/course/lesson_table.h"
#include "catalog/store/database.h"
#include "catalog/study/study_rule.h"

typedef struct StudyRow {
    char id[ID_TEXT_BYTES];
    char place_id[ID_TEXT_BYTES];
    char course_id[ID_TEXT_BYTES], lesson_id[ID_TEXT_BYTES]; /* "": it was removed */
    char *title;    /* of the course or lesson, as it was called when it was opened */
    bool is_course; /* the lessons of the course in their order; false: the one lesson */
    char *language; /* BCP 47; "": the screen's */
    bool is_paused;
    int64_t seek_ms, seek_revision; /* where to go, by which revision; revision 0: never */
    int64_t revision;
    char opened_by[ID_TEXT_BYTES], opened_on[ID_TEXT_BYTES]; /* account or screen; the other "" */
    char *opened_name;
    int64_t begun_at_us;
    /* Filled by reading verbs only: */
    char *lesson_title; /* or NULL */
    int64_t duration_ms;
    char *state;         /* of the last viewing of this lesson in it; "": nothing was shown yet */
    int64_t position_ms; /* likewise */
    int64_t heard_at_us; /* likewise; 0: never */
} StudyRow;

void study_row_free(StudyRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyRow, study_row_free)

/* False: `*ret_row` is NULL when none is open, else there was an error. */
bool study_table_open_in(Database *database, const char *place_id, StudyRow **ret_row,
                         GError **error);

/* Of what the place sees: a lesson alone; a course, from its first lesson that a screen can show;
 * or, with both, a course from this lesson. Fills course, lesson, title and is_course of `row`.
 * ERROR_NOT_FOUND; ERROR_INVALID for a lesson of another course; ERROR_CONFLICT when a screen
 * cannot show it. */
typedef struct StudyWish {
    const char *lesson_id, *course_id; /* or NULL, but not both */
} StudyWish;
bool study_table_choose(Database *database, const CourseViewer *viewer, const StudyWish *wish,
                        StudyRow *row, GError **error);

/* Sets id, revision and begin. ERROR_CONFLICT when one is open in the place already. */
bool study_table_insert(Database *database, StudyRow *row, GError **error);
/* Those that take part; an empty list: all. ERROR_NOT_FOUND for one that is not in the place. */
bool study_table_set_screens(Database *database, const StudyRow *row, const char *const *ids,
                             GError **error);

/* Lesson, language, pause and seek; raises the revision. */
bool study_table_update(Database *database, StudyRow *row, GError **error);

/* `by`: account, or NULL. */
bool study_table_end(Database *database, const char *id, StudyEnd end, const char *by,
                     int64_t ended_at_us, GError **error);

/* Whether a screen may open viewings of this session: it is open, in the screen's place, and not
 * for other screens. ERROR_NOT_FOUND when not. */
bool study_table_admits(Database *database, const char *id, const char *screen_id, GError **error);

typedef struct StudyEnded {
    char id[ID_TEXT_BYTES], place_id[ID_TEXT_BYTES];
} StudyEnded;

/* Ends those that are over by study_rule.h. StudyEnded elements. */
GPtrArray *study_table_tick(Database *database, int64_t now_us, GError **error);
