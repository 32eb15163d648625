/* Lessons beyond video as rows: pages and their time line, quizzes and attempts, questions to the
 * teacher. */
#include <string.h>

#include "base/error.h"
#include "catalog/course/lesson_page_table.h"
#include "catalog/course/question_table.h"
#include "catalog/course/quiz_table.h"
#include "table_fixture.h"
#include "test_clock.h"

#define LESSON  "00000000-0000-7000-8000-0000000000a1"
#define QUIZ    "00000000-0000-7000-8000-0000000000a2"
#define OTHER   "00000000-0000-7000-8000-0000000000a3"
#define PICTURE "00000000-0000-7000-8000-00000000beef"
#define SOUND   "00000000-0000-7000-8000-00000000dead"
#define HOUR_US (INT64_C(3600) * 1000000)

/* What a lesson belongs to is looked at when the transaction ends: they are gone by then. */
static void set_up(TableFixture *fixture, gconstpointer data) {
    static const char ROWS[] =
        "PRAGMA defer_foreign_keys = ON;"
        "INSERT INTO lesson (id, course_id, position, kind, title, created_at_us, changed_at_us)"
        " VALUES ('" LESSON "', 'x', 0, 'pages', 'l', 0, 0), ('" QUIZ "', 'x', 1, 'quiz', 'q', 0,"
        " 0), ('" OTHER "', 'x', 2, 'pages', 'o', 0, 0);"
        "INSERT INTO asset (id, lesson_id, kind, position, language, state, created_at_us,"
        " changed_at_us) VALUES ('" PICTURE "', '" LESSON "', 'document', 0, '', 'ready', 0, 0),"
        " ('" SOUND "', '" LESSON "', 'sound', 0, 'zh', 'ready', 0, 0);";
    g_autoptr(GError) error = NULL;
    table_fixture_set_up(fixture, data);
    g_assert_true(database_execute(fixture->database, ROWS, &error));
    g_assert_no_error(error);
}

static void tear_down(TableFixture *fixture, gconstpointer data) {
    g_assert_true(database_execute(fixture->database, "DELETE FROM lesson", NULL));
    table_fixture_tear_down(fixture, data);
}

static void assert_error(GError **error, int code, const char *words) {
    g_assert_error(*error, BASE_ERROR, code);
    g_test_message("%s", (*error)->message);
    g_assert_nonnull(strstr((*error)->message, words));
    g_clear_error(error);
}

/* ---- pages ---- */

static GPtrArray *list(void *first, void *second, void *third) {
    GPtrArray *all = g_ptr_array_new();
    void *const rows[] = {first, second, third};
    for (unsigned i = 0; i < G_N_ELEMENTS(rows) && rows[i]; i++)
        g_ptr_array_add(all, rows[i]);
    return all;
}

static bool set_pages(TableFixture *fixture, LessonPage *first, LessonPage *second,
                      LessonPage *third, GError **error) {
    g_autoptr(GPtrArray) pages = list(first, second, third);
    return lesson_page_table_set(fixture->database, LESSON, pages, error);
}

static int64_t duration(TableFixture *fixture) {
    return table_fixture_number(fixture, "SELECT duration_ms FROM lesson WHERE id = '" LESSON "'");
}

static void test_time_line(TableFixture *fixture, gconstpointer data) {
    LessonPage first = {.title = (char *)"one"},
               second = {.body = (char *)"a\n\nb", .has_least_s = true},
               third = {.picture_id = (char *)PICTURE, .least_s = 30, .has_least_s = true};
    g_autoptr(GError) error = NULL;
    g_assert_true(set_pages(fixture, &first, &second, &third, &error));
    g_assert_no_error(error);
    g_assert_cmpint(duration(fixture), ==, 35000);
    g_autoptr(GPtrArray) pages = lesson_page_table_list(fixture->database, LESSON, &error);
    const LessonPage *one = pages->pdata[0], *two = pages->pdata[1], *three = pages->pdata[2];
    g_assert_cmpuint(pages->len, ==, 3);
    g_assert_true(one->from_ms == 0 && one->to_ms == 5000);
    g_assert_true(two->from_ms == 5000 && two->to_ms == 5000);
    g_assert_true(three->from_ms == 5000 && three->to_ms == 35000);
    g_assert_cmpstr(two->body, ==, "a\n\nb");
    g_assert_cmpstr(two->picture, ==, "");
    g_assert_cmpstr(three->picture, ==, "pages/d-0000beef/p1.jpg");

    LessonPage kept = *three, made = *one;
    made.id = (char *)OTHER; /* of no page of this lesson */
    g_assert_true(set_pages(fixture, &kept, &made, NULL, &error));
    g_autoptr(GPtrArray) after = lesson_page_table_list(fixture->database, LESSON, &error);
    g_assert_cmpuint(after->len, ==, 2);
    g_assert_cmpstr(((LessonPage *)after->pdata[0])->id, ==, three->id);
    g_assert_cmpstr(((LessonPage *)after->pdata[1])->id, !=, OTHER);
    g_assert_true(set_pages(fixture, &kept, &kept, NULL, &error)); /* the second is another one */
    g_assert_no_error(error);
}

