#include "catalog/api/quiz_json.h"

#include "base/json_table.h"
#include "catalog/api/wire.h"

/* ---- attempts ---- */

typedef struct AttemptJson {
    const char *id;
    int64_t n_right, n_questions;
    char *answered_at;
} AttemptJson;

static const JsonTable ATTEMPT_TABLE = {
    "attempt", sizeof(AttemptJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(AttemptJson, id)},
        {"n_right", JSON_INTEGER, offsetof(AttemptJson, n_right)},
        {"n_questions", JSON_INTEGER, offsetof(AttemptJson, n_questions)},
        {"answered_at", JSON_STRING, offsetof(AttemptJson, answered_at)},
        {NULL, JSON_END},
    }};

static AttemptJson *attempt_json(const QuizAttempt *attempt) {
    AttemptJson *json = g_new(AttemptJson, 1);
    *json = (AttemptJson){attempt->id, attempt->n_right, attempt->n_questions,
                          wire_time(attempt->answered_at_us)};
    return json;
}

static void free_attempt(void *data) {
    AttemptJson *json = data;
    g_free(json->answered_at);
    g_free(json);
}

/* ---- the quiz ---- */

typedef struct ChoiceJson {
    const char *text;
    bool is_right, tells_right;
} ChoiceJson;

static const JsonTable CHOICE_TABLE = {"choice", sizeof(ChoiceJson),
                                       (const JsonField[]){
                                           {"text", JSON_STRING, offsetof(ChoiceJson, text)},
                                           {"is_right", JSON_BOOL, offsetof(ChoiceJson, is_right),
                                            .present_offset = offsetof(ChoiceJson, tells_right)},
                                           {NULL, JSON_END},
                                       }};

typedef struct QuestionJson {
    const char *id, *body, *explanation;
    GPtrArray *choices;
    bool is_multiple;
} QuestionJson;

static const JsonTable QUESTION_TABLE = {
    "question", sizeof(QuestionJson),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(QuestionJson, id)},
        {"body", JSON_STRING, offsetof(QuestionJson, body)},
        {"choices", JSON_OBJECTS, offsetof(QuestionJson, choices), .table = &CHOICE_TABLE},
        {"is_multiple", JSON_BOOL, offsetof(QuestionJson, is_multiple)},
        {"explanation", JSON_STRING, offsetof(QuestionJson, explanation)},
        {NULL, JSON_END},
    }};

typedef struct QuizJson {
    GPtrArray *questions, *attempts;
    int64_t revision;
    bool edits;
} QuizJson;

static const JsonTable QUIZ_TABLE = {
    "quiz", sizeof(QuizJson),
    (const JsonField[]){
        {"questions", JSON_OBJECTS, offsetof(QuizJson, questions), .table = &QUESTION_TABLE},
        {"attempts", JSON_OBJECTS, offsetof(QuizJson, attempts), .table = &ATTEMPT_TABLE},
        {"revision", JSON_INTEGER, offsetof(QuizJson, revision),
         .present_offset = offsetof(QuizJson, edits)},
        {NULL, JSON_END},
    }};

static void free_question(void *data) {
    QuestionJson *json = data;
    g_ptr_array_unref(json->choices);
    g_free(json);
}

static QuestionJson *question_json(const QuizQuestion *question, bool edits) {
    QuestionJson *json = g_new0(QuestionJson, 1);
    uint32_t right = quiz_score_right(question);
    json->id = question->id;
    json->body = question->body;
    json->is_multiple = (right & (right - 1)) != 0;
    json->explanation = edits ? question->explanation : NULL;
    json->choices = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < question->choices->len; i++) {
        const QuizChoice *from = question->choices->pdata[i];
        ChoiceJson *choice = g_new(ChoiceJson, 1);
        *choice = (ChoiceJson){from->text, from->is_right, edits};
        g_ptr_array_add(json->choices, choice);
    }
    return json;
}

char *quiz_json_quiz(const GPtrArray *questions, const GArray *attempts, int64_t revision) {
    bool edits = revision > 0;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_question);
    g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(free_attempt);
    for (unsigned i = 0; i < questions->len; i++)
        g_ptr_array_add(rows, question_json(questions->pdata[i], edits));
    for (unsigned i = 0; i < attempts->len; i++)
        g_ptr_array_add(own, attempt_json(&g_array_index(attempts, QuizAttempt, i)));
    return json_table_write(&QUIZ_TABLE, &(QuizJson){rows, own, revision, edits});
}

/* ---- what came of an attempt ---- */

typedef struct MarkJson {
    const char *question_id, *explanation;
    bool is_right;
    char *chosen, *right;
} MarkJson;

static const JsonTable MARK_TABLE = {
    "mark", sizeof(MarkJson),
    (const JsonField[]){
        {"question_id", JSON_STRING, offsetof(MarkJson, question_id)},
        {"is_right", JSON_BOOL, offsetof(MarkJson, is_right)},
        {"chosen", JSON_RAW, offsetof(MarkJson, chosen)},
        {"right", JSON_RAW, offsetof(MarkJson, right)},
        {"explanation", JSON_STRING, offsetof(MarkJson, explanation)},
        {NULL, JSON_END},
    }};

typedef struct ResultJson {
    AttemptJson *attempt;
    GPtrArray *marks;
} ResultJson;

static const JsonTable RESULT_TABLE = {
    "result", sizeof(ResultJson),
    (const JsonField[]){
        {"attempt", JSON_OBJECT, offsetof(ResultJson, attempt), .table = &ATTEMPT_TABLE},
        {"marks", JSON_OBJECTS, offsetof(ResultJson, marks), .table = &MARK_TABLE},
        {NULL, JSON_END},
    }};

static char *places_text(uint32_t bits) {
    g_autoptr(GString) text = g_string_new("[");
    for (unsigned place = 0; place < QUIZ_MAX_CHOICES; place++)
        if (bits & (UINT32_C(1) << place))
            g_string_append_printf(text, "%s%u", text->len > 1 ? "," : "", place);
    g_string_append_c(text, ']');
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void free_mark(void *data) {
    MarkJson *json = data;
    g_free(json->chosen);
    g_free(json->right);
    g_free(json);
}

char *quiz_json_result(const QuizAttempt *attempt, const QuizScore *score) {
    g_autoptr(GPtrArray) marks = g_ptr_array_new_with_free_func(free_mark);
    for (unsigned i = 0; i < score->marks->len; i++) {
        const QuizMark *mark = &g_array_index(score->marks, QuizMark, i);
        MarkJson *json = g_new(MarkJson, 1);
        *json =
            (MarkJson){mark->question->id, mark->question->explanation, mark->chosen == mark->right,
                       places_text(mark->chosen), places_text(mark->right)};
        g_ptr_array_add(marks, json);
    }
    AttemptJson *own = attempt_json(attempt);
    char *text = json_table_write(&RESULT_TABLE, &(ResultJson){own, marks});
    free_attempt(own);
    return text;
}
