/* Lessons of a course. */
#include "base/error.h"
#include "catalog/api/course_call.h"
#include "catalog/api/course_handlers.h"
#include "catalog/api/course_json.h"
#include "catalog/course/course_author.h"
#include "catalog/course/lesson_parts.h"
#include "catalog/meeting/meeting_viewer.h"

/* ---- what comes in ---- */

typedef struct LessonInput {
    int kind;
    char *title, *summary, *alias, *meeting_id;
    GPtrArray *texts; /* CourseText */
    bool is_shown, has_shown;
    GPtrArray *marks; /* LessonMark */
} LessonInput;

static const JsonTable WISH_TABLE = {
    "lesson", sizeof(LessonInput),
    (const JsonField[]){
        {"kind", JSON_ENUM, offsetof(LessonInput, kind), JSON_REQUIRED, .words = LESSON_KIND_WORDS},
        {"title", JSON_STRING, offsetof(LessonInput, title), JSON_OPTIONAL, 1,
         COURSE_TITLE_MAX_CHARS},
        {"summary", JSON_STRING, offsetof(LessonInput, summary), .max = COURSE_SUMMARY_MAX_CHARS},
        {"alias", JSON_STRING, offsetof(LessonInput, alias), .max = COURSE_ALIAS_MAX_CHARS},
        {"meeting_id", JSON_STRING, offsetof(LessonInput, meeting_id), JSON_OPTIONAL, 1,
         ID_TEXT_BYTES - 1},
        {NULL, JSON_END},
    }};

static const JsonTable MARK_TABLE = {
    "chapter", sizeof(LessonMark),
    (const JsonField[]){
        {"at_ms", JSON_INTEGER, offsetof(LessonMark, at_ms), JSON_REQUIRED, 0, LESSON_MAX_MS},
        {"title", JSON_STRING, offsetof(LessonMark, title), JSON_REQUIRED, 1,
         COURSE_TITLE_MAX_CHARS},
        {NULL, JSON_END},
    }};

static const JsonTable CHANGE_TABLE = {
    "lesson", sizeof(LessonInput),
    (const JsonField[]){
        {"title", JSON_STRING, offsetof(LessonInput, title), JSON_OPTIONAL, 1,
         COURSE_TITLE_MAX_CHARS},
        {"summary", JSON_STRING, offsetof(LessonInput, summary), .max = COURSE_SUMMARY_MAX_CHARS},
        {"alias", JSON_STRING, offsetof(LessonInput, alias), .max = COURSE_ALIAS_MAX_CHARS},
        {"texts", JSON_OBJECTS, offsetof(LessonInput, texts), .max = COURSE_MAX_TEXTS,
         .table = &COURSE_TEXT_TABLE},
        {"is_shown", JSON_BOOL, offsetof(LessonInput, is_shown),
         .present_offset = offsetof(LessonInput, has_shown)},
        {"marks", JSON_OBJECTS, offsetof(LessonInput, marks), .max = LESSON_MAX_MARKS,
         .table = &MARK_TABLE},
        {NULL, JSON_END},
    }};

/* The answer in full, and the order. */
static bool answer(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(LessonRow) row = course_call_lesson(database, call, &viewer, error);
    if (!row)
        return false;
    const CourseLook look = {&viewer, call->env->token_keys};
    call->json = course_json_lesson(database, &look, row, error);
    return call->json && course_call_order_lesson(database, call, row->id, error);
}

/* ---- GET lessons/{id} ---- */

static bool run_get(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(LessonRow) row = course_call_lesson(database, call, &viewer, error);
    if (!row)
        return false;
    const CourseLook look = {&viewer, call->env->token_keys};
    call->json = course_json_lesson(database, &look, row, error);
    return call->json != NULL;
}

void handle_get_lesson(ApiRequest *request, void *user) {
    course_call_read(course_call_new(request, user, NULL, NULL), run_get);
}

/* ---- POST courses/{id}/lessons ---- */

static bool refuse(const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, sentence);
    return false;
}

