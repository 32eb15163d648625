/* Pages of a lesson. */
#include "catalog/api/course_call.h"
#include "catalog/api/lesson_handlers.h"
#include "catalog/course/course_author.h"
#include "catalog/course/document_page.h"
#include "catalog/course/lesson_page_table.h"
#include "catalog/rights/rights.h"

typedef struct PagesJson {
    GPtrArray *pages;  /* LessonPage */
    int64_t revision;  /* of the lesson */
    bool has_revision; /* editors only */
} PagesJson;

static const JsonTable ANSWER_TABLE = {
    "pages", sizeof(PagesJson),
    (const JsonField[]){
        {"pages", JSON_OBJECTS, offsetof(PagesJson, pages), .table = &LESSON_PAGE_TABLE},
        {"revision", JSON_INTEGER, offsetof(PagesJson, revision),
         .present_offset = offsetof(PagesJson, has_revision)},
        {NULL, JSON_END},
    }};

static const JsonTable WISH_TABLE = {
    "pages", sizeof(PagesJson),
    (const JsonField[]){
        {"pages", JSON_OBJECTS, offsetof(PagesJson, pages), JSON_REQUIRED, 0, LESSON_PAGE_MAX,
         .table = &LESSON_PAGE_WISH_TABLE},
        {NULL, JSON_END},
    }};

static bool answer(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(LessonRow) lesson = course_call_lesson(database, call, &viewer, error);
    g_autoptr(GPtrArray) pages = !lesson ? NULL
                                 : lesson->kind == LESSON_DOCUMENT
                                     ? document_page_list(database, lesson->id, error)
                                     : lesson_page_table_list(database, lesson->id, error);
    if (!pages)
        return false;
    call->json =
        json_table_write(&ANSWER_TABLE, &(PagesJson){pages, lesson->revision, viewer.edits});
    return true;
}

void handle_list_lesson_pages(ApiRequest *request, void *user) {
    course_call_read(course_call_new(request, user, NULL, NULL), answer);
}

static bool run_put(Database *database, Call *call, GError **error) {
    const PagesJson *input = call->input;
    int64_t revision = ((const CourseCall *)call->state)->revision;
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(LessonRow) lesson = course_call_lesson(database, call, &viewer, error);
    if (!lesson)
        return false;
    call->detail = course_call_detail(lesson->title);
    return (viewer.edits || rights_not_found(error)) &&
           course_author_check_lesson(revision, lesson->revision, error) &&
           lesson_page_table_set(database, lesson->id, input->pages, error) &&
           course_author_of_lesson(database, lesson->id, call->identity.account_id, error) &&
           answer(database, call, error);
}

void handle_put_lesson_pages(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &WISH_TABLE, "lesson.pages");
    if (call)
        call_write(call, run_put, call_reply_ok);
}
