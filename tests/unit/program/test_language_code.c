#include "media/program/language_code.h"

#include <glib.h>

static void test_tags(void) {
    static const char *const CASES[][2] = {
        {"chi", "zh"}, {"zho", "zh"}, {"ZHO", "zh"}, {"tib", "bo"},  {"bod", "bo"}, {"uig", "ug"},
        {"mon", "mn"}, {"zha", "za"}, {"iii", "ii"}, {"yue", "yue"}, {"zh", "zh"},  {"und", ""},
        {"", ""},      {"q", ""},     {"long", ""},  {"a1c", ""},
    };
    char tag[16];
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        language_code_to_tag(CASES[i][0], tag, sizeof tag);
        g_assert_cmpstr(tag, ==, CASES[i][1]);
    }
    language_code_to_tag(NULL, tag, sizeof tag);
    g_assert_cmpstr(tag, ==, "");
}

static void test_matches(void) {
    g_assert_true(language_code_matches("zh-Hans", "zh"));
    g_assert_true(language_code_matches("mn", "mn-Mong"));
    g_assert_true(language_code_matches("BO", "bo"));
    g_assert_false(language_code_matches("zh", "za"));
    g_assert_false(language_code_matches("zh", "zha"));
    g_assert_false(language_code_matches("", ""));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/language_code/tags", test_tags);
    g_test_add_func("/language_code/matches", test_matches);
    return g_test_run();
}