static void test_pages_refused(TableFixture *fixture, gconstpointer data) {
    LessonPage page = {.title = (char *)"one"}, empty = {.title = (char *)"", .body = (char *)""},
               odd = {.body = (char *)"a\x01"}, sound = {.picture_id = (char *)SOUND};
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) many = g_ptr_array_new(), one = list(&page, NULL, NULL);
    g_assert_false(set_pages(fixture, &page, &empty, NULL, &error));
    assert_error(&error, ERROR_INVALID, "has a title, a text or a picture");
    g_assert_false(set_pages(fixture, &odd, NULL, NULL, &error));
    assert_error(&error, ERROR_INVALID, "U+0001");
    g_assert_false(set_pages(fixture, &sound, NULL, NULL, &error));
    assert_error(&error, ERROR_NOT_FOUND, "");
    g_assert_false(lesson_page_table_set(fixture->database, QUIZ, one, &error));
    assert_error(&error, ERROR_CONFLICT, "of another kind");
    g_assert_false(lesson_page_table_set(fixture->database, PICTURE, one, &error));
    assert_error(&error, ERROR_NOT_FOUND, "");
    for (unsigned i = 0; i <= LESSON_PAGE_MAX; i++)
        g_ptr_array_add(many, &page);
    g_assert_false(lesson_page_table_set(fixture->database, LESSON, many, &error));
    assert_error(&error, ERROR_INVALID, "at most 200 pages");
    LessonPage foreign = {.picture_id = (char *)PICTURE};
    g_autoptr(GPtrArray) other = list(&foreign, NULL, NULL);
    g_assert_false(lesson_page_table_set(fixture->database, OTHER, other, &error));
    assert_error(&error, ERROR_NOT_FOUND, "");
}

/* ---- quizzes ---- */

static QuizChoice YES = {(char *)"对", true}, NO = {(char *)"\"no\"", false};

static QuizQuestion ask(const char *body, QuizChoice *first, QuizChoice *second) {
    return (QuizQuestion){.body = (char *)body,
                          .choices = list(first, second, NULL),
                          .explanation = (char *)"because"};
}

static void test_quiz(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    QuizQuestion a = ask("a?", &YES, &NO), b = ask("b?", &NO, &YES), none = ask("c?", &NO, &NO),
                 blank = ask(" \n", &YES, &NO);
    g_autoptr(GPtrArray) both = list(&a, &b, NULL), wrong = list(&none, NULL, NULL),
                         empty = list(&blank, NULL, NULL);
    g_assert_true(quiz_table_set(fixture->database, QUIZ, both, &error));
    g_assert_no_error(error);
    g_autoptr(GPtrArray) stored = quiz_table_list(fixture->database, QUIZ, &error);
    g_assert_cmpuint(stored->len, ==, 2);
    const QuizQuestion *second = stored->pdata[1];
    g_assert_cmpstr(second->body, ==, "b?");
    g_assert_cmpstr(second->explanation, ==, "because");
    g_assert_cmpstr(((const QuizChoice *)second->choices->pdata[0])->text, ==, "\"no\"");
    g_assert_cmphex(quiz_score_right(second), ==, 2);
    b.id = second->id;
    g_autoptr(GPtrArray) only = list(&b, NULL, NULL);
    g_assert_true(quiz_table_set(fixture->database, QUIZ, only, &error));
    g_autoptr(GPtrArray) after = quiz_table_list(fixture->database, QUIZ, &error);
    g_assert_cmpuint(after->len, ==, 1);
    g_assert_cmpstr(((const QuizQuestion *)after->pdata[0])->id, ==, second->id);
    g_assert_false(quiz_table_set(fixture->database, QUIZ, wrong, &error));
    assert_error(&error, ERROR_INVALID, "at least one right choice");
    g_assert_false(quiz_table_set(fixture->database, QUIZ, empty, &error));
    assert_error(&error, ERROR_INVALID, "cannot use this question");
    g_assert_false(quiz_table_set(fixture->database, LESSON, both, &error));
    assert_error(&error, ERROR_CONFLICT, "of another kind");
    g_ptr_array_unref(a.choices);
    g_ptr_array_unref(b.choices);
    g_ptr_array_unref(none.choices);
    g_ptr_array_unref(blank.choices);
}

