/* Quizzes: questions with choices, and what accounts answered. All verbs run on a database thread;
 * writing ones inside a write job. What "passed" is, a request says later: here are the facts. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "base/json_table.h"
#include "catalog/course/quiz_score.h"
#include "catalog/store/database.h"

#define QUIZ_MAX_QUESTIONS         100u
#define QUIZ_MIN_CHOICES           2u
#define QUIZ_MAX_CHOICES           8u
#define QUIZ_BODY_MAX_CHARS        1000
#define QUIZ_CHOICE_MAX_CHARS      300
#define QUIZ_EXPLANATION_MAX_CHARS 2000
#define QUIZ_MAX_ATTEMPTS_AN_HOUR  30

/* Reads what editors write, and writes it for them. */
extern const JsonTable QUIZ_QUESTION_TABLE;

/* QuizQuestion elements in their order. */
GPtrArray *quiz_table_list(Database *database, const char *lesson_id, GError **error);

/* Replaces all; questions that say the id of one of the lesson keep it. ERROR_INVALID;
 * ERROR_CONFLICT for a lesson of another kind. */
bool quiz_table_set(Database *database, const char *lesson_id, const GPtrArray *questions,
                    GError **error);

typedef struct QuizAttempt {
    char id[ID_TEXT_BYTES];
    int64_t n_right, n_questions;
    int64_t answered_at_us;
} QuizAttempt;

/* Keeps an attempt; the score's lists say each question once. ERROR_CONFLICT for a lesson without
 * questions, ERROR_RATE_LIMITED. */
bool quiz_table_answer(Database *database, const char *lesson_id, const char *account_id,
                       const QuizScore *score, QuizAttempt *ret_attempt, GError **error);

/* QuizAttempt elements of the account, the latest first, at most 100. */
GArray *quiz_table_attempts(Database *database, const char *lesson_id, const char *account_id,
                            GError **error);
