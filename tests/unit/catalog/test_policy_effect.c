/* What another policy would make of a closed record. */
#include <string.h>

#include "catalog/attendance/policy_effect.h"

#define TEXT                                                                                       \
    "tongping-record 1\nevent meeting X\ntitle T\nfaults %s\nlive %s\nreplay %s\noffline %s\n"     \
    "presence %s\nrequired %d\ncovered 0\ncredited 0\nstate absent\n"

typedef struct Case {
    const char *faults, *live, *replay, *offline, *presence;
    int required;
    const char *before, *after; /* presets */
    int64_t credited_ms, hours_milli;
    CreditState state;
    bool is_exact;
} Case;

#define HOUR "0-3600000"

static const Case CASES[] = {
    {"-", HOUR, "-", "-", HOUR, 3600000, "meeting", "meeting", 3600000, 1000, CREDIT_PRESENT, true},
    /* a class-hour of 45 minutes */
    {"-", HOUR, "-", "-", HOUR, 3600000, "meeting", "school", 3600000, 1333, CREDIT_PRESENT, true},
    /* two hours, at most one */
    {"-", "0-7200000", "-", "-", "0-7200000", 7200000, "meeting", "study", 3600000, 1000,
     CREDIT_PRESENT, true},
    /* replay is worth nothing any more, and the speed is another one */
    {"-", "-", HOUR, "-", HOUR, 3600000, "meeting", "strict", 0, 0, CREDIT_PRESENT, false},
    /* nine tenths are no longer enough */
    {"-", "0-3240000", "-", "-", "0-3240000", 3600000, "strict", "strict", 3240000, 900,
     CREDIT_PARTIAL, true},
    {"-", "0-3240000", "-", "-", "0-3240000", 3600000, "strict", "meeting", 3240000, 900,
     CREDIT_PRESENT, false},
    /* a fault in the middle is not required */
    {"600000-1200000", "0-600000,1200000-3600000", "-", "-", "0-3000000", 3000000, "meeting",
     "school", 3000000, 1111, CREDIT_PRESENT, true},
    /* below two minutes */
    {"-", "0-100000", "-", "-", "0-100000", 3600000, "meeting", "meeting", 0, 0, CREDIT_ABSENT,
     true},
};

static void test_cases(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const Case *row = &CASES[i];
        PolicyEffect effect;
        g_autofree char *text = g_strdup_printf(TEXT, row->faults, row->live, row->replay,
                                                row->offline, row->presence, row->required);
        const PolicyChange change = {credit_policy_preset(row->before),
                                     credit_policy_preset(row->after), CREDIT_NO_LEAVE};
        g_test_message("case %u", i);
        g_assert_true(policy_effect_compute(text, &change, &effect));
        g_assert_cmpint(effect.credited_ms, ==, row->credited_ms);
        g_assert_cmpint(effect.hours_milli, ==, row->hours_milli);
        g_assert_cmpint(effect.state, ==, row->state);
        g_assert_true(effect.is_exact == row->is_exact);
    }
}

static void test_leave(void) {
    PolicyEffect effect;
    g_autofree char *text = g_strdup_printf(TEXT, "-", "-", "-", "-", "-", 3600000);
    const CreditPolicy *policy = credit_policy_preset("meeting");
    const PolicyChange change = {policy, policy, CREDIT_ON_LEAVE};
    g_assert_true(policy_effect_compute(text, &change, &effect));
    g_assert_cmpint(effect.state, ==, CREDIT_EXCUSED);
}

static void test_damaged(void) {
    PolicyEffect effect;
    const CreditPolicy *policy = credit_policy_preset("meeting");
    const PolicyChange change = {policy, policy, CREDIT_NO_LEAVE};
    g_autofree char *text = g_strdup_printf(TEXT, "-", "0+5", "-", "-", "-", 3600000);
    g_assert_false(policy_effect_compute(text, &change, &effect));
    g_assert_false(policy_effect_compute("", &change, &effect));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cases", test_cases);
    g_test_add_func("/leave", test_leave);
    g_test_add_func("/damaged", test_damaged);
    return g_test_run();
}
