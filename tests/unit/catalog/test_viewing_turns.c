/* Who has the person: whoever took last and has not ended, as crediting orders it. */
#include "catalog/viewing/viewing_turns.h"

#define ACCOUNT "0193b1c2-0000-7000-8000-00000000000a"
#define MS      INT64_C(1000)

static ViewingStake stake(const char *viewing_id, int64_t taken_at_us) {
    ViewingStake made = {.taken_at_us = taken_at_us};
    g_strlcpy(made.viewing_id, viewing_id, sizeof made.viewing_id);
    return made;
}

static bool take(ViewingTurns *turns, const char *viewing_id, int64_t taken_at_us) {
    ViewingStake made = stake(viewing_id, taken_at_us);
    return viewing_turns_take(turns, ACCOUNT, &made);
}

static void expect(const ViewingTurns *turns, const char *holder) {
    g_assert_cmpstr(viewing_turns_holder(turns, ACCOUNT), ==, holder);
}

static void test_last_takes(void) {
    g_autoptr(ViewingTurns) turns = viewing_turns_new();
    expect(turns, NULL);
    g_assert_false(take(turns, "a", 1 * MS)); /* nobody else is there to be told */
    g_assert_true(take(turns, "b", 2 * MS));
    expect(turns, "b");
    g_assert_true(take(turns, "a", 3 * MS));
    expect(turns, "a");
    g_assert_true(viewing_turns_end(turns, ACCOUNT, "a"));
    expect(turns, "b");
    g_assert_false(viewing_turns_end(turns, ACCOUNT, "a")); /* once */
    g_assert_false(viewing_turns_end(turns, ACCOUNT, "b"));
    expect(turns, NULL);
    g_assert_null(viewing_turns_holder(turns, "another account"));
}

static void test_same_millisecond(void) {
    g_autoptr(ViewingTurns) turns = viewing_turns_new();
    take(turns, "b", 5 * MS + 1);
    take(turns, "a", 5 * MS + 900);
    expect(turns, "b"); /* the greater id */
    take(turns, "c", 4 * MS);
    expect(turns, "b");
}

static void test_depth(void) {
    g_autoptr(ViewingTurns) turns = viewing_turns_new();
    for (int i = 0; i < 10; i++)
        take(turns, (const char[]){(char)('a' + i), '\0'}, i * MS);
    g_assert_true(take(turns, "old", 0)); /* older than all that are kept */
    for (int i = 9; i > 9 - VIEWING_TURNS_DEPTH; i--) {
        expect(turns, (const char[]){(char)('a' + i), '\0'});
        viewing_turns_end(turns, ACCOUNT, (const char[]){(char)('a' + i), '\0'});
    }
    expect(turns, NULL);
}

static void test_load(void) {
    g_autoptr(ViewingTurns) turns = viewing_turns_new();
    ViewingStakes stored = {.n = 2, .list = {stake("b", 2 * MS), stake("a", 1 * MS)}};
    viewing_turns_load(turns, ACCOUNT, &stored);
    expect(turns, "b");
    take(turns, "c", 3 * MS);
    viewing_turns_load(turns, ACCOUNT, &stored); /* memory is newer */
    expect(turns, "c");
    viewing_turns_end(turns, ACCOUNT, "c");
    viewing_turns_end(turns, ACCOUNT, "b");
    expect(turns, "a");
}

static void test_bounded(void) {
    g_autoptr(ViewingTurns) turns = viewing_turns_new();
    for (unsigned i = 0; i <= VIEWING_TURNS_MAX; i++) {
        char account[ID_TEXT_BYTES];
        ViewingStake made = stake("v", MS);
        g_snprintf(account, sizeof account, "%u", i);
        viewing_turns_take(turns, account, &made);
        g_assert_cmpstr(viewing_turns_holder(turns, account), ==, "v");
    }
    unsigned n_known = 0;
    for (unsigned i = 0; i <= VIEWING_TURNS_MAX; i++) {
        char account[ID_TEXT_BYTES];
        g_snprintf(account, sizeof account, "%u", i);
        n_known += viewing_turns_holder(turns, account) != NULL;
    }
    g_assert_cmpuint(n_known, ==, VIEWING_TURNS_MAX);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/viewing-turns/last-takes", test_last_takes);
    g_test_add_func("/viewing-turns/same-millisecond", test_same_millisecond);
    g_test_add_func("/viewing-turns/depth", test_depth);
    g_test_add_func("/viewing-turns/load", test_load);
    g_test_add_func("/viewing-turns/bounded", test_bounded);
    return g_test_run();
}
