#include "catalog/roster/phone_number.h"

#include <string.h>

#include "base/error.h"

typedef struct Case {
    const char *text, *number; /* NULL: refused */
} Case;

static const Case CASES[] = {
    {"13812345678", "13812345678"},
    {"138 1234 5678", "13812345678"},
    {"138-1234-5678", "13812345678"},
    {"+86 138 1234 5678", "13812345678"},
    {"+8613812345678", "13812345678"},
    {"0086-13812345678", "13812345678"},
    {"8613812345678", "13812345678"},
    {"１３８１２３４５６７８", "13812345678"},
    {"19912345678", "19912345678"},
    {"0871-65123456", "087165123456"},
    {"(0871) 65123456", "087165123456"},
    {"+86 871 65123456", "087165123456"},
    {"+86 10 6512 3456", "01065123456"},
    {"65123456", "65123456"},
    {"400-820-8820", "4008208820"},
    {"+86 400 820 8820", "4008208820"},
    {"+852 6123 4567", "+85261234567"},
    {"00852 6123 4567", "+85261234567"},
    {"+1 (212) 555-0123", "+12125550123"},
    {"12012345678", NULL}, /* mobile numbers begin with 13 to 19 */
    {"1381234567", NULL},
    {"138123456789", NULL},
    {"1.38E+10", NULL},
    {"+0123456789", NULL},
    {"+", NULL},
    {"", NULL},
    {"无", NULL},
    {"13812345678 (家)", NULL},
    {"138+12345678", NULL},
    {"+123456789012345678901234567890", NULL},
    {"012345678901234567890123456789", NULL},
    {"\xff", NULL},
};

static void test_cases(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        char number[PHONE_NUMBER_BYTES];
        bool is_right = phone_number_parse(CASES[i].text, number, &error);
        g_test_message("case %u", i);
        g_assert_cmpint(is_right, ==, CASES[i].number != NULL);
        if (is_right) {
            g_assert_cmpstr(number, ==, CASES[i].number);
            continue;
        }
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
        g_assert_true(strlen(CASES[i].text) < 4 || !strstr(error->message, CASES[i].text));
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cases", test_cases);
    return g_test_run();
}
