/* Quizzes and attempts as JSON. Callers free. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/course/quiz_table.h"

/* `questions` are QuizQuestion, `attempts` QuizAttempt elements; who does not edit is not told what
 * is right. */
char *quiz_json_quiz(const GPtrArray *questions, const GArray *attempts, bool edits);
char *quiz_json_result(const QuizAttempt *attempt, const QuizScore *score);
