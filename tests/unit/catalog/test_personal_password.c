#include "catalog/auth/personal_password.h"

#include <string.h>

#include "base/error.h"

static const char *const PINYIN[] = {"wangxiaofang", NULL};
static const PersonalFacts FACTS = {"11010519870305002X", "13812345678", "王小芳", PINYIN};

static void test_refused(void) {
    static const char *const PASSWORDS[] = {
        "110105abc",    "x198703",       "870305!!",         "05002X99",
        "05002x99",     "1987-03-05 ok", "1987.3.5 ok",      "１９８７０３",
        "3月5日快乐",   "13812345678",   "tel 138-1234-567", "my 345678 pw",
        "王小芳在河东", "WangXiaoFang1", "wang xiao fang",   "wang-xiaofang",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(PASSWORDS); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("'%s'", PASSWORDS[i]);
        g_assert_false(personal_password_check(PASSWORDS[i], &FACTS, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
        g_assert_null(strpbrk(error->message, "0123456789"));
    }
}

static void test_accepted(void) {
    static const char *const PASSWORDS[] = {
        "korrekt pferd", "19870-not", "87 03 x 05", "1234 5 x 678", "小芳在河东村", "fangwang88",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(PASSWORDS); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("'%s'", PASSWORDS[i]);
        g_assert_true(personal_password_check(PASSWORDS[i], &FACTS, &error));
        g_assert_no_error(error);
    }
}

static void test_little_is_known(void) {
    static const char *const SHORT[] = {"li", NULL};
    const PersonalFacts short_name = {.name = "李", .pinyin = SHORT};
    g_assert_true(personal_password_check("delightful li 李", &short_name, NULL));
    g_assert_true(personal_password_check("13812345678", &(PersonalFacts){0}, NULL));
}

static void test_numbers(void) {
    g_assert_true(personal_password_has_number("wang13812345678", &FACTS));
    g_assert_true(personal_password_has_number("11010519870305002x", &FACTS));
    g_assert_false(personal_password_has_number("wangxiaofang88", &FACTS));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/personal_password/refused", test_refused);
    g_test_add_func("/personal_password/accepted", test_accepted);
    g_test_add_func("/personal_password/little_is_known", test_little_is_known);
    g_test_add_func("/personal_password/numbers", test_numbers);
    return g_test_run();
}
