/* Periods of a year, and how a unit stands in one. */
#include <string.h>

#include "catalog/attendance/duty_language.h"
#include "catalog/attendance/duty_period.h"

static void test_spans(void) {
    static const struct {
        DutyPeriod period;
        unsigned count, index;
        const char *from, *until;
    } CASES[] = {
        {DUTY_MONTH, 12, 0, "2026-01-01", "2026-02-01"},
        {DUTY_MONTH, 12, 11, "2026-12-01", "2027-01-01"},
        {DUTY_QUARTER, 4, 1, "2026-04-01", "2026-07-01"},
        {DUTY_QUARTER, 4, 3, "2026-10-01", "2027-01-01"},
        {DUTY_HALF, 2, 1, "2026-07-01", "2027-01-01"},
        {DUTY_YEAR, 1, 0, "2026-01-01", "2027-01-01"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        DutySpan span = duty_period_span(CASES[i].period, 2026, CASES[i].index);
        g_test_message("case %u", i);
        g_assert_cmpuint(duty_period_count(CASES[i].period), ==, CASES[i].count);
        g_assert_cmpstr(span.from_day, ==, CASES[i].from);
        g_assert_cmpstr(span.until_day, ==, CASES[i].until);
        g_assert_cmpuint(duty_period_index(CASES[i].period, span.from_day), ==, CASES[i].index);
    }
    g_assert_cmpuint(duty_period_index(DUTY_QUARTER, "2026-09-30"), ==, 2);
}

/* The second quarter of 2026, owed twice. */
static void test_standing(void) {
    static const struct {
        int64_t held;
        const char *from, *until, *today;
        DutyStanding standing;
    } CASES[] = {
        {0, "2026-01-01", "", "2026-03-31", DUTY_COMING},
        {2, "2026-01-01", "", "2026-03-31", DUTY_DONE},
        {1, "2026-01-01", "", "2026-04-01", DUTY_DUE},
        {1, "2026-01-01", "", "2026-06-30", DUTY_DUE},
        {1, "2026-01-01", "", "2026-07-01", DUTY_OVERDUE},
        {2, "2026-01-01", "", "2026-07-01", DUTY_DONE},
        {3, "2026-01-01", "", "2026-05-01", DUTY_DONE},
        {0, "2026-04-01", "2026-07-01", "2026-08-01", DUTY_OVERDUE},
        {0, "2026-04-02", "", "2026-08-01", DUTY_NONE}, /* it began within the period */
        {0, "2026-01-01", "2026-06-30", "2026-08-01", DUTY_NONE},
    };
    const DutySpan span = duty_period_span(DUTY_QUARTER, 2026, 1);
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const DutyHeld duty = {2, CASES[i].held, CASES[i].from, CASES[i].until};
        g_test_message("case %u", i);
        g_assert_cmpint(duty_period_judge(&duty, &span, CASES[i].today), ==, CASES[i].standing);
    }
}

static void test_language(void) {
    static const struct {
        const char *locale, *sounds;
        bool is_required;
    } CASES[] = {
        {"zh-CN", "zh", true},   {"zh-CN", "bo mn", false}, {"bo", "zh bo", true},
        {"bo", "zh", false},     {NULL, "zh", true},        {"", "zh", true},
        {"bo", "", true}, /* pages: no sound at all */
        {"mn-Mong", "mn", true}, {"mn", "mnc", false},      {"BO", "bo-CN", true},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_auto(GStrv) sounds = g_strsplit(CASES[i].sounds, " ", -1);
        g_test_message("case %u", i);
        g_assert_true(duty_language_matches(CASES[i].locale, (const char *const *)sounds) ==
                      CASES[i].is_required);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/spans", test_spans);
    g_test_add_func("/standing", test_standing);
    g_test_add_func("/language", test_language);
    return g_test_run();
}
