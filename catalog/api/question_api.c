/* Questions to the teacher. */
#include "base/clock.h"
#include "catalog/api/course_call.h"
#include "catalog/api/lesson_handlers.h"
#include "catalog/api/wire.h"
#include "catalog/course/question_table.h"
#include "catalog/rights/rights.h"

/* ---- as JSON ---- */

typedef struct QuestionJson {
    const char *id, *lesson_id, *lesson_title, *body, *asker_name, *answer, *answered_by;
    char *at_ms, *asked_at, *answered_at;
    bool is_own, is_public;
} QuestionJson;

static const JsonTable QUESTION_TABLE = {
    "question", sizeof(QuestionJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(QuestionJson, id)},
        {"lesson_id", JSON_STRING, offsetof(QuestionJson, lesson_id)},
        {"lesson_title", JSON_STRING, offsetof(QuestionJson, lesson_title)},
        {"at_ms", JSON_RAW, offsetof(QuestionJson, at_ms)},
        {"body", JSON_STRING, offsetof(QuestionJson, body)},
        {"is_own", JSON_BOOL, offsetof(QuestionJson, is_own)},
        {"asker_name", JSON_STRING, offsetof(QuestionJson, asker_name)},
        {"asked_at", JSON_STRING, offsetof(QuestionJson, asked_at)},
        {"answer", JSON_STRING, offsetof(QuestionJson, answer)},
        {"answered_by", JSON_STRING, offsetof(QuestionJson, answered_by)},
        {"answered_at", JSON_RAW, offsetof(QuestionJson, answered_at)},
        {"is_public", JSON_BOOL, offsetof(QuestionJson, is_public)},
        {NULL, JSON_END},
    }};

typedef struct QuestionsJson {
    GPtrArray *questions; /* QuestionJson */
} QuestionsJson;

static const JsonTable QUESTIONS_TABLE = {
    "questions", sizeof(QuestionsJson),
    (const JsonField[]){
        {"questions", JSON_OBJECTS, offsetof(QuestionsJson, questions), .table = &QUESTION_TABLE},
        {NULL, JSON_END},
    }};

static void free_json(void *data) {
    QuestionJson *json = data;
    g_free(json->at_ms);
    g_free(json->asked_at);
    g_free(json->answered_at);
    g_free(json);
}

/* Borrows from the row. */
static QuestionJson *json_of(const QuestionRow *row, const CourseViewer *viewer) {
    QuestionJson *json = g_new0(QuestionJson, 1);
    json->id = row->id;
    json->lesson_id = row->lesson_id;
    json->lesson_title = row->lesson_title;
    json->at_ms =
        row->at_ms < 0 ? g_strdup("null") : g_strdup_printf("%" G_GINT64_FORMAT, row->at_ms);
    json->body = row->body;
    json->is_own = *row->account_id && g_str_equal(row->account_id, viewer->id);
    json->asker_name = json->is_own || viewer->edits ? row->asker_name : "";
    json->asked_at = wire_time(row->asked_at_us);
    json->answer = row->answer;
    json->answered_by = row->teacher_name;
    json->answered_at = wire_raw_time(row->answered_at_us);
    json->is_public = row->is_public;
    return json;
}

static bool answer_one(Database *database, Call *call, const CourseViewer *viewer, const char *id,
                       GError **error) {
    g_autoptr(QuestionRow) row = question_table_get(database, id, error);
    if (!row)
        return false;
    QuestionJson *json = json_of(row, viewer);
    call->json = json_table_write(&QUESTION_TABLE, json);
    free_json(json);
    return true;
}

static bool answer_list(Database *database, Call *call, const CourseViewer *viewer,
                        const QuestionChoice *choice, GError **error) {
    g_autoptr(GPtrArray) rows = question_table_list(database, choice, error);
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_json);
    if (!rows)
        return false;
    for (unsigned i = 0; i < rows->len; i++)
        g_ptr_array_add(list, json_of(rows->pdata[i], viewer));
    call->json = json_table_write(&QUESTIONS_TABLE, &(QuestionsJson){list});
    return true;
}

/* ---- GET lessons/{id}/questions, GET questions ---- */

static bool run_list_of_lesson(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(LessonRow) lesson = course_call_lesson(database, call, &viewer, error);
    if (!lesson)
        return false;
    const QuestionChoice choice = {
        .lesson_id = lesson->id, .account_id = viewer.id, .all = viewer.edits};
    return answer_list(database, call, &viewer, &choice, error);
}

