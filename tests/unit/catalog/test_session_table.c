#include "catalog/store/session_table.h"

#include <string.h>

#include "base/error.h"
#include "table_fixture.h"
#include "test_clock.h"

#define HOUR_US (INT64_C(3600) * 1000000)
#define DAY_US  (24 * HOUR_US)

static void hash_of(unsigned n, uint8_t ret_hash[SECRET_HASH_BYTES]) {
    g_autofree char *secret = g_strdup_printf("secret %u", n);
    secret_hash_of(secret, ret_hash);
}

static SessionRow *make_session(TableFixture *fixture, const AccountRow *account, unsigned n) {
    g_autoptr(GError) error = NULL;
    SessionRow *row = g_new0(SessionRow, 1);
    g_strlcpy(row->account_id, account->id, sizeof row->account_id);
    hash_of(n, row->secret_hash);
    row->device = g_strdup("电视");
    row->peer = g_strdup("192.0.2.1");
    row->expires_at_us = test_clock_now() + DAY_US;
    g_assert_true(session_table_insert(fixture->database, row, &error));
    g_assert_no_error(error);
    return row;
}

/* The session that secret `n` opens, or NULL. */
static SessionRow *find(TableFixture *fixture, unsigned n) {
    g_autoptr(GError) error = NULL;
    uint8_t hash[SECRET_HASH_BYTES];
    SessionRow *row = NULL;
    hash_of(n, hash);
    g_assert_true(session_table_find_secret(fixture->database, hash, &row, &error));
    g_assert_no_error(error);
    return row;
}

static bool opens(TableFixture *fixture, unsigned n) {
    g_autoptr(SessionRow) row = find(fixture, n);
    return row != NULL;
}

static void test_round_trip(TableFixture *fixture, gconstpointer data) {
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    g_autoptr(SessionRow) made = make_session(fixture, account, 1);
    g_autoptr(SessionRow) found = find(fixture, 1);
    g_assert_cmpstr(found->id, ==, made->id);
    g_assert_cmpstr(found->account_id, ==, account->id);
    g_assert_cmpmem(found->secret_hash, 32, made->secret_hash, 32);
    g_assert_cmpstr(found->device, ==, "电视");
    g_assert_cmpstr(found->peer, ==, "192.0.2.1");
    g_assert_cmpint(found->created_at_us, ==, test_clock_now());
    g_assert_cmpint(found->rotated_at_us, ==, test_clock_now());
    g_assert_cmpint(found->last_used_at_us, ==, test_clock_now());
    g_assert_cmpint(found->expires_at_us, ==, test_clock_now() + DAY_US);
    g_assert_false(found->by_previous);
    g_assert_false(opens(fixture, 2));
    test_clock_advance(DAY_US - 1);
    g_assert_true(opens(fixture, 1));
    test_clock_advance(1);
    g_assert_false(opens(fixture, 1)); /* expired */
}

static bool rotate(TableFixture *fixture, const char *id, unsigned from, unsigned to,
                   GError **error) {
    uint8_t old_hash[SECRET_HASH_BYTES], new_hash[SECRET_HASH_BYTES];
    hash_of(from, old_hash);
    hash_of(to, new_hash);
    const SessionRotation rotation = {.id = id,
                                      .old_hash = old_hash,
                                      .new_hash = new_hash,
                                      .old_until_us = test_clock_now() + 60,
                                      .expires_at_us = test_clock_now() + 2 * DAY_US};
    return session_table_rotate(fixture->database, &rotation, error);
}

static void test_rotation(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    g_autoptr(SessionRow) made = make_session(fixture, account, 1);
    test_clock_advance(HOUR_US);
    g_assert_true(rotate(fixture, made->id, 1, 2, &error));
    g_assert_no_error(error);
    g_assert_false(rotate(fixture, made->id, 1, 3, &error)); /* somebody was faster */
    g_assert_error(error, BASE_ERROR, ERROR_STALE);
    g_clear_error(&error);

    g_autoptr(SessionRow) by_old = find(fixture, 1);
    g_assert_true(by_old->by_previous);
    g_autoptr(SessionRow) by_new = find(fixture, 2);
    g_assert_false(by_new->by_previous);
    g_assert_cmpint(by_new->rotated_at_us, ==, test_clock_now());
    g_assert_cmpint(by_new->expires_at_us, ==, test_clock_now() + 2 * DAY_US);
    test_clock_advance(60);
    g_assert_false(opens(fixture, 1));
    g_assert_true(opens(fixture, 2));

    g_assert_true(session_table_revoke(fixture->database, account->id, made->id, &error));
    g_assert_false(rotate(fixture, made->id, 2, 3, &error)); /* an ended one stays ended */
    g_assert_error(error, BASE_ERROR, ERROR_STALE);
}

static void test_revoke(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) wang = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    g_autoptr(AccountRow) li = table_fixture_account(fixture, "li", ROLE_MEMBER);
    g_autoptr(SessionRow) one = make_session(fixture, wang, 1);
    g_autoptr(SessionRow) two = make_session(fixture, wang, 2);
    g_autoptr(SessionRow) three = make_session(fixture, wang, 3);
    g_autoptr(SessionRow) other = make_session(fixture, li, 4);

    g_assert_false(session_table_revoke(fixture->database, li->id, one->id, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND); /* not his */
    g_clear_error(&error);
    g_assert_true(session_table_revoke(fixture->database, wang->id, one->id, &error));
    g_assert_false(opens(fixture, 1));
    g_assert_false(session_table_revoke(fixture->database, wang->id, one->id, &error));
    g_clear_error(&error);

    g_assert_true(session_table_revoke_all(fixture->database, wang->id, two->id, &error));
    g_assert_true(opens(fixture, 2));
    g_assert_false(opens(fixture, 3));
    g_assert_true(opens(fixture, 4));
    g_assert_true(session_table_revoke_all(fixture->database, wang->id, NULL, &error));
    g_assert_false(opens(fixture, 2));
    g_assert_no_error(error);
}

