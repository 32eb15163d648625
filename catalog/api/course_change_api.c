/* Making, changing, publishing and removing courses. */
#include "base/error.h"
#include "catalog/api/course_call.h"
#include "catalog/api/course_handlers.h"
#include "catalog/api/course_json.h"
#include "catalog/api/wire.h"
#include "catalog/course/course_author.h"
#include "catalog/course/course_office.h"
#include "catalog/course/course_position.h"
#include "catalog/course/course_search.h"

/* ---- what comes in ---- */

typedef struct CourseInput {
    char *title, *summary, *language, *alias, *series_id, *topic_id, *due_at, *before_id,
        *office_id;
    GPtrArray *texts; /* CourseText */
    int audience;
    bool has_audience;
    GStrv unit_ids;
    bool is_required, allows_download, allows_speed;
    bool has_required, has_download, has_speed;
} CourseInput;

/* clang-format off */
#define INPUT_FIELDS(title_presence)                                                               \
    {"title", JSON_STRING, offsetof(CourseInput, title), title_presence, 1,                        \
     COURSE_TITLE_MAX_CHARS},                                                                      \
    {"summary", JSON_STRING, offsetof(CourseInput, summary), .max = COURSE_SUMMARY_MAX_CHARS},     \
    {"language", JSON_STRING, offsetof(CourseInput, language), JSON_OPTIONAL, 2,                   \
     COURSE_TAG_MAX_CHARS},                                                                        \
    {"texts", JSON_OBJECTS, offsetof(CourseInput, texts), .max = COURSE_MAX_TEXTS,                 \
     .table = &COURSE_TEXT_TABLE},                                                                 \
    {"alias", JSON_STRING, offsetof(CourseInput, alias), .max = COURSE_ALIAS_MAX_CHARS},           \
    {"series_id", JSON_STRING, offsetof(CourseInput, series_id), .max = ID_TEXT_BYTES - 1},        \
    {"topic_id", JSON_STRING, offsetof(CourseInput, topic_id), .max = ID_TEXT_BYTES - 1},          \
    {"office_id", JSON_STRING, offsetof(CourseInput, office_id), .max = ID_TEXT_BYTES - 1},        \
    {"audience", JSON_ENUM, offsetof(CourseInput, audience), .words = COURSE_AUDIENCE_WORDS,       \
     .present_offset = offsetof(CourseInput, has_audience)},                                       \
    {"unit_ids", JSON_STRINGS, offsetof(CourseInput, unit_ids), .max = COURSE_MAX_UNITS,           \
     .item_max = ID_TEXT_BYTES - 1},                                                               \
    {"is_required", JSON_BOOL, offsetof(CourseInput, is_required),                                 \
     .present_offset = offsetof(CourseInput, has_required)},                                       \
    {"due_at", JSON_STRING, offsetof(CourseInput, due_at), .max = 40},                             \
    {"allows_download", JSON_BOOL, offsetof(CourseInput, allows_download),                         \
     .present_offset = offsetof(CourseInput, has_download)},                                       \
    {"allows_speed", JSON_BOOL, offsetof(CourseInput, allows_speed),                               \
     .present_offset = offsetof(CourseInput, has_speed)}
/* clang-format on */

static const JsonTable WISH_TABLE = {
    "course", sizeof(CourseInput),
    (const JsonField[]){INPUT_FIELDS(JSON_REQUIRED), {NULL, JSON_END}}};
static const JsonTable CHANGE_TABLE = {
    "course", sizeof(CourseInput),
    (const JsonField[]){
        INPUT_FIELDS(JSON_OPTIONAL),
        {"before_id", JSON_STRING, offsetof(CourseInput, before_id), .max = ID_TEXT_BYTES - 1},
        {NULL, JSON_END}}};

static void replace(char **text, const char *with) {
    if (!with)
        return;
    g_free(*text);
    *text = g_strdup(with);
}

