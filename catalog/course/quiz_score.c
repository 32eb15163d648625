#include "catalog/course/quiz_score.h"

#include <string.h>

#include "base/error.h"

void quiz_score_clear(QuizScore *score) {
    g_clear_pointer(&score->marks, g_array_unref);
    score->n_right = 0;
}

uint32_t quiz_score_right(const QuizQuestion *question) {
    uint32_t right = 0;
    for (unsigned i = 0; i < question->choices->len; i++)
        if (((const QuizChoice *)question->choices->pdata[i])->is_right)
            right |= UINT32_C(1) << i;
    return right;
}

static bool refuse(GError **error, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, sentence);
    return false;
}

static bool read_chosen(const QuizQuestion *question, const char *text, uint32_t *ret_chosen,
                        GError **error) {
    size_t length = strlen(text);
    *ret_chosen = 0;
    if (length < 2 || text[0] != '[' || text[length - 1] != ']')
        return refuse(error, "What was chosen is written as [0, 2].");
    g_autofree char *inside = g_strndup(text + 1, length - 2);
    g_auto(GStrv) places = g_strsplit(inside, ",", -1);
    for (unsigned i = 0; places[i]; i++) {
        guint64 place;
        if (!g_ascii_string_to_unsigned(places[i], 10, 0, question->choices->len - 1, &place, NULL))
            return refuse(error, "A question does not have this choice.");
        *ret_chosen |= UINT32_C(1) << place;
    }
    return true;
}

static QuizMark *find_mark(const QuizScore *score, const char *question_id) {
    for (unsigned i = 0; i < score->marks->len; i++) {
        QuizMark *mark = &g_array_index(score->marks, QuizMark, i);
        if (g_str_equal(mark->question->id, question_id))
            return mark;
    }
    return NULL;
}

/* All questions, unanswered. */
static void begin(const GPtrArray *questions, QuizScore *score) {
    score->marks = g_array_new(FALSE, TRUE, sizeof(QuizMark));
    for (unsigned i = 0; i < questions->len; i++) {
        const QuizQuestion *question = questions->pdata[i];
        QuizMark mark = {.question = question, .right = quiz_score_right(question)};
        g_array_append_val(score->marks, mark);
    }
}

static bool take(const GPtrArray *answers, QuizScore *score, GError **error) {
    g_autoptr(GHashTable) taken = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (unsigned i = 0; i < answers->len; i++) {
        const QuizAnswer *answer = answers->pdata[i];
        QuizMark *mark = find_mark(score, answer->question_id);
        if (!mark)
            return refuse(error, "The quiz has changed: open it again.");
        if (!g_hash_table_add(taken, mark))
            return refuse(error, "A question is answered twice.");
        if (!read_chosen(mark->question, answer->chosen, &mark->chosen, error))
            return false;
        score->n_right += mark->chosen == mark->right;
    }
    return true;
}

bool quiz_score_make(const GPtrArray *questions, const GPtrArray *answers, QuizScore *ret_score,
                     GError **error) {
    g_auto(QuizScore) score = {0};
    begin(questions, &score);
    if (!take(answers, &score, error))
        return false;
    *ret_score = score;
    score = (QuizScore){0};
    return true;
}