static void test_attempts(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "li", ROLE_MEMBER);
    QuizQuestion a = ask("a?", &YES, &NO);
    g_autoptr(GPtrArray) questions = list(&a, NULL, NULL), nothing = g_ptr_array_new();
    g_assert_true(quiz_table_set(fixture->database, QUIZ, questions, &error));
    g_autoptr(GPtrArray) stored = quiz_table_list(fixture->database, QUIZ, &error);
    QuizAnswer answer = {((QuizQuestion *)stored->pdata[0])->id, (char *)"[0]"};
    g_autoptr(GPtrArray) answers = list(&answer, NULL, NULL);
    g_auto(QuizScore) score = {0}, empty = {0};
    QuizAttempt attempt;
    g_assert_true(quiz_score_make(stored, answers, &score, &error));
    for (unsigned i = 0; i < QUIZ_MAX_ATTEMPTS_AN_HOUR; i++) {
        test_clock_advance(1);
        g_assert_true(
            quiz_table_answer(fixture->database, QUIZ, account->id, &score, &attempt, &error));
    }
    g_assert_true(attempt.n_right == 1 && attempt.n_questions == 1);
    g_assert_false(
        quiz_table_answer(fixture->database, QUIZ, account->id, &score, &attempt, &error));
    assert_error(&error, ERROR_RATE_LIMITED, "in an hour");
    test_clock_advance(HOUR_US);
    g_assert_true(
        quiz_table_answer(fixture->database, QUIZ, account->id, &score, &attempt, &error));
    g_autoptr(GArray) attempts = quiz_table_attempts(fixture->database, QUIZ, account->id, &error);
    g_assert_cmpuint(attempts->len, ==, QUIZ_MAX_ATTEMPTS_AN_HOUR + 1);
    g_assert_cmpstr(g_array_index(attempts, QuizAttempt, 0).id, ==, attempt.id);
    g_autofree char *kept = g_strdup_printf(
        "SELECT json_extract(answers, '$.\"%s\"[0]') FROM quiz_answer LIMIT 1", answer.question_id);
    g_assert_cmpint(table_fixture_number(fixture, kept), ==, 0);
    g_assert_true(quiz_score_make(nothing, nothing, &empty, &error));
    g_assert_false(
        quiz_table_answer(fixture->database, QUIZ, account->id, &empty, &attempt, &error));
    assert_error(&error, ERROR_CONFLICT, "no questions");
    g_ptr_array_unref(a.choices);
}

/* ---- questions to the teacher ---- */

static char *put(TableFixture *fixture, const AccountRow *account, int64_t at_ms,
                 const char *body) {
    g_autoptr(GError) error = NULL;
    QuestionRow row = {.lesson_id = LESSON, .at_ms = at_ms, .body = (char *)body};
    g_strlcpy(row.account_id, account->id, sizeof row.account_id);
    test_clock_advance(1);
    g_assert_true(question_table_insert(fixture->database, &row, &error));
    g_assert_no_error(error);
    return g_strdup(row.id);
}

static void assert_listed(TableFixture *fixture, const QuestionChoice *choice, const char *bodies) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = question_table_list(fixture->database, choice, &error);
    g_autoptr(GString) found = g_string_new(NULL);
    g_assert_no_error(error);
    for (unsigned i = 0; i < rows->len; i++)
        g_string_append(found, ((const QuestionRow *)rows->pdata[i])->body);
    g_assert_cmpstr(found->str, ==, bodies);
}

