/* What the routes of courses share: who asks, and what follows a change: the media side gets its
 * orders. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/api/call.h"
#include "catalog/course/course_media.h"
#include "catalog/course/course_table.h"
#include "catalog/course/course_viewer.h"
#include "catalog/course/lesson_table.h"

typedef struct CourseCall {
    GPtrArray *orders; /* owned CourseOrder: what the media side gets after the commit, or NULL */
    GStrv gone;        /* owned: ids of assets whose files are to be deleted, or NULL */
    GPtrArray *gone_lessons; /* owned: ids, or NULL */
    int64_t revision;        /* of If-Match; 0: none was sent */
    CallRunFn run;           /* of course_call_read() */
} CourseCall;

/* `{id}` of the path becomes the call's target. NULL when answered already. */
Call *course_call_new(ApiRequest *request, ApiEnv *env, const JsonTable *input, const char *action);

/* On routes that are open to everybody: finds out who asks, then reads. */
void course_call_read(Call *take_call, CallRunFn run);

/* How the caller sees courses. On a database thread. */
bool course_call_viewer(Database *database, const Call *call, CourseViewer *ret_viewer,
                        GError **error);

/* For editing: the rows of the path, whatever their state; the target becomes their id.
 * ERROR_NOT_FOUND. */
CourseRow *course_call_course(Database *database, Call *call, CourseViewer *ret_viewer,
                              GError **error);
LessonRow *course_call_lesson(Database *database, Call *call, CourseViewer *ret_viewer,
                              GError **error);

/* After a change, in its transaction: the orders of one lesson, or of all of a course. */
bool course_call_order_lesson(Database *database, Call *call, const char *lesson_id,
                              GError **error);
bool course_call_order_course(Database *database, Call *call, const char *course_id,
                              GError **error);
/* Before lessons are removed, and behind that: what the media side must forget. */
void course_call_lose_lesson(Call *call, const char *lesson_id);
bool course_call_lose_assets(Database *database, Call *call, GError **error);

/* What the audit keeps: the title alone says what it is about. Caller frees. */
char *course_call_detail(const char *title);

/* For `next`: tells the media side, then answers. */
void course_call_reply_ok(Call *take_call);
void course_call_reply_created(Call *take_call);
void course_call_reply_no_content(Call *take_call);
