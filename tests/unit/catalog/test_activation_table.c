#include "catalog/roster/activation_table.h"

#include <string.h>

#include "base/error.h"
#include "roster_fixture.h"
#include "test_clock.h"

#define DAY_US (INT64_C(86400) * 1000000)

static MemberRow *person(RosterFixture *fixture, const char *name) {
    return roster_fixture_member(fixture, &(RosterPerson){name, "east", "2020-01-01"});
}

static ActivationRow issue(RosterFixture *fixture, const MemberRow *member,
                           char code[ACTIVATION_CODE_BYTES]) {
    g_autoptr(GError) error = NULL;
    ActivationRow row = {.issued_by = "clerk"};
    g_strlcpy(row.member_id, member->id, sizeof row.member_id);
    g_assert_true(activation_table_issue(fixture->database, fixture->crypto, &row, code, &error));
    g_assert_no_error(error);
    return row;
}

static ActivationRow *find(RosterFixture *fixture, const char *code) {
    g_autoptr(GError) error = NULL;
    ActivationRow *row = NULL;
    g_assert_true(activation_table_find(fixture->database, fixture->crypto, code, &row, &error));
    g_assert_no_error(error);
    return row;
}

static unsigned count_waiting(RosterFixture *fixture, bool again) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) ids =
        activation_table_list_waiting(fixture->database, "east", again, 100, &error);
    g_assert_no_error(error);
    return ids->len;
}

static void test_issue_and_use(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    char code[ACTIVATION_CODE_BYTES], typed[ACTIVATION_CODE_TEXT_BYTES];
    roster_fixture_unit(fixture, "east", NULL);
    g_autoptr(MemberRow) wang = person(fixture, "王小芳");
    ActivationRow made = issue(fixture, wang, code);
    g_assert_cmpint(made.expires_at_us - made.issued_at_us, ==, ACTIVATION_VALID_DAYS * DAY_US);
    activation_code_group(code, typed);
    g_autofree ActivationRow *found = find(fixture, typed); /* the lookup forgives dashes too */
    g_assert_cmpstr(found->id, ==, made.id);
    g_assert_cmpstr(found->member_id, ==, wang->id);
    g_assert_cmpstr(found->issued_by, ==, "clerk");
    g_assert_cmpint(found->used_at_us, ==, 0);
    g_assert_true(activation_table_use(fixture->database, made.id, &error));
    g_assert_false(activation_table_use(fixture->database, made.id, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_autofree ActivationRow *used = find(fixture, code);
    g_assert_cmpint(used->used_at_us, ==, test_clock_now());
}

static void test_one_open(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    char first[ACTIVATION_CODE_BYTES], second[ACTIVATION_CODE_BYTES];
    int64_t n_cancelled = 0;
    roster_fixture_unit(fixture, "east", NULL);
    g_autoptr(MemberRow) wang = person(fixture, "王小芳");
    ActivationRow old = issue(fixture, wang, first);
    ActivationRow now = issue(fixture, wang, second);
    g_assert_null(find(fixture, first));
    g_assert_false(activation_table_use(fixture->database, old.id, NULL));
    g_assert_true(activation_table_cancel(fixture->database, wang->id, &n_cancelled, &error));
    g_assert_cmpint(n_cancelled, ==, 1);
    g_assert_null(find(fixture, second));
    g_assert_false(activation_table_use(fixture->database, now.id, NULL));
    g_assert_true(activation_table_cancel(fixture->database, wang->id, &n_cancelled, &error));
    g_assert_cmpint(n_cancelled, ==, 0);
    g_assert_no_error(error);
}

static void test_expiry(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    char code[ACTIVATION_CODE_BYTES];
    int64_t n_removed = 0;
    roster_fixture_unit(fixture, "east", NULL);
    g_autoptr(MemberRow) wang = person(fixture, "王小芳");
    ActivationRow row = issue(fixture, wang, code);
    test_clock_advance(ACTIVATION_VALID_DAYS * DAY_US);
    g_autofree ActivationRow *expired = find(fixture, code); /* its holder may be told */
    g_assert_nonnull(expired);
    g_assert_false(activation_table_use(fixture->database, row.id, NULL));
    g_assert_cmpuint(count_waiting(fixture, false), ==, 1);
    g_assert_true(activation_table_purge(fixture->database, &n_removed, &error));
    g_assert_cmpint(n_removed, ==, 0);
    test_clock_advance(366 * DAY_US);
    g_assert_true(activation_table_purge(fixture->database, &n_removed, &error));
    g_assert_no_error(error);
    g_assert_cmpint(n_removed, ==, 1);
    g_assert_null(find(fixture, code));
}

static void test_waiting(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    char code[ACTIVATION_CODE_BYTES];
    roster_fixture_unit(fixture, "east", NULL);
    roster_fixture_unit(fixture, "west", NULL);
    g_autoptr(MemberRow) wang = person(fixture, "王小芳");
    g_autoptr(MemberRow) li = person(fixture, "李伟");
    g_autoptr(MemberRow) zhang = person(fixture, "张三");
    g_autoptr(MemberRow) other =
        roster_fixture_member(fixture, &(RosterPerson){"外人", "west", "2020-01-01"});
    g_assert_cmpuint(count_waiting(fixture, false), ==, 3);
    ActivationRow row = issue(fixture, wang, code);
    g_assert_cmpuint(count_waiting(fixture, false), ==, 2);
    g_assert_cmpuint(count_waiting(fixture, true), ==, 3);
    g_assert_true(activation_table_use(fixture->database, row.id, &error));
    AccountRow account = {.name = g_strdup("wang"),
                          .display_name = g_strdup("王小芳"),
                          .password_hash = g_strdup("x"),
                          .roles = ROLE_MEMBER};
    g_strlcpy(account.member_id, wang->id, sizeof account.member_id);
    g_assert_true(account_table_insert(fixture->database, &account, &error));
    g_assert_cmpuint(count_waiting(fixture, true), ==, 2);
    g_autoptr(GPtrArray) one =
        activation_table_list_waiting(fixture->database, "east", false, 1, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(one->len, ==, 1);
    g_assert_cmpstr(g_ptr_array_index(one, 0), ==, li->id); /* by name: Li, Zhang */
    g_free(account.name);
    g_free(account.display_name);
    g_free(account.password_hash);
}

/* Nothing of a code is stored but a keyed hash. */
static void test_nothing_in_clear(RosterFixture *fixture, gconstpointer data) {
    char code[ACTIVATION_CODE_BYTES];
    roster_fixture_unit(fixture, "east", NULL);
    g_autoptr(MemberRow) wang = person(fixture, "王小芳");
    issue(fixture, wang, code);
    g_autoptr(Statement) statement =
        database_prepare(fixture->database,
                         "SELECT code_lookup, id || member_id || issued_by FROM activation", NULL);
    g_assert_cmpint(statement_step(statement, NULL), ==, STATEMENT_ROW);
    size_t length;
    const void *lookup = statement_blob(statement, 0, &length);
    g_assert_cmpuint(length, ==, FIELD_LOOKUP_BYTES);
    g_assert_null(memmem(lookup, length, code, 4));
    g_assert_null(strstr(statement_text(statement, 1), code));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ROSTER_TEST(issue_and_use);
    ROSTER_TEST(one_open);
    ROSTER_TEST(expiry);
    ROSTER_TEST(waiting);
    ROSTER_TEST(nothing_in_clear);
    return g_test_run();
}
