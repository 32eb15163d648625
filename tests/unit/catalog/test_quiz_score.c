/* What is right of an attempt: exactly the right choices, each question once. */
#include "catalog/course/quiz_score.h"

#include "base/error.h"

static QuizChoice YES = {(char *)"yes", true}, NO = {(char *)"no", false};

static QuizQuestion *question(const char *id, const char *letters) {
    QuizQuestion *made = g_new0(QuizQuestion, 1);
    made->id = g_strdup(id);
    made->choices = g_ptr_array_new();
    for (; *letters; letters++)
        g_ptr_array_add(made->choices, *letters == 'y' ? &YES : &NO);
    return made;
}

static void free_question(void *data) {
    QuizQuestion *made = data;
    g_ptr_array_unref(made->choices);
    g_free(made->id);
    g_free(made);
}

static GPtrArray *quiz(void) {
    GPtrArray *questions = g_ptr_array_new_with_free_func(free_question);
    g_ptr_array_add(questions, question("a", "nyn"));
    g_ptr_array_add(questions, question("b", "yynn"));
    return questions;
}

static bool score(const GPtrArray *questions, QuizAnswer *first, QuizAnswer *second,
                  QuizScore *ret_score, GError **error) {
    g_autoptr(GPtrArray) answers = g_ptr_array_new();
    if (first)
        g_ptr_array_add(answers, first);
    if (second)
        g_ptr_array_add(answers, second);
    return quiz_score_make(questions, answers, ret_score, error);
}

static void test_right(void) {
    static const struct {
        const char *a, *b;
        int64_t n_right;
    } ROWS[] = {{"[1]", "[0,1]", 2}, {"[1]", "[1,0]", 2},   {"[1]", "[1,1,0]", 2},
                {"[1]", "[0]", 1},   {"[1]", "[0,1,2]", 1}, {"[0]", "[0,1]", 1},
                {"[]", "[]", 0},     {"[0,1,2]", "[]", 0}};
    g_autoptr(GPtrArray) questions = quiz();
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(QuizScore) made = {0};
        QuizAnswer a = {(char *)"a", (char *)ROWS[i].a}, b = {(char *)"b", (char *)ROWS[i].b};
        g_assert_true(score(questions, &b, &a, &made, NULL));
        g_assert_cmpint(made.n_right, ==, ROWS[i].n_right);
        g_assert_cmpuint(made.marks->len, ==, 2);
        g_assert_cmphex(g_array_index(made.marks, QuizMark, 0).right, ==, 2);
        g_assert_cmphex(g_array_index(made.marks, QuizMark, 1).right, ==, 3);
    }
}

static void test_what_is_left_out_is_wrong(void) {
    g_autoptr(GPtrArray) questions = quiz();
    g_auto(QuizScore) made = {0};
    QuizAnswer a = {(char *)"a", (char *)"[1]"};
    g_assert_true(score(questions, &a, NULL, &made, NULL));
    g_assert_cmpint(made.n_right, ==, 1);
    g_assert_cmphex(g_array_index(made.marks, QuizMark, 1).chosen, ==, 0);
}

static void assert_refused(QuizAnswer *first, QuizAnswer *second, const char *sentence) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) questions = quiz();
    QuizScore made = {0};
    g_assert_false(score(questions, first, second, &made, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_assert_cmpstr(error->message, ==, sentence);
    g_assert_null(made.marks);
}

static void test_refused(void) {
    static const char *const BAD[] = {"[3]",          "[-1]", "[1.0]", "[\"1\"]",
                                      "[4294967296]", "[,]",  "[1,]"};
    QuizAnswer a = {(char *)"a", (char *)"[1]"}, other = {(char *)"c", (char *)"[1]"};
    QuizAnswer object = {(char *)"a", (char *)"{}"}, number = {(char *)"a", (char *)"1"};
    assert_refused(&other, NULL, "The quiz has changed: open it again.");
    assert_refused(&a, &a, "A question is answered twice.");
    assert_refused(&object, NULL, "What was chosen is written as [0, 2].");
    assert_refused(&number, NULL, "What was chosen is written as [0, 2].");
    for (unsigned i = 0; i < G_N_ELEMENTS(BAD); i++) {
        QuizAnswer bad = {(char *)"a", (char *)BAD[i]};
        assert_refused(&bad, NULL, "A question does not have this choice.");
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/quiz_score/right", test_right);
    g_test_add_func("/quiz_score/what_is_left_out_is_wrong", test_what_is_left_out_is_wrong);
    g_test_add_func("/quiz_score/refused", test_refused);
    return g_test_run();
}