static void answer(TableFixture *fixture, const char *id, const char *teacher_id, bool is_public) {
    g_autoptr(GError) error = NULL;
    g_autoptr(QuestionRow) row = question_table_get(fixture->database, id, &error);
    g_free(row->answer);
    row->answer = g_strdup("so");
    row->is_public = is_public;
    g_assert_true(question_table_answer(fixture->database, row, teacher_id, &error));
    g_assert_no_error(error);
}

static void test_questions(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) li = table_fixture_account(fixture, "li", ROLE_MEMBER);
    g_autoptr(AccountRow) wu = table_fixture_account(fixture, "wu", ROLE_EDITOR);
    g_autofree char *late = put(fixture, li, 9000, "L"), *early = put(fixture, li, 10, "E");
    g_autofree char *whole = put(fixture, wu, -1, "W");
    const QuestionChoice lis = {.lesson_id = LESSON, .account_id = li->id},
                         all = {.lesson_id = LESSON, .all = true},
                         open_ones = {.all = true, .open_only = true},
                         nobodys = {.lesson_id = LESSON},
                         others = {.lesson_id = OTHER, .all = true};
    assert_listed(fixture, &lis, "EL");
    assert_listed(fixture, &all, "WEL");
    assert_listed(fixture, &open_ones, "LEW");
    assert_listed(fixture, &nobodys, "");
    assert_listed(fixture, &others, "");
    answer(fixture, late, wu->id, false);
    assert_listed(fixture, &nobodys, "");
    answer(fixture, whole, wu->id, true);
    assert_listed(fixture, &nobodys, "W");
    assert_listed(fixture, &lis, "WEL");
    assert_listed(fixture, &open_ones, "E");
    g_autoptr(QuestionRow) row = question_table_get(fixture->database, late, &error);
    g_assert_cmpstr(row->answer, ==, "so");
    g_assert_cmpstr(row->asker_name, ==, li->display_name);
    g_assert_cmpstr(row->teacher_name, ==, wu->display_name);
    g_assert_cmpstr(row->lesson_title, ==, "l");
    g_assert_cmpint(row->at_ms, ==, 9000);
    g_assert_false(question_table_remove(fixture->database, row, &error));
    assert_error(&error, ERROR_CONFLICT, "was answered");
    g_autoptr(QuestionRow) open_row = question_table_get(fixture->database, early, &error);
    g_assert_true(question_table_remove(fixture->database, open_row, &error));
    g_assert_null(question_table_get(fixture->database, early, &error));
    assert_error(&error, ERROR_NOT_FOUND, "");
}

static void test_too_many_questions(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) li = table_fixture_account(fixture, "li", ROLE_MEMBER);
    g_autofree char *body = g_strnfill(QUESTION_BODY_MAX_CHARS + 1, 'a');
    QuestionRow row = {.lesson_id = LESSON, .at_ms = -1, .body = body};
    g_strlcpy(row.account_id, li->id, sizeof row.account_id);
    g_assert_false(question_table_insert(fixture->database, &row, &error));
    assert_error(&error, ERROR_INVALID, "1 to 1000 characters, not 1001");
    row.body = (char *)" \n ";
    g_assert_false(question_table_insert(fixture->database, &row, &error));
    assert_error(&error, ERROR_INVALID, "not 0");
    for (unsigned i = 0; i < QUESTION_MAX_AN_HOUR; i++)
        g_free(put(fixture, li, -1, "q"));
    row.body = (char *)"q";
    g_assert_false(question_table_insert(fixture->database, &row, &error));
    assert_error(&error, ERROR_RATE_LIMITED, "in an hour");
    test_clock_advance(HOUR_US);
    g_assert_true(question_table_insert(fixture->database, &row, &error));
}

#define TEST(name)                                                                                 \
    g_test_add("/lesson_tables/" #name, TableFixture, NULL, set_up, test_##name, tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    TEST(time_line);
    TEST(pages_refused);
    TEST(quiz);
    TEST(attempts);
    TEST(questions);
    TEST(too_many_questions);
    return g_test_run();
}