static bool apply(const CourseInput *input, CourseRow *row, GError **error) {
    replace(&row->title, input->title);
    replace(&row->summary, input->summary);
    replace(&row->language, input->language);
    replace(&row->alias, input->alias);
    if (input->series_id)
        g_strlcpy(row->series_id, input->series_id, sizeof row->series_id);
    if (input->topic_id)
        g_strlcpy(row->topic_id, input->topic_id, sizeof row->topic_id);
    if (input->has_audience)
        row->audience = (CourseAudience)input->audience;
    if (input->has_required)
        row->is_required = input->is_required;
    if (input->has_download)
        row->allows_download = input->allows_download;
    if (input->has_speed)
        row->allows_speed = input->allows_speed;
    if (input->due_at && !*input->due_at)
        row->due_at_us = 0;
    else if (input->due_at && !wire_read_time(input->due_at, &row->due_at_us)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "A moment is written as 2026-07-01T08:00:00Z.");
        return false;
    }
    return true;
}

/* What is kept beside the row. */
static bool set_parts(Database *database, const CourseInput *input, const char *id,
                      GError **error) {
    return course_text_set(database, id, input->texts, error) &&
           (!input->office_id || course_office_set(database, id, input->office_id, error)) &&
           (!input->unit_ids ||
            course_table_set_units(database, id, (const char *const *)input->unit_ids, error)) &&
           (!input->before_id ||
            course_position_move(database, COURSE_ORDERED_COURSES, id, input->before_id, error)) &&
           course_search_write(database, id, error);
}

/* The answer in full, and the orders of its lessons. */
static bool answer(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(CourseRow) row = course_call_course(database, call, &viewer, error);
    if (!row)
        return false;
    const CourseLook look = {&viewer, call->env->token_keys};
    g_free(call->json);
    call->json = course_json_course(database, &look, row, error);
    return call->json && course_call_order_course(database, call, row->id, error);
}

/* ---- POST courses ---- */

static bool set_office(Database *database, const Call *call, const char *id, GError **error) {
    char unit_id[ID_TEXT_BYTES];
    return course_office_of_account(database, call->identity.account_id, unit_id, error) &&
           course_office_set(database, id, unit_id, error);
}

static bool run_insert(Database *database, Call *call, GError **error) {
    const CourseInput *input = call->input;
    g_autoptr(CourseRow) row = g_new0(CourseRow, 1);
    row->language = g_strdup("zh");
    row->audience = COURSE_FOR_SIGNED_IN;
    row->allows_download = row->allows_speed = true;
    if (!apply(input, row, error) ||
        !course_table_insert(database, row, call->identity.account_id, error) ||
        !course_author_of_course(database, row->id, call->identity.account_id, error) ||
        !set_office(database, call, row->id, error) || !set_parts(database, input, row->id, error))
        return false;
    g_free(call->target);
    call->target = g_strdup(row->id);
    call->detail = course_call_detail(row->title);
    return answer(database, call, error);
}

static void on_inserted(Call *take_call) {
    g_autofree char *location = g_strdup_printf("/api/v1/courses/%s", take_call->target);
    api_reply_add_field(take_call->request, "Location", location);
    course_call_reply_created(take_call);
}

void handle_post_course(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &WISH_TABLE, "course.create");
    if (call)
        call_write(call, run_insert, on_inserted);
}

/* ---- PATCH courses/{id} ---- */

static bool run_change(Database *database, Call *call, GError **error) {
    int64_t revision = ((const CourseCall *)call->state)->revision;
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(CourseRow) row = course_call_course(database, call, &viewer, error);
    if (!row || !course_author_check_course(revision, row->revision, error) ||
        !apply(call->input, row, error) || !course_table_update(database, row, error) ||
        !course_author_of_course(database, row->id, call->identity.account_id, error) ||
        !set_parts(database, call->input, row->id, error))
        return false;
    call->detail = course_call_detail(row->title);
    return answer(database, call, error);
}

