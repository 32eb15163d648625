/* Who sees which courses. Read in the caller's transaction. All verbs run on a database thread.
 *
 * Published courses: public ones are for everybody, signed_in ones for whoever is signed in and for
 * paired screens, those for units for who belongs to one of them or below (a screen: by its unit,
 * its place and whom that serves), and for whoever has an office in the whole installation. Drafts
 * and withdrawn ones are for editors only. Lessons that are not shown are for editors only. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/meeting/meeting_viewer.h"
#include "catalog/store/database.h"

typedef struct CourseViewer {
    MeetingViewer base;     /* its units, and whether recordings are seen */
    bool edits;             /* has course.edit */
    char id[ID_TEXT_BYTES]; /* account or screen; "": nobody */
} CourseViewer;

void course_viewer_clear(CourseViewer *viewer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CourseViewer, course_viewer_clear)

/* `id` of the account or screen; "" is nobody. One that is gone or locked is nobody. */
bool course_viewer_load(Database *database, MeetingViewerKind kind, const char *id,
                        CourseViewer *ret_viewer, GError **error);

/* Conditions; they use ?1 to ?10, bound by course_viewer_bind(). ?9: edits; ?10: id, as account or
 * screen. */
#define COURSE_VIEWER_OF_UNIT                                                                      \
    "EXISTS (SELECT 1 FROM course_unit WHERE course_unit.course_id = course.id"                    \
    " AND course_unit.unit_id IN (SELECT value FROM json_each(?4)))"
#define COURSE_VIEWER_SEES                                                                         \
    "(?9 OR (course.state = 'published' AND (?1 OR course.audience = 'public'"                     \
    " OR (?3 AND course.audience = 'signed_in')"                                                   \
    " OR (course.audience = 'units' AND " COURSE_VIEWER_OF_UNIT "))))"
/* Of a row of `lesson`, beside the one above. A recording is seen by who sees the meeting. */
#define COURSE_VIEWER_SHOWN                                                                        \
    "(?9 OR (lesson.is_shown AND (lesson.meeting_id IS NULL OR EXISTS (SELECT 1 FROM meeting"      \
    " WHERE meeting.id = lesson.meeting_id AND meeting.state = 'published' AND is_recorded"        \
    " AND " MEETING_VIEWER_SEES "))))"
/* A viewing by the very person or screen. */
#define COURSE_VIEWER_OWN  "(?10 <> '' AND (viewing.account_id = ?10 OR viewing.screen_id = ?10))"
#define COURSE_VIEWER_NEXT 11 /* the first parameter that is free */
void course_viewer_bind(const CourseViewer *viewer, Statement *statement);
