/* Sounds and subtitles of a lesson with the names of their languages, on the wire. On a database
 * thread. */
#pragma once

#include <glib.h>

#include "catalog/course/clip_port.h"
#include "catalog/course/course_language.h"
#include "catalog/course/lesson_table.h"
#include "catalog/store/database.h"

void track_json_append_language(GString *out, const Language *language, bool is_own,
                                const ClipPort *clips);

/* Of those that are ready, as JSON list; of a recording the sounds of its meeting. Caller frees. */
char *track_json_list(Database *database, const LessonRow *row, CourseAssetKind kind,
                      GError **error);
