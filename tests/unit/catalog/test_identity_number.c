#include "catalog/roster/identity_number.h"

#include <string.h>

#include "base/error.h"
#include "test_clock.h"

#define START_US INT64_C(1790000000000000) /* 2026-09-21 */

typedef struct Case {
    const char *text;
    const char *number; /* NULL: refused */
    const char *why;    /* part of the sentence */
} Case;

static const Case CASES[] = {
    /* right ones, GB 11643-1999 appendix A among them */
    {"11010519491231002X", "11010519491231002X"},
    {"440524188001010014", NULL, "day of birth"}, /* the standard's other example: born in 1880 */
    {"11010519491231002x", "11010519491231002X"},
    {"１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"},
    {" 110105 19491231 002X ", "11010519491231002X"},
    {"110105-19491231-002X", "11010519491231002X"},
    {"110105\xe2\x80\x8b"
     "19491231002X",
     "11010519491231002X"}, /* zero-width space, from web pages */
    {"532923199001010017", "532923199001010017"},
    {"53292320000229001X", "53292320000229001X"}, /* leap day */
    {"532923199001010017.0", "532923199001010017"},
    /* old ones */
    {"110105491231002", "11010519491231002X"},
    {"532923900101001", "532923199001010017"},
    {"532923901301001", NULL, "day of birth"},
    /* rounded by a spreadsheet */
    {"5.1E+17", NULL, "spreadsheet"},
    {"5.32923E+17", NULL, "spreadsheet"},
    {"5.32923199001e17", NULL, "spreadsheet"},
    {"5,1E17", NULL, "18 digits"},
    {"5E17", NULL, "spreadsheet"},
    {"532923199001010000", NULL, "spreadsheet"},
    {"532923199001010000.0", NULL, "spreadsheet"},
    /* wrong ones */
    {"532923199001010018", NULL, "check digit"},
    {"532923199001010016", NULL, "check digit"},
    {"532932199001010017", NULL, "check digit"}, /* two digits exchanged */
    {"53292319900101001X", NULL, "check digit"},
    {"532923199002300013", NULL, "day of birth"},
    {"532923199000010015", NULL, "day of birth"},
    {"532923202612310016", NULL, "day of birth"}, /* to come */
    {"532923190102290012", NULL, "day of birth"}, /* no leap year */
    {"032923199001010017", NULL, "18 digits"},
    {"53292319900101001", NULL, "18 digits"},
    {"5329231990010100177", NULL, "18 digits"},
    {"5329231990010100X7", NULL, "18 digits"},
    {"53292390010100X", NULL, "18 digits"},
    {"", NULL, "18 digits"},
    {"无", NULL, "18 digits"},
    {"EEEEEEEEEEEEEEEEEE", NULL, "18 digits"},
    {"\xff\xfe", NULL, "UTF-8"},
};

static void test_cases(void) {
    test_clock_install(START_US);
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        char number[IDENTITY_NUMBER_BYTES] = "";
        bool is_right = identity_number_parse(CASES[i].text, number, &error);
        g_test_message("case %u", i);
        if (is_right)
            g_assert_cmpstr(number, ==, CASES[i].number);
        g_assert_cmpint(is_right, ==, CASES[i].number != NULL);
        if (is_right)
            continue;
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
        g_assert_nonnull(strstr(error->message, CASES[i].why));
        g_assert_cmpstr(number, ==, "");
    }
}

/* No sentence repeats what was typed. */
static void test_sentences_hide_numbers(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        char number[IDENTITY_NUMBER_BYTES];
        if (strlen(CASES[i].text) >= 4 && !identity_number_parse(CASES[i].text, number, &error))
            g_assert_null(strstr(error->message, CASES[i].text));
    }
}

/* Each single wrong digit is noticed: what MOD 11-2 promises. */
static void test_every_mistyped_digit(void) {
    for (unsigned at = 0; at < 17; at++)
        for (char digit = '0'; digit <= '9'; digit++) {
            char text[] = "532923199001010017", number[IDENTITY_NUMBER_BYTES];
            if (text[at] == digit)
                continue;
            text[at] = digit;
            g_assert_false(identity_number_parse(text, number, NULL));
        }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cases", test_cases);
    g_test_add_func("/sentences-hide-numbers", test_sentences_hide_numbers);
    g_test_add_func("/every-mistyped-digit", test_every_mistyped_digit);
    return g_test_run();
}
