#include "catalog/course/quiz_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/course/lesson_kind.h"
#include "catalog/course/lesson_text.h"

#define MAX_LISTED_ATTEMPTS 100
#define HOUR_US             (INT64_C(3600) * CLOCK_US_PER_S)

static const JsonTable CHOICE_TABLE = {
    "choice", sizeof(QuizChoice),
    (const JsonField[]){
        {"text", JSON_STRING, offsetof(QuizChoice, text), JSON_REQUIRED, 1, QUIZ_CHOICE_MAX_CHARS},
        {"is_right", JSON_BOOL, offsetof(QuizChoice, is_right), JSON_REQUIRED},
        {NULL, JSON_END},
    }};

const JsonTable QUIZ_QUESTION_TABLE = {
    "question", sizeof(QuizQuestion),
    (const JsonField[]){
        {"id", JSON_STRING, offsetof(QuizQuestion, id), .max = ID_TEXT_BYTES - 1},
        {"body", JSON_STRING, offsetof(QuizQuestion, body), JSON_REQUIRED, 1, QUIZ_BODY_MAX_CHARS},
        {"choices", JSON_OBJECTS, offsetof(QuizQuestion, choices), JSON_REQUIRED, QUIZ_MIN_CHOICES,
         QUIZ_MAX_CHOICES, .table = &CHOICE_TABLE},
        {"explanation", JSON_STRING, offsetof(QuizQuestion, explanation),
         .max = QUIZ_EXPLANATION_MAX_CHARS},
        {NULL, JSON_END},
    }};

/* Choices as the column keeps them: an object around the list, as the tables of JSON read one. */
typedef struct Kept {
    GPtrArray *choices;
} Kept;

static const JsonTable KEPT_TABLE = {
    "choices", sizeof(Kept),
    (const JsonField[]){
        {"choices", JSON_OBJECTS, offsetof(Kept, choices), .table = &CHOICE_TABLE},
        {NULL, JSON_END},
    }};
#define KEPT_MAX_BYTES (16 * 1024)

/* ---- reading ---- */

static void free_question(void *data) {
    json_table_clear(&QUIZ_QUESTION_TABLE, data);
    g_free(data);
}

static QuizQuestion *question_from(Statement *statement, GError **error) {
    Kept kept = {0};
    const char *text = statement_text(statement, 2);
    if (!json_table_read(&KEPT_TABLE, text, strlen(text), KEPT_MAX_BYTES, &kept, error))
        return NULL;
    QuizQuestion *question = g_new0(QuizQuestion, 1);
    question->id = statement_dup_text(statement, 0);
    question->body = statement_dup_text(statement, 1);
    question->choices = kept.choices;
    question->explanation = statement_dup_text(statement, 3);
    return question;
}

GPtrArray *quiz_table_list(Database *database, const char *lesson_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT id, body, choices, explanation FROM quiz_question"
                         " WHERE lesson_id = ?1 ORDER BY position",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, lesson_id);
    g_autoptr(GPtrArray) questions = g_ptr_array_new_with_free_func(free_question);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        QuizQuestion *question = question_from(statement, error);
        if (!question)
            return NULL;
        g_ptr_array_add(questions, question);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&questions) : NULL;
}

/* ---- writing ---- */

static bool refuse(GError **error, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, sentence);
    return false;
}

static bool check(const QuizQuestion *question, GError **error) {
    if (!lesson_text_check_some("cannot use this question", question->body, QUIZ_BODY_MAX_CHARS,
                                error) ||
        !lesson_text_check("cannot use this explanation", question->explanation,
                           QUIZ_EXPLANATION_MAX_CHARS, error))
        return false;
    for (unsigned i = 0; i < question->choices->len; i++)
        if (!lesson_text_check_some("cannot use this choice",
                                    ((const QuizChoice *)question->choices->pdata[i])->text,
                                    QUIZ_CHOICE_MAX_CHARS, error))
            return false;
    return quiz_score_right(question) != 0 ||
           refuse(error, "Each question has at least one right choice.");
}

static bool insert(Database *database, const char *lesson_id, unsigned position,
                   const QuizQuestion *question, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO quiz_question (id, lesson_id, position, body, choices,"
                         " explanation) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                         error);
    if (!statement)
        return false;
    const Kept kept = {question->choices};
    g_autofree char *choices = json_table_write(&KEPT_TABLE, &kept);
    statement_bind_text(statement, 1, question->id);
    statement_bind_text(statement, 2, lesson_id);
    statement_bind_int64(statement, 3, position);
    statement_bind_text(statement, 4, question->body);
    statement_bind_text(statement, 5, choices);
    statement_bind_text(statement, 6, question->explanation ? question->explanation : "");
    return statement_run(statement, error);
}

static GHashTable *ids_of(Database *database, const char *lesson_id, GError **error) {
    g_autoptr(GPtrArray) questions = quiz_table_list(database, lesson_id, error);
    GHashTable *ids =
        questions ? g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) : NULL;
    for (unsigned i = 0; questions && i < questions->len; i++)
        g_hash_table_add(ids, g_strdup(((const QuizQuestion *)questions->pdata[i])->id));
    return ids;
}

