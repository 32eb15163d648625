/* Texts cut for the full-text search, and that nothing typed becomes syntax. */
#include "catalog/course/course_cut.h"

#include <string.h>

static void expect_text(const char *text, const char *wanted) {
    g_autofree char *cut = course_cut_text(text);
    g_assert_cmpstr(cut, ==, wanted);
}

static void test_text(void) {
    expect_text("党的建设", "党的 的建 建设 设");
    expect_text("党", "党");
    expect_text("5G网络入户", "5g 网络 络入 入户 户");
    expect_text("Wi-Fi，入户！", "wi fi 入户 户");
    expect_text("ＡＢＣ ①", "abc 1"); /* NFKC */
    expect_text("བོད་ཡིག", "བོད ཡིག");
    expect_text("ꆈꌠꉙ", "ꆈꌠ ꌠꉙ ꉙ");
    expect_text("ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ", "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ");
    expect_text("", "");
    expect_text("——！", "");
    expect_text(NULL, "");
    expect_text("\xff\xfe", "");
}

static void expect_match(const char *typed, const char *wanted) {
    g_autofree char *match = course_cut_match(typed);
    g_assert_cmpstr(match, ==, wanted);
}

static void test_match(void) {
    expect_match("建设", "\"建设\"");
    expect_match("建", "\"建\"*");
    expect_match("党的建设", "\"党的 的建 建设\"");
    expect_match("5g 网络", "\"5g\" AND \"网络\"");
    expect_match("网络 wi", "\"网络\" AND \"wi\"*");
    expect_match("OR", "\"or\"*");
    expect_match("\" OR title:*", "\"or\" AND \"title\"*");
    expect_match("NEAR(a b, 2)", "\"near\" AND \"a\" AND \"b\" AND \"2\"*");
    expect_match("* ^ - \"", NULL);
    expect_match("", NULL);
    expect_match(NULL, NULL);
}

/* A text of any bytes gives an expression whose quotes are the only signs in it. */
static void test_any(void) {
    g_autoptr(GRand) dice = g_rand_new_with_seed(7);
    static const char *const PARTS[] = {"\"", "'",   "*", "(",  ")",  ":",  "^", "{",
                                        "}",  "+",   "-", ",",  "建", "设", "a", "ꆈ",
                                        "ོ",   "AND", " ", "\\", "\t", ";"};
    for (unsigned round = 0; round < 20000; round++) {
        g_autoptr(GString) typed = g_string_new(NULL);
        for (int i = g_rand_int_range(dice, 0, 80); i > 0; i--)
            g_string_append(typed, PARTS[g_rand_int_range(dice, 0, G_N_ELEMENTS(PARTS))]);
        g_autofree char *match = course_cut_match(typed->str);
        unsigned n_quotes = 0;
        for (const char *p = match; p && *p; p++) {
            n_quotes += *p == '"';
            g_assert_true(!strchr("'(){}:^+-,;\\", *p) && (n_quotes % 2 == 0 || *p != '*'));
        }
        g_assert_cmpuint(n_quotes % 2, ==, 0);
        g_assert_cmpuint(n_quotes / 2, <=, COURSE_CUT_MAX_TERMS);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text", test_text);
    g_test_add_func("/match", test_match);
    g_test_add_func("/any", test_any);
    return g_test_run();
}
