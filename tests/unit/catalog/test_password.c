#include "catalog/auth/password.h"

#include <string.h>

#include "base/error.h"

static void test_rules(void) {
    static const struct {
        const char *password, *name;
        bool is_good;
    } CASES[] = {
        {"korrekt pferd", "anna", true},
        {"3 stones", "anna", true}, /* eight characters, no demand for kinds of them */
        {"二十四节气歌春雨惊", "anna", true},
        {"1234567", "anna", false},
        {"春雨惊春清谷天", "anna", false}, /* seven characters, 21 bytes */
        {"", "anna", false},
        {"anna.li1", "ANNA.LI1", false},
        {"ａｎｎａ．ｌｉ１", "anna.li1", false}, /* full width is the same */
        {"password", "anna", false},
        {"PassWord", "anna", false},
        {"88888888", "anna", false},
        {"１２３４５６７８", "anna", false},
        {"12345678", "anna", false},
        {"1234567890", "anna", false},
        {"87654321", "anna", false},
        {"abcdefgh", "anna", false},
        {"12345679", "anna", true},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("'%s'", CASES[i].password);
        g_assert_cmpint(password_check(CASES[i].password, CASES[i].name, &error), ==,
                        CASES[i].is_good);
        if (CASES[i].is_good)
            g_assert_no_error(error);
        else
            g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
}

static void test_longest(void) {
    g_autofree char *text = g_malloc0(PASSWORD_MAX_CHARS + 2);
    for (unsigned i = 0; i < PASSWORD_MAX_CHARS; i++)
        text[i] = (char)('a' + i * 7 % 26);
    g_assert_true(password_check(text, "anna", NULL));
    text[PASSWORD_MAX_CHARS] = 'x';
    g_assert_false(password_check(text, "anna", NULL));
}

static void test_normalize(void) {
    g_autofree char *one = password_normalize("ｐａｓｓ１");
    g_assert_cmpstr(one, ==, "pass1");
    g_assert_null(password_normalize("\xff"));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/password/rules", test_rules);
    g_test_add_func("/password/longest", test_longest);
    g_test_add_func("/password/normalize", test_normalize);
    return g_test_run();
}