static bool insert_all(Database *database, const char *lesson_id, const GPtrArray *questions,
                       GHashTable *ids, GError **error) {
    for (unsigned i = 0; i < questions->len; i++) {
        const QuizQuestion *question = questions->pdata[i];
        QuizQuestion made = *question;
        char id[ID_TEXT_BYTES];
        id_new_uuid7(id);
        bool is_old = question->id && g_hash_table_remove(ids, question->id);
        made.id = is_old ? question->id : id;
        if (!check(question, error) || !insert(database, lesson_id, i, &made, error))
            return false;
    }
    return true;
}

static bool note_change(Database *database, const char *lesson_id, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "UPDATE lesson SET changed_at_us = ?2 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, lesson_id);
    statement_bind_int64(statement, 2, clock_wall_us());
    return statement_run(statement, error);
}

bool quiz_table_set(Database *database, const char *lesson_id, const GPtrArray *questions,
                    GError **error) {
    database_assert_current(database);
    if (questions->len > QUIZ_MAX_QUESTIONS)
        return refuse(error, "A quiz has at most 100 questions.");
    if (!lesson_kind_check(database, lesson_id, "quiz", error))
        return false;
    g_autoptr(GHashTable) ids = ids_of(database, lesson_id, error);
    g_autoptr(Statement) statement =
        ids ? database_prepare(database, "DELETE FROM quiz_question WHERE lesson_id = ?1", error)
            : NULL;
    if (!statement)
        return false;
    statement_bind_text(statement, 1, lesson_id);
    return statement_run(statement, error) &&
           insert_all(database, lesson_id, questions, ids, error) &&
           note_change(database, lesson_id, error);
}

/* ---- attempts ---- */

static bool check_rate(Database *database, const char *lesson_id, const char *account_id,
                       GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT count(*) FROM quiz_answer WHERE account_id = ?1"
                         " AND lesson_id = ?2 AND answered_at_us > ?3",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, account_id);
    statement_bind_text(statement, 2, lesson_id);
    statement_bind_int64(statement, 3, clock_wall_us() - HOUR_US);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (statement_int64(statement, 0) < QUIZ_MAX_ATTEMPTS_AN_HOUR)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_RATE_LIMITED,
                        "This quiz was answered very often: try again in an hour.");
    return false;
}

/* {"QUESTION": [0, 2]} */
static char *answers_text(const QuizScore *score) {
    g_autoptr(GString) text = g_string_new("{");
    for (unsigned i = 0; i < score->marks->len; i++) {
        const QuizMark *mark = &g_array_index(score->marks, QuizMark, i);
        const char *comma = "";
        g_string_append_printf(text, "%s\"%s\":[", i > 0 ? "," : "", mark->question->id);
        for (unsigned place = 0; place < QUIZ_MAX_CHOICES; place++) {
            if (!(mark->chosen & (UINT32_C(1) << place)))
                continue;
            g_string_append_printf(text, "%s%u", comma, place);
            comma = ",";
        }
        g_string_append_c(text, ']');
    }
    g_string_append_c(text, '}');
    return g_string_free(g_steal_pointer(&text), FALSE);
}

bool quiz_table_answer(Database *database, const char *lesson_id, const char *account_id,
                       const QuizScore *score, QuizAttempt *ret_attempt, GError **error) {
    database_assert_current(database);
    if (score->marks->len == 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "The lesson has no questions to answer.");
        return false;
    }
    if (!check_rate(database, lesson_id, account_id, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO quiz_answer (id, lesson_id, account_id, member_id, answers,"
                         " n_right, n_questions, answered_at_us) VALUES (?1, ?2, ?3,"
                         " (SELECT member_id FROM account WHERE id = ?3), ?4, ?5, ?6, ?7)",
                         error);
    if (!statement)
        return false;
    QuizAttempt attempt = {.n_right = score->n_right,
                           .n_questions = score->marks->len,
                           .answered_at_us = clock_wall_us()};
    g_autofree char *answers = answers_text(score);
    id_new_uuid7(attempt.id);
    statement_bind_text(statement, 1, attempt.id);
    statement_bind_text(statement, 2, lesson_id);
    statement_bind_text(statement, 3, account_id);
    statement_bind_text(statement, 4, answers);
    statement_bind_int64(statement, 5, attempt.n_right);
    statement_bind_int64(statement, 6, attempt.n_questions);
    statement_bind_int64(statement, 7, attempt.answered_at_us);
    *ret_attempt = attempt;
    return statement_run(statement, error);
}

GArray *quiz_table_attempts(Database *database, const char *lesson_id, const char *account_id,
                            GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT id, n_right, n_questions, answered_at_us FROM quiz_answer"
                         " WHERE account_id = ?1 AND lesson_id = ?2"
                         " ORDER BY answered_at_us DESC, id DESC LIMIT ?3",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, account_id);
    statement_bind_text(statement, 2, lesson_id);
    statement_bind_int64(statement, 3, MAX_LISTED_ATTEMPTS);
    g_autoptr(GArray) attempts = g_array_new(FALSE, FALSE, sizeof(QuizAttempt));
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        QuizAttempt attempt = {.n_right = statement_int64(statement, 1),
                               .n_questions = statement_int64(statement, 2),
                               .answered_at_us = statement_int64(statement, 3)};
        statement_copy_text(statement, 0, attempt.id, sizeof attempt.id);
        g_array_append_val(attempts, attempt);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&attempts) : NULL;
}