/* The recording must be one that the asker may watch; its title stands for a missing one. */
static bool take_meeting(Database *database, const CourseViewer *viewer, const LessonInput *input,
                         LessonRow *row, GError **error) {
    g_autoptr(MeetingRow) meeting =
        meeting_viewer_get(database, &viewer->base, input->meeting_id, NULL, error);
    if (!meeting)
        return false;
    if (meeting->state != MEETING_PUBLISHED || !meeting->is_recorded || meeting->expired_at_us > 0)
        return refuse("Only a published recording can be a lesson.", error);
    g_strlcpy(row->meeting_id, meeting->id, sizeof row->meeting_id);
    if (!row->title)
        row->title = g_strdup(meeting->title);
    row->is_shown = true;
    return true;
}

static bool fill(Database *database, const CourseViewer *viewer, const LessonInput *input,
                 LessonRow *row, GError **error) {
    row->kind = (LessonKind)input->kind;
    row->title = g_strdup(input->title);
    row->summary = g_strdup(input->summary);
    row->alias = g_strdup(input->alias);
    if ((row->kind == LESSON_RECORDING) != (input->meeting_id != NULL))
        return refuse("A recording, and nothing else, is a lesson of a meeting ('meeting_id').",
                      error);
    if (input->meeting_id && !take_meeting(database, viewer, input, row, error))
        return false;
    return row->title || refuse("A lesson needs a title.", error);
}

static bool run_insert(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(CourseRow) course = course_call_course(database, call, &viewer, error);
    g_autoptr(LessonRow) row = g_new0(LessonRow, 1);
    if (!course || !fill(database, &viewer, call->input, row, error))
        return false;
    g_strlcpy(row->course_id, course->id, sizeof row->course_id);
    if (!lesson_table_insert(database, row, error) ||
        !course_author_of_lesson(database, row->id, call->identity.account_id, error))
        return false;
    g_free(call->target);
    call->target = g_strdup(row->id);
    call->detail = course_call_detail(row->title);
    return answer(database, call, error);
}

static void on_inserted(Call *take_call) {
    g_autofree char *location = g_strdup_printf("/api/v1/lessons/%s", take_call->target);
    api_reply_add_field(take_call->request, "Location", location);
    course_call_reply_created(take_call);
}

void handle_post_lesson(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &WISH_TABLE, "lesson.create");
    if (call)
        call_write(call, run_insert, on_inserted);
}

/* ---- PATCH lessons/{id} ---- */

static void replace(char **text, const char *with) {
    if (!with)
        return;
    g_free(*text);
    *text = g_strdup(with);
}

static bool run_change(Database *database, Call *call, GError **error) {
    const LessonInput *input = call->input;
    int64_t revision = ((const CourseCall *)call->state)->revision;
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(LessonRow) row = course_call_lesson(database, call, &viewer, error);
    if (!row || !course_author_check_lesson(revision, row->revision, error))
        return false;
    replace(&row->title, input->title);
    replace(&row->summary, input->summary);
    replace(&row->alias, input->alias);
    call->detail = course_call_detail(row->title);
    if (input->has_shown)
        row->is_shown = input->is_shown;
    if (input->marks && *row->meeting_id)
        return refuse("The chapters of a recording are those of its meeting's agenda.", error);
    return course_text_set(database, row->id, input->texts, error) &&
           lesson_parts_set_marks(database, row->id, input->marks, error) &&
           lesson_table_update(database, row, error) &&
           course_author_of_lesson(database, row->id, call->identity.account_id, error) &&
           answer(database, call, error);
}

void handle_patch_lesson(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &CHANGE_TABLE, "lesson.change");
    if (call)
        call_write(call, run_change, course_call_reply_ok);
}

/* ---- DELETE lessons/{id} ---- */

static bool run_remove(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(LessonRow) row = course_call_lesson(database, call, &viewer, error);
    if (!row)
        return false;
    call->detail = course_call_detail(row->title);
    course_call_lose_lesson(call, row->id);
    return lesson_table_remove(database, row, error) &&
           course_call_lose_assets(database, call, error);
}

void handle_delete_lesson(ApiRequest *request, void *user) {
    call_write(course_call_new(request, user, NULL, "lesson.remove"), run_remove,
               course_call_reply_no_content);
}
