#include "catalog/store/field_text.h"

#include <string.h>

#include "base/error.h"

typedef struct CheckRow {
    const char *text;
    bool is_allowed;
} CheckRow;

static const CheckRow CHECKS[] = {
    {"a", true},
    {"12345", true},
    {"123456", false}, /* the limit is 5 */
    {"藏文བོད", true},  /* characters, not bytes */
    {"", false},
    {NULL, false},
    {"a\nb", false},
    {"a\tb", false},
    {"a\x7f", false},
    {"a\xff", false},
    {"a\xed\xa0\x80", false},    /* surrogate */
    {"a\xe2\x80\xa8", false},    /* U+2028 */
    {"\xe2\x80\xaeroot", false}, /* U+202E turns the direction */
    {"a\xe2\x80\xafz", true},    /* U+202F, in Mongolian words */
    {"a\xe1\xa0\x8ez", true},    /* U+180E, likewise */
};

static void test_check(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CHECKS); i++) {
        g_autoptr(GError) error = NULL;
        bool is_allowed = field_text_check("cannot test", CHECKS[i].text, 5, &error);
        if (is_allowed != CHECKS[i].is_allowed)
            g_error("row %u: %d", i, is_allowed);
        if (is_allowed)
            g_assert_no_error(error);
        else
            g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
}

static const char *const FOLDS[][2] = {
    {"Wang", "wang"}, {"ＷＡＮＧ", "wang"}, {"STRASSE", "straße"}, {"é", "e\xcc\x81"},
    {"㎏", "kg"},     {"İ", "i\xcc\x87"},   {"ﬁ", "FI"},           {"王", "王"},
};

static void test_fold(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(FOLDS); i++) {
        g_autofree char *one = field_text_fold(FOLDS[i][0]);
        g_autofree char *two = field_text_fold(FOLDS[i][1]);
        g_assert_cmpstr(one, ==, two);
    }
    g_autofree char *a = field_text_fold("a");
    g_assert_cmpstr(a, !=, "b");
    g_assert_null(field_text_fold("\xff"));
}

static void test_cut(void) {
    static const char TEXT[] = "a王b"; /* 1 + 3 + 1 bytes */
    static const char *const EXPECTED[] = {"", "a", "a", "a", "a王", "a王b", "a王b"};
    for (size_t n = 0; n < G_N_ELEMENTS(EXPECTED); n++) {
        g_autofree char *text = field_text_cut(TEXT, n);
        g_assert_cmpstr(text, ==, EXPECTED[n]);
    }
    g_autofree char *repaired = field_text_cut("a\xff", 10);
    g_assert_true(g_utf8_validate(repaired, -1, NULL));
    g_assert_null(field_text_cut(NULL, 10));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/field_text/check", test_check);
    g_test_add_func("/field_text/fold", test_fold);
    g_test_add_func("/field_text/cut", test_cut);
    return g_test_run();
}