static void test_shared(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    SessionRow shared = {.device = (char *)"", .peer = (char *)"", .is_shared = true};
    g_strlcpy(shared.account_id, account->id, sizeof shared.account_id);
    memset(shared.secret_hash, 7, sizeof shared.secret_hash);
    shared.expires_at_us = test_clock_now() + SESSION_SHARED_IDLE_US;
    g_assert_true(session_table_insert(fixture->database, &shared, &error));
    test_clock_advance(SESSION_SHARED_IDLE_US - 1);
    g_assert_true(session_table_touch(fixture->database, shared.id, "x", &error));
    test_clock_advance(SESSION_SHARED_IDLE_US - 1);
    g_autoptr(SessionRow) found = NULL;
    g_assert_true(session_table_find_secret(fixture->database, shared.secret_hash, &found, &error));
    g_assert_nonnull(found);
    g_assert_true(found->is_shared);
    test_clock_advance(1);
    g_assert_true(session_table_touch(fixture->database, shared.id, "x", &error)); /* too late */
    g_autoptr(SessionRow) gone = NULL;
    g_assert_true(session_table_find_secret(fixture->database, shared.secret_hash, &gone, &error));
    g_assert_no_error(error);
    g_assert_null(gone);
}

static void test_list_and_touch(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    g_autoptr(SessionRow) one = make_session(fixture, account, 1);
    test_clock_advance(10);
    g_autoptr(SessionRow) two = make_session(fixture, account, 2);
    g_autoptr(SessionRow) ended = make_session(fixture, account, 3);
    g_assert_true(session_table_revoke(fixture->database, account->id, ended->id, &error));
    test_clock_advance(10);
    g_assert_true(session_table_touch(fixture->database, one->id, "2001:db8::1", &error));
    g_assert_true(session_table_touch(fixture->database, "gone", "x", &error));

    g_autoptr(GPtrArray) rows = session_table_list(fixture->database, account->id, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(rows->len, ==, 2);
    const SessionRow *first = rows->pdata[0];
    g_assert_cmpstr(first->id, ==, one->id); /* used last */
    g_assert_cmpstr(first->peer, ==, "2001:db8::1");
    g_assert_cmpint(first->last_used_at_us, ==, test_clock_now());
}

/* Signing in without end keeps a bounded number of rows; live and fresh ones stay. */
static void test_limit(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    for (unsigned n = 0; n < SESSION_MAX_PER_ACCOUNT; n++) {
        test_clock_advance(1);
        g_autoptr(SessionRow) row = make_session(fixture, account, n);
        if (n == 5)
            g_assert_true(session_table_revoke(fixture->database, account->id, row->id, &error));
    }
    test_clock_advance(1);
    g_autoptr(SessionRow) extra = make_session(fixture, account, 1000);
    g_assert_true(opens(fixture, 0)); /* the ended one made room */
    g_autoptr(SessionRow) next = make_session(fixture, account, 1001);
    g_assert_false(opens(fixture, 0)); /* now the one unused longest */
    g_assert_true(opens(fixture, 1));
    g_assert_true(opens(fixture, 1000));
    g_assert_true(opens(fixture, 1001));
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM session"), ==,
                    SESSION_MAX_PER_ACCOUNT);
}

static void test_long_labels_are_cut(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    g_autofree char *label = g_strnfill(SESSION_DEVICE_MAX_BYTES + 100, 'x');
    SessionRow row = {.device = label, .peer = NULL, .expires_at_us = test_clock_now() + 1};
    g_strlcpy(row.account_id, account->id, sizeof row.account_id);
    hash_of(1, row.secret_hash);
    g_assert_true(session_table_insert(fixture->database, &row, &error));
    g_autoptr(SessionRow) found = find(fixture, 1);
    g_assert_cmpuint(strlen(found->device), ==, SESSION_DEVICE_MAX_BYTES);
    g_assert_cmpstr(found->peer, ==, "");
}

static void test_purge(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    g_autoptr(SessionRow) one = make_session(fixture, account, 1);
    int64_t n = -1;
    test_clock_advance(DAY_US + 29 * DAY_US);
    g_autoptr(SessionRow) two = make_session(fixture, account, 2);
    g_assert_true(session_table_purge(fixture->database, &n, &error));
    g_assert_cmpint(n, ==, 0);
    test_clock_advance(DAY_US + 1);
    g_assert_true(session_table_purge(fixture->database, &n, &error));
    g_assert_no_error(error);
    g_assert_cmpint(n, ==, 1);
}

static void test_unknown_account(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    SessionRow row = {.account_id = "nobody", .expires_at_us = test_clock_now() + 1};
    g_assert_false(session_table_insert(fixture->database, &row, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(round_trip);
    TABLE_TEST(rotation);
    TABLE_TEST(revoke);
    TABLE_TEST(shared);
    TABLE_TEST(list_and_touch);
    TABLE_TEST(limit);
    TABLE_TEST(long_labels_are_cut);
    TABLE_TEST(purge);
    TABLE_TEST(unknown_account);
    return g_test_run();
}
