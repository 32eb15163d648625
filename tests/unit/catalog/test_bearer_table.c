#include "catalog/store/bearer_table.h"

#include "base/error.h"
#include "table_fixture.h"
#include "test_clock.h"

#define DAY_US (INT64_C(24) * 3600 * 1000000)

static bool insert(TableFixture *fixture, const AccountRow *account, unsigned n, BearerRow *ret_row,
                   GError **error) {
    g_autofree char *secret = g_strdup_printf("secret %u", n);
    g_autofree char *label = g_strdup_printf("token %u", n);
    *ret_row = (BearerRow){.label = label, .expires_at_us = test_clock_now() + DAY_US};
    g_strlcpy(ret_row->account_id, account->id, sizeof ret_row->account_id);
    secret_hash_of(secret, ret_row->secret_hash);
    bool is_stored = bearer_table_insert(fixture->database, ret_row, error);
    ret_row->label = NULL;
    return is_stored;
}

static BearerRow *find(TableFixture *fixture, unsigned n) {
    g_autoptr(GError) error = NULL;
    g_autofree char *secret = g_strdup_printf("secret %u", n);
    uint8_t hash[SECRET_HASH_BYTES];
    BearerRow *row = NULL;
    secret_hash_of(secret, hash);
    g_assert_true(bearer_table_find_secret(fixture->database, hash, &row, &error));
    g_assert_no_error(error);
    return row;
}

static bool is_live(TableFixture *fixture, const char *id) {
    g_autoptr(GError) error = NULL;
    bool is_live = false;
    g_assert_true(bearer_table_is_live(fixture->database, id, &is_live, &error));
    g_assert_no_error(error);
    return is_live;
}

static void test_round_trip(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    BearerRow made;
    g_assert_true(insert(fixture, account, 1, &made, &error));
    g_assert_no_error(error);
    g_assert_true(bearer_table_touch(fixture->database, made.id, &error));
    g_autoptr(BearerRow) found = find(fixture, 1);
    g_assert_cmpstr(found->id, ==, made.id);
    g_assert_cmpstr(found->account_id, ==, account->id);
    g_assert_cmpstr(found->label, ==, "token 1");
    g_assert_cmpint(found->created_at_us, ==, test_clock_now());
    g_assert_cmpint(found->expires_at_us, ==, test_clock_now() + DAY_US);
    g_assert_cmpint(found->last_used_at_us, ==, test_clock_now());
    g_assert_null(find(fixture, 2));
    g_assert_true(is_live(fixture, made.id));
    g_assert_false(is_live(fixture, account->id));
    test_clock_advance(DAY_US);
    g_assert_null(find(fixture, 1)); /* expired */
    g_assert_false(is_live(fixture, made.id));
}

static void test_revoke(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) wang = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    g_autoptr(AccountRow) li = table_fixture_account(fixture, "li", ROLE_MEMBER);
    BearerRow one, two, three;
    g_assert_true(insert(fixture, wang, 1, &one, &error));
    g_assert_true(insert(fixture, wang, 2, &two, &error));
    g_assert_true(insert(fixture, li, 3, &three, &error));
    g_assert_false(bearer_table_revoke(fixture->database, li->id, one.id, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_true(bearer_table_revoke(fixture->database, wang->id, one.id, &error));
    g_assert_false(bearer_table_revoke(fixture->database, wang->id, one.id, &error));
    g_clear_error(&error);
    g_assert_null(find(fixture, 1));
    g_assert_false(is_live(fixture, one.id));
    g_assert_true(is_live(fixture, two.id));
    g_autoptr(GPtrArray) rows = bearer_table_list(fixture->database, wang->id, &error);
    g_assert_cmpuint(rows->len, ==, 1);
    g_assert_cmpstr(((BearerRow *)rows->pdata[0])->id, ==, two.id);
    g_assert_true(bearer_table_revoke_all(fixture->database, wang->id, &error));
    g_assert_null(find(fixture, 2));
    g_autoptr(BearerRow) other = find(fixture, 3);
    g_assert_nonnull(other);
}

static void test_limit(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    BearerRow row, first;
    g_assert_true(insert(fixture, account, 0, &first, &error));
    for (unsigned n = 1; n < BEARER_MAX_PER_ACCOUNT; n++)
        g_assert_true(insert(fixture, account, n, &row, &error));
    g_assert_false(insert(fixture, account, 1000, &row, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_clear_error(&error);
    for (unsigned n = 1000; n < 1010; n++) { /* making and ending in a loop leaves few rows */
        g_assert_true(bearer_table_revoke(fixture->database, account->id, first.id, &error));
        g_assert_true(insert(fixture, account, n, &first, &error));
        g_assert_no_error(error);
    }
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM bearer"), ==,
                    BEARER_MAX_PER_ACCOUNT);
}

static void test_bad_label(TableFixture *fixture, gconstpointer data) {
    static const char *const BAD[] = {NULL, "", "a\nb", "\xff"};
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    for (unsigned i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GError) error = NULL;
        BearerRow row = {.label = (char *)BAD[i], .expires_at_us = test_clock_now() + 1};
        g_strlcpy(row.account_id, account->id, sizeof row.account_id);
        g_assert_false(bearer_table_insert(fixture->database, &row, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
}

static void test_purge(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    BearerRow one, two;
    int64_t n = -1;
    g_assert_true(insert(fixture, account, 1, &one, &error));
    test_clock_advance(31 * DAY_US);
    g_assert_true(insert(fixture, account, 2, &two, &error));
    g_assert_true(bearer_table_purge(fixture->database, &n, &error));
    g_assert_cmpint(n, ==, 0);
    test_clock_advance(1);
    g_assert_true(bearer_table_purge(fixture->database, &n, &error));
    g_assert_cmpint(n, ==, 1);
    g_autoptr(BearerRow) left = find(fixture, 2);
    g_assert_nonnull(left);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(round_trip);
    TABLE_TEST(revoke);
    TABLE_TEST(limit);
    TABLE_TEST(bad_label);
    TABLE_TEST(purge);
    return g_test_run();
}
