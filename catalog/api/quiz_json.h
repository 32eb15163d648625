/* Quizzes and attempts as JSON. Callers free. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "catalog/course/quiz_table.h"

/* `questions` are QuizQuestion, `attempts` QuizAttempt elements; `revision` is that
 * of the lesson, 0 for who does not edit and is not told what is right. */
char *quiz_json_quiz(const GPtrArray *questions, const GArray *attempts, int64_t revision);
char *quiz_json_result(const QuizAttempt *attempt, const QuizScore *score);
