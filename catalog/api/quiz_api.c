/* Quizzes: what editors ask, what others answer. */
#include "catalog/api/course_call.h"
#include "catalog/api/lesson_handlers.h"
#include "catalog/api/quiz_json.h"
#include "catalog/course/course_author.h"
#include "catalog/course/quiz_table.h"
#include "catalog/rights/rights.h"

#define CHOSEN_MAX_BYTES 64

static bool answer(Database *database, Call *call, GError **error) {
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(LessonRow) lesson = course_call_lesson(database, call, &viewer, error);
    g_autoptr(GPtrArray) questions = lesson ? quiz_table_list(database, lesson->id, error) : NULL;
    if (!questions)
        return false;
    g_autoptr(GArray) attempts =
        quiz_table_attempts(database, lesson->id, call->identity.account_id, error);
    if (!attempts)
        return false;
    call->json = quiz_json_quiz(questions, attempts, viewer.edits ? lesson->revision : 0);
    return true;
}

/* ---- GET lessons/{id}/quiz ---- */

void handle_get_quiz(ApiRequest *request, void *user) {
    course_call_read(course_call_new(request, user, NULL, NULL), answer);
}

/* ---- PUT lessons/{id}/quiz ---- */

typedef struct QuizInput {
    GPtrArray *questions; /* QuizQuestion */
} QuizInput;

static const JsonTable QUIZ_INPUT_TABLE = {
    "quiz", sizeof(QuizInput),
    (const JsonField[]){
        {"questions", JSON_OBJECTS, offsetof(QuizInput, questions), JSON_REQUIRED, 0,
         QUIZ_MAX_QUESTIONS, .table = &QUIZ_QUESTION_TABLE},
        {NULL, JSON_END},
    }};

static bool run_put(Database *database, Call *call, GError **error) {
    const QuizInput *input = call->input;
    int64_t revision = ((const CourseCall *)call->state)->revision;
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(LessonRow) lesson = course_call_lesson(database, call, &viewer, error);
    if (!lesson)
        return false;
    call->detail = course_call_detail(lesson->title);
    return (viewer.edits || rights_not_found(error)) &&
           course_author_check_lesson(revision, lesson->revision, error) &&
           quiz_table_set(database, lesson->id, input->questions, error) &&
           course_author_of_lesson(database, lesson->id, call->identity.account_id, error) &&
           answer(database, call, error);
}

void handle_put_quiz(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &QUIZ_INPUT_TABLE, "lesson.quiz");
    if (call)
        call_write(call, run_put, call_reply_ok);
}

/* ---- POST lessons/{id}/answers ---- */

typedef struct AnswersInput {
    GPtrArray *answers; /* QuizAnswer */
} AnswersInput;

static const JsonTable ANSWER_TABLE = {
    "answer", sizeof(QuizAnswer),
    (const JsonField[]){
        {"question_id", JSON_STRING, offsetof(QuizAnswer, question_id), JSON_REQUIRED, 1,
         ID_TEXT_BYTES - 1},
        {"chosen", JSON_RAW, offsetof(QuizAnswer, chosen), JSON_REQUIRED, .max = CHOSEN_MAX_BYTES},
        {NULL, JSON_END},
    }};

static const JsonTable ANSWERS_TABLE = {
    "answers", sizeof(AnswersInput),
    (const JsonField[]){
        {"answers", JSON_OBJECTS, offsetof(AnswersInput, answers), JSON_REQUIRED, 0,
         QUIZ_MAX_QUESTIONS, .table = &ANSWER_TABLE},
        {NULL, JSON_END},
    }};

static bool run_answers(Database *database, Call *call, GError **error) {
    const AnswersInput *input = call->input;
    g_auto(CourseViewer) viewer = {0};
    g_autoptr(LessonRow) lesson = course_call_lesson(database, call, &viewer, error);
    if (!lesson)
        return false;
    g_autoptr(GPtrArray) questions = quiz_table_list(database, lesson->id, error);
    g_auto(QuizScore) score = {0};
    QuizAttempt attempt;
    if (!questions || !quiz_score_make(questions, input->answers, &score, error) ||
        !quiz_table_answer(database, lesson->id, call->identity.account_id, &score, &attempt,
                           error))
        return false;
    call->json = quiz_json_result(&attempt, &score);
    return true;
}

void handle_post_quiz_answers(ApiRequest *request, void *user) {
    Call *call = course_call_new(request, user, &ANSWERS_TABLE, NULL);
    if (call)
        call_write(call, run_answers, call_reply_created);
}