void handle_list_lesson_questions(ApiRequest *request, void *user) {
    course_call_read(course_call_new(request, user, NULL, NULL), run_list_of_lesson);
}

static bool run_list(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    if (!course_call_viewer(database, call, &viewer, error) ||
        (!viewer.edits && !rights_not_found(error)))
        return false;
    const QuestionChoice choice = {.all = true, .open_only = call->target != NULL};
    return answer_list(database, call, &viewer, &choice, error);
}

void handle_list_questions(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, NULL, NULL);
    g_clear_pointer(&call->target, g_free);
    if (g_strcmp0(api_request_query(request, "open"), "1") == 0)
        call->target = g_strdup("open");
    call_read(call, run_list, call_reply_ok);
}

/* ---- POST lessons/{id}/questions ---- */

typedef struct QuestionInput {
    int64_t at_ms;
    bool has_at;
    char *body;
} QuestionInput;

static const JsonTable INPUT_TABLE = {
    "question", sizeof(QuestionInput),
    (const JsonField[]){
        {"at_ms", JSON_INTEGER, offsetof(QuestionInput, at_ms), JSON_OPTIONAL, 0,
         QUESTION_MAX_AT_MS, .present_offset = offsetof(QuestionInput, has_at)},
        {"body", JSON_STRING, offsetof(QuestionInput, body), JSON_REQUIRED, 1,
         QUESTION_BODY_MAX_CHARS},
        {NULL, JSON_END},
    }};

static bool run_ask(Database *database, Call *call, GError **error) {
    const QuestionInput *input = call->input;
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(LessonRow) lesson = course_call_lesson(database, call, &viewer, error);
    if (!lesson)
        return false;
    QuestionRow row = {.at_ms = input->has_at ? input->at_ms : -1, .body = input->body};
    g_strlcpy(row.lesson_id, lesson->id, sizeof row.lesson_id);
    g_strlcpy(row.account_id, viewer.id, sizeof row.account_id);
    return question_table_insert(database, &row, error) &&
           answer_one(database, call, &viewer, row.id, error);
}

void handle_post_lesson_question(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &INPUT_TABLE, NULL);
    if (call)
        call_write(call, run_ask, call_reply_created);
}

/* ---- POST questions/{id}/answer ---- */

typedef struct AnswerInput {
    char *body;
    bool is_public;
} AnswerInput;

static const JsonTable ANSWER_TABLE = {
    "answer", sizeof(AnswerInput),
    (const JsonField[]){
        {"body", JSON_STRING, offsetof(AnswerInput, body), JSON_REQUIRED, 1,
         QUESTION_ANSWER_MAX_CHARS},
        {"is_public", JSON_BOOL, offsetof(AnswerInput, is_public), JSON_REQUIRED},
        {NULL, JSON_END},
    }};

static bool run_answer(Database *database, Call *call, GError **error) {
    const AnswerInput *input = call->input;
    g_auto(CourseViewer) viewer = {0};
    if (!course_call_viewer(database, call, &viewer, error) ||
        (!viewer.edits && !rights_not_found(error)))
        return false;
    g_autoptr(QuestionRow) row = question_table_get(database, call->target, error);
    if (!row)
        return false;
    g_free(row->answer);
    row->answer = g_strdup(input->body);
    row->is_public = input->is_public;
    call->detail = course_call_detail(row->lesson_title);
    return question_table_answer(database, row, call->identity.account_id, error) &&
           answer_one(database, call, &viewer, row->id, error);
}

void handle_post_question_answer(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &ANSWER_TABLE, "question.answer");
    if (call)
        call_write(call, run_answer, call_reply_ok);
}

/* ---- DELETE questions/{id} ---- */

static bool run_remove(Database *database, Call *call, GError **error) {
    g_autoptr(QuestionRow) row = question_table_get(database, call->target, error);
    if (!row)
        return false;
    bool is_own = g_str_equal(row->account_id, call->identity.account_id);
    return (is_own || rights_not_found(error)) && question_table_remove(database, row, error);
}

void handle_delete_question(ApiRequest *request, void *user) {
    call_write(course_call_new(request, user, NULL, NULL), run_remove, call_reply_no_content);
}
