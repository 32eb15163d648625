#include "catalog/sheet/sheet_guard.h"

#include <glib.h>

typedef struct Case {
    const char *text;
    bool is_guarded;
} Case;

static const Case CASES[] = {
    {"", false},          {"王小明", false},  {"=1+1", true},         {"+86", true},
    {"-1", true},         {"@SUM(A1)", true}, {"\tx", true},          {"\rx", true},
    {" =1", false},       {"0012", false},    {"13800001234", false}, {"'", false},
    {"'n Beetje", false}, {"'=1", true},      {"''", true},           {"'0012", true},
    {"'12X", true},       {"'12XY", false},   {"'''", true},          {"'+", true},
};

static void test_round_trip(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_assert_cmpint(sheet_guard_needs(CASES[i].text), ==, CASES[i].is_guarded);
        g_autofree char *written = g_strconcat(CASES[i].is_guarded ? "'" : "", CASES[i].text, NULL);
        g_assert_cmpstr(sheet_guard_strip(written), ==, CASES[i].text);
    }
}

/* What people type to keep the zeroes of a number. */
static void test_typed(void) {
    g_assert_cmpstr(sheet_guard_strip("'110101199003070011"), ==, "110101199003070011");
    g_assert_cmpstr(sheet_guard_strip("'11010119900307001X"), ==, "11010119900307001X");
    g_assert_cmpstr(sheet_guard_strip("'90后"), ==, "'90后");
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sheet_guard/round_trip", test_round_trip);
    g_test_add_func("/sheet_guard/typed", test_typed);
    return g_test_run();
}
