/* What is right of an attempt at a quiz. A question is right when exactly the right choices were
 * chosen; one that was not answered is wrong. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct QuizChoice {
    char *text;
    bool is_right;
} QuizChoice;

typedef struct QuizQuestion {
    char *id; /* NULL in what is new */
    char *body;
    GPtrArray *choices; /* QuizChoice */
    char *explanation;  /* shown after an attempt; "" or NULL: none */
} QuizQuestion;

/* As read from the wire. */
typedef struct QuizAnswer {
    char *question_id;
    char *chosen; /* places of choices from 0, as JSON without blanks: "[0,2]" */
} QuizAnswer;

typedef struct QuizMark {
    const QuizQuestion *question; /* borrowed */
    uint32_t chosen, right;       /* bits of choices */
} QuizMark;

typedef struct QuizScore {
    GArray *marks; /* QuizMark, in the order of the questions */
    int64_t n_right;
} QuizScore;

void quiz_score_clear(QuizScore *score);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(QuizScore, quiz_score_clear)

uint32_t quiz_score_right(const QuizQuestion *question);

/* `questions` must outlive the score. ERROR_INVALID: an answer to a question that is not in the
 * quiz or was answered already, a choice that there is not. */
bool quiz_score_make(const GPtrArray *questions, const GPtrArray *answers, QuizScore *ret_score,
                     GError **error);