void handle_patch_course(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &CHANGE_TABLE, "course.change");
    if (call)
        call_write(call, run_change, course_call_reply_ok);
}

/* ---- DELETE courses/{id} ---- */

static bool run_remove(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(CourseRow) row = course_call_course(database, call, &viewer, error);
    if (!row)
        return false;
    call->detail = course_call_detail(row->title);
    if (row->state == COURSE_PUBLISHED) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "This course is published: withdraw it first.");
        return false;
    }
    g_autoptr(GPtrArray) lessons = lesson_table_list(database, &viewer, row->id, error);
    for (unsigned i = 0; lessons && i < lessons->len; i++)
        course_call_lose_lesson(call, ((const LessonRow *)lessons->pdata[i])->id);
    return lessons && course_table_remove(database, row->id, error) &&
           course_call_lose_assets(database, call, error);
}

void handle_delete_course(ApiRequest *request, void *user) {
    call_write(course_call_new(request, user, NULL, "course.remove"), run_remove,
               course_call_reply_no_content);
}

/* ---- POST courses/{id}/steps ---- */

typedef struct StepInput {
    int step;
} StepInput;

static const JsonTable STEP_TABLE = {
    "step", sizeof(StepInput),
    (const JsonField[]){
        {"step", JSON_ENUM, offsetof(StepInput, step), JSON_REQUIRED, .words = COURSE_STEP_WORDS},
        {NULL, JSON_END}}};

static bool run_step(Database *database, Call *call, GError **error) {
    static const char *const ACTIONS[COURSE_N_STEPS] = {
        [COURSE_PUBLISH] = "course.publish",
        [COURSE_WITHDRAW] = "course.withdraw",
    };
    CourseStep step = (CourseStep)((const StepInput *)call->input)->step;
    g_auto(CourseViewer) viewer = {0};
    call->action = ACTIONS[step];
    g_autoptr(CourseRow) row = course_call_course(database, call, &viewer, error);
    if (!row)
        return false;
    call->detail = course_call_detail(row->title);
    return course_table_step(database, row, step, error) &&
           course_author_of_course(database, row->id, call->identity.account_id, error) &&
           answer(database, call, error);
}

void handle_post_course_step(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &STEP_TABLE, "course.publish");
    if (call)
        call_write(call, run_step, course_call_reply_ok);
}

/* ---- PUT courses/{id}/order ---- */

typedef struct OrderInput {
    GStrv lesson_ids;
} OrderInput;

static const JsonTable ORDER_TABLE = {
    "order", sizeof(OrderInput),
    (const JsonField[]){{"lesson_ids", JSON_STRINGS, offsetof(OrderInput, lesson_ids),
                         JSON_REQUIRED, 0, LESSON_MAX_OF_COURSE, .item_max = ID_TEXT_BYTES - 1},
                        {NULL, JSON_END}}};

static bool is_of(Database *database, const CourseViewer *viewer, const CourseRow *row,
                  const char *lesson_id, GError **error) {
    g_autoptr(LessonRow) lesson = lesson_table_get(database, viewer, lesson_id, error);
    return lesson && g_str_equal(lesson->course_id, row->id);
}

static bool run_order(Database *database, Call *call, GError **error) {
    const OrderInput *input = call->input;
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(CourseRow) row = course_call_course(database, call, &viewer, error);
    if (!row)
        return false;
    call->detail = course_call_detail(row->title);
    if (!input->lesson_ids[0] || !is_of(database, &viewer, row, input->lesson_ids[0], NULL)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "An order names rows of the same list, each of them once.");
        return false;
    }
    return course_position_set(database, COURSE_ORDERED_LESSONS,
                               (const char *const *)input->lesson_ids, error) &&
           answer(database, call, error);
}

void handle_put_course_order(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &ORDER_TABLE, "course.order");
    if (call)
        call_write(call, run_order, course_call_reply_ok);
}
