/* Parts of statements about lessons that several tables use; they bind a CourseViewer. */
#pragma once

#include "catalog/course/course_viewer.h"

/* Whether there is something to see of a row of `lesson`. */
#define LESSON_IS_READY                                                                            \
    "(CASE lesson.kind"                                                                            \
    " WHEN 'video' THEN EXISTS (SELECT 1 FROM asset WHERE lesson_id = lesson.id"                   \
    "  AND asset.kind IN ('picture', 'sound') AND asset.state = 'ready')"                          \
    " WHEN 'document' THEN EXISTS (SELECT 1 FROM asset WHERE lesson_id = lesson.id"                \
    "  AND asset.kind = 'document' AND asset.state = 'ready')"                                     \
    " WHEN 'pages' THEN EXISTS (SELECT 1 FROM lesson_page WHERE lesson_id = lesson.id)"            \
    " WHEN 'quiz' THEN EXISTS (SELECT 1 FROM quiz_question WHERE lesson_id = lesson.id)"           \
    " ELSE EXISTS (SELECT 1 FROM meeting LEFT JOIN recording_keeping"                              \
    "  ON recording_keeping.meeting_id = meeting.id WHERE meeting.id = lesson.meeting_id"          \
    "  AND meeting.state = 'published' AND is_recorded AND expired_at_us IS NULL) END)"

/* Tags of the sounds of the lessons that `condition` chooses, as JSON; of a recording those of its
 * meeting. The default one comes first. */
#define LESSON_SOUNDS(condition)                                                                   \
    "(SELECT json_group_array(DISTINCT language) FROM (SELECT asset.language AS language,"         \
    " asset.position AS key, asset.id AS id FROM lesson"                                           \
    " JOIN asset ON asset.lesson_id = lesson.id WHERE " condition                                  \
    " AND asset.kind = 'sound' AND asset.state = 'ready' AND asset.language <> ''"                 \
    " UNION ALL SELECT meeting_language.tag, 1 - is_floor, tag FROM lesson"                        \
    " JOIN meeting_language ON meeting_language.meeting_id = lesson.meeting_id WHERE " condition   \
    " ORDER BY 2, 3))"
#define LESSON_SUBTITLES(condition)                                                                \
    "(SELECT json_group_array(DISTINCT language) FROM (SELECT asset.language AS language"          \
    " FROM lesson JOIN asset ON asset.lesson_id = lesson.id WHERE " condition                      \
    " AND asset.kind = 'subtitle' AND asset.state = 'ready'"                                       \
    " ORDER BY asset.position, asset.id))"

#define LESSON_SOUNDS_OF_COURSE                                                                    \
    LESSON_SOUNDS("lesson.course_id = course.id AND " COURSE_VIEWER_SHOWN)
#define LESSON_SUBTITLES_OF_COURSE                                                                 \
    LESSON_SUBTITLES("lesson.course_id = course.id AND " COURSE_VIEWER_SHOWN)

/* A viewing of a row of `lesson` by the very viewer. */
#define LESSON_OWN_VIEWING                                                                         \
    COURSE_VIEWER_OWN " AND (viewing.lesson_id = lesson.id OR (lesson.meeting_id IS NOT NULL"      \
                      " AND viewing.meeting_id = lesson.meeting_id AND viewing.is_live = 0))"
/* Seen to its end once; a quiz: answered. */
#define LESSON_IS_SEEN                                                                             \
    "(CASE lesson.kind WHEN 'quiz' THEN EXISTS (SELECT 1 FROM quiz_answer"                         \
    " WHERE quiz_answer.lesson_id = lesson.id AND quiz_answer.account_id = ?10)"                   \
    " ELSE EXISTS (SELECT 1 FROM viewing WHERE viewing.state = 'ended' AND " LESSON_OWN_VIEWING    \
    ") END)"
