/* What belongs to a lesson beside its row: chapters, and what the media side says of it. All verbs
 * run on a database thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/course/course_media.h"
#include "catalog/course/lesson_table.h"
#include "catalog/store/database.h"

#define LESSON_MAX_MARKS 200
#define LESSON_MAX_MS    (INT64_C(24) * 3600 * 1000)

typedef struct LessonMark {
    int64_t at_ms;
    char *title;
} LessonMark;

/* JSON: [{"at_ms": …, "title": …}], of a recording the items of its meeting's agenda that began.
 * Caller frees. */
char *lesson_parts_marks(Database *database, const LessonRow *row, GError **error);
/* Replaces all; LessonMark elements, NULL: nothing to do. ERROR_INVALID. */
bool lesson_parts_set_marks(Database *database, const char *id, const GPtrArray *marks,
                            GError **error);

/* ---- what the media side says ---- */

/* Nothing when there is no such lesson. */
bool lesson_parts_set_media(Database *database, const char *id, const CourseMediaFacts *facts,
                            GError **error);
/* JSON: [{"language": …, "video_bytes": …, "sound_bytes": …}]. Caller frees. */
char *lesson_parts_downloads(Database *database, const char *id, GError **error);
