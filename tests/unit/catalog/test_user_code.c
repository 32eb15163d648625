#include "catalog/screen/user_code.h"

#include <string.h>

#include <glib.h>

static void test_made(void) {
    unsigned seen[128] = {0};
    for (unsigned n = 0; n < 2000; n++) {
        char code[USER_CODE_BYTES], again[USER_CODE_BYTES];
        user_code_new(code);
        g_assert_cmpuint(strlen(code), ==, 9);
        g_assert_cmpint(code[4], ==, '-');
        g_assert_true(user_code_read(code, again));
        g_assert_cmpstr(again, ==, code);
        for (unsigned i = 0; i < 9; i++)
            seen[(unsigned char)code[i]]++;
    }
    /* 16,000 letters, 20 of them: each some 800 times, no vowel ever. */
    for (const char *p = "BCDFGHJKLMNPQRSTVWXZ"; *p; p++)
        g_assert_cmpuint(seen[(unsigned char)*p], >, 600);
    for (const char *p = "AEIOUY0123456789"; *p; p++)
        g_assert_cmpuint(seen[(unsigned char)*p], ==, 0);
}

static void test_typed(void) {
    static const char *const GOOD[] = {"WDJB-MJHT",       "wdjbmjht",           " wdjb mjht ",
                                       "w-d-j-b-m-j-h-t", "ＷＤＪＢ－ＭＪＨＴ", "WDJB—MJHT"};
    static const char *const BAD[] = {"",          "WDJBMJH",   "WDJBMJHTT", "WDJB-MJHA",
                                      "WDJB_MJHT", "WDJB-MJH1", "二维码",    "\xff"};
    char code[USER_CODE_BYTES];
    for (unsigned i = 0; i < G_N_ELEMENTS(GOOD); i++) {
        g_test_message("%s", GOOD[i]);
        g_assert_true(user_code_read(GOOD[i], code));
        g_assert_cmpstr(code, ==, "WDJB-MJHT");
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(BAD); i++)
        g_assert_false(user_code_read(BAD[i], code));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/user_code/made", test_made);
    g_test_add_func("/user_code/typed", test_typed);
    return g_test_run();
}
