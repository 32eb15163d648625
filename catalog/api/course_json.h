/* Courses, lessons and what they are made of on the wire. */
#pragma once

#include <glib.h>

#include "base/json_table.h"
#include "base/token.h"
#include "catalog/course/asset_table.h"
#include "catalog/course/course_language.h"
#include "catalog/course/course_table.h"
#include "catalog/course/lesson_table.h"
#include "catalog/store/database.h"

/* Who looks, and what signs the addresses of posters for her. Borrowed. */
typedef struct CourseLook {
    const CourseViewer *viewer;
    const TokenKeys *keys;
} CourseLook;

extern const JsonTable COURSE_TEXT_TABLE; /* CourseText */

void course_json_append_list(GString *out, const CourseLook *look, const GPtrArray *rows);
/* LessonRow elements. */
void course_json_append_lessons(GString *out, const CourseLook *look, const GPtrArray *rows);
void course_json_append_lesson(GString *out, const CourseLook *look, const LessonRow *row);

/* In full; on a database thread. Caller frees. */
char *course_json_course(Database *database, const CourseLook *look, const CourseRow *row,
                         GError **error);
char *course_json_lesson(Database *database, const CourseLook *look, const LessonRow *row,
                         GError **error);

/* `problem` is the row's, in the reader's language. */
void course_json_append_asset(GString *out, const AssetRow *row, const char *problem);
