/* The arithmetic of a ranking, worked by hand. */
#include <glib.h>

#include "catalog/report/report_number.h"
#include "catalog/report/report_score.h"

static void test_shares(void) {
    static const struct {
        int64_t value;
        ReportSpan span;
        bool is_higher_better, is_there;
        int64_t share;
    } CASES[] = {
        {80000, {60000, 90000}, true, true, 666}, /* 20 of 30, rounded down */
        {80000, {60000, 90000}, false, true, 333},
        {90000, {60000, 90000}, true, true, 1000},
        {90000, {60000, 90000}, false, true, 0},
        {-500, {-1500, 500}, true, true, 500},
        {7000, {7000, 7000}, true, false, 0}, /* all the same: nothing to tell */
        {1000000000000, {-1000000000000, 1000000000000}, true, true, 1000},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        int64_t share = -1;
        bool is_there =
            report_score_share(CASES[i].value, CASES[i].span, CASES[i].is_higher_better, &share);
        g_assert_cmpint(is_there, ==, CASES[i].is_there);
        g_assert_cmpint(share, ==, CASES[i].share);
    }
}

static void test_scores(void) {
    const ReportTerm all[] = {{40, 800, true}, {40, 625, true}, {20, 500, true}, {30, 666, true}};
    const ReportTerm some[] = {{40, 0, false}, {40, 625, true}, {20, 500, true}, {30, 666, true}};
    const ReportTerm none[] = {{40, 0, false}, {0, 900, true}};
    int64_t score = -1;
    /* (32000 + 25000 + 10000 + 19980) / 130 = 669.07… */
    g_assert_true(report_score(all, G_N_ELEMENTS(all), &score));
    g_assert_cmpint(score, ==, 669);
    /* (25000 + 10000 + 19980) / 90 = 610.8… */
    g_assert_true(report_score(some, G_N_ELEMENTS(some), &score));
    g_assert_cmpint(score, ==, 610);
    g_assert_false(report_score(none, G_N_ELEMENTS(none), &score));
}

static void test_numbers(void) {
    static const struct {
        int64_t milli;
        const char *text;
    } CASES[] = {{0, "0"}, {12500, "12.5"}, {-250, "-0.25"}, {7, "0.007"}, {-40000, "-40"}};
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        char text[REPORT_NUMBER_BYTES];
        report_number_thousandths(CASES[i].milli, text);
        g_assert_cmpstr(text, ==, CASES[i].text);
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report_score/shares", test_shares);
    g_test_add_func("/report_score/scores", test_scores);
    g_test_add_func("/report_score/numbers", test_numbers);
    return g_test_run();
}
