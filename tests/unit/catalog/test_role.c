#include "catalog/store/role.h"

#include "base/error.h"

static void test_table(void) {
    uint32_t all = 0;
    for (const RoleWord *row = ROLE_WORDS; row->bit; row++) {
        g_assert_cmphex(all & row->bit, ==, 0);
        all |= row->bit;
        uint32_t of_accounts = row->bit & ROLE_ALL;
        g_assert_cmphex(role_from_word(row->word), ==, of_accounts);
    }
    g_assert_cmphex(all, ==, ROLE_ALL | ROLE_SCREEN);
    g_auto(GStrv) screen = role_to_words(ROLE_SCREEN);
    g_assert_cmpstr(screen[0], ==, "screen"); /* but no account is given it by that word */
    g_assert_cmphex(role_from_word("Administrator"), ==, 0);
    g_assert_cmphex(role_from_word(""), ==, 0);
}

static void test_words(void) {
    static const char *const WORDS[] = {"member", "auditor", "member", NULL};
    uint32_t roles = 0;
    g_autoptr(GError) error = NULL;
    g_assert_true(role_from_words(WORDS, &roles, &error));
    g_assert_cmphex(roles, ==, ROLE_MEMBER | ROLE_AUDITOR);
    g_auto(GStrv) words = role_to_words(roles);
    g_autofree char *joined = g_strjoinv(" ", words);
    g_assert_cmpstr(joined, ==, "auditor member");
    g_assert_true(role_from_words(NULL, &roles, &error));
    g_assert_cmphex(roles, ==, 0);

    static const char *const UNKNOWN[] = {"member", "king", NULL};
    roles = 5;
    g_assert_false(role_from_words(UNKNOWN, &roles, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_assert_nonnull(g_strstr_len(error->message, -1, "king"));
    g_assert_cmphex(roles, ==, 5);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/role/table", test_table);
    g_test_add_func("/role/words", test_words);
    return g_test_run();
}
