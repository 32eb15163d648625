#include "catalog/credit/credit_turn.h"

#include <string.h>

static void claim(GArray *claims, CreditClaimKind kind, const char *id, Interval span) {
    CreditClaim one = {.kind = kind, .from_ms = span.from, .until_ms = span.to};
    g_strlcpy(one.id, id, sizeof one.id);
    g_array_append_val(claims, one);
}

static void expect(const CreditTurns *turns, const char *id, const char *wanted) {
    g_autoptr(GString) text = g_string_new(NULL);
    const IntervalSet *set = credit_turn_of(turns, id);
    if (set)
        interval_set_append_text(set, text);
    g_assert_cmpstr(text->str, ==, wanted);
}

static void test_strength(void) {
    g_autoptr(GArray) claims = g_array_new(FALSE, FALSE, sizeof(CreditClaim));
    claim(claims, CREDIT_CLAIM_ACCOUNT, "phone", (Interval){0, 100});
    claim(claims, CREDIT_CLAIM_ROOM, "room", (Interval){40, 60});
    claim(claims, CREDIT_CLAIM_BESIDE, "beside", (Interval){20, 50});
    g_autoptr(CreditTurns) turns = credit_turn_new(claims);
    expect(turns, "room", "40-60");
    expect(turns, "beside", "20-40");
    expect(turns, "phone", "0-20,60-100");
    expect(turns, "nobody", "");
}

/* Phone, television, phone again; the television ends and gives back to who took before it. */
static void test_hand_over(void) {
    g_autoptr(GArray) claims = g_array_new(FALSE, FALSE, sizeof(CreditClaim));
    claim(claims, CREDIT_CLAIM_ACCOUNT, "phone", (Interval){0, INT64_MAX});
    claim(claims, CREDIT_CLAIM_ACCOUNT, "tv", (Interval){100, 400});
    claim(claims, CREDIT_CLAIM_ACCOUNT, "phone", (Interval){200, INT64_MAX});
    claim(claims, CREDIT_CLAIM_ACCOUNT, "pc", (Interval){300, 350});
    g_autoptr(CreditTurns) turns = credit_turn_new(claims);
    expect(turns, "tv", "100-200");
    expect(turns, "pc", "300-350");
    expect(turns, "phone", "0-100,200-300,350-9223372036854775807");
}

static void test_ties(void) {
    g_autoptr(GArray) claims = g_array_new(FALSE, FALSE, sizeof(CreditClaim));
    claim(claims, CREDIT_CLAIM_ACCOUNT, "b", (Interval){0, 50});
    claim(claims, CREDIT_CLAIM_ACCOUNT, "a", (Interval){0, 90});
    g_autoptr(CreditTurns) turns = credit_turn_new(claims);
    expect(turns, "b", "0-50");
    expect(turns, "a", "50-90");
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/credit_turn/strength", test_strength);
    g_test_add_func("/credit_turn/hand_over", test_hand_over);
    g_test_add_func("/credit_turn/ties", test_ties);
    return g_test_run();
}
