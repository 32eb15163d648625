#include "catalog/store/account_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/store/bearer_table.h"
#include "catalog/store/outbox_table.h"
#include "catalog/store/session_table.h"
#include "table_fixture.h"
#include "test_clock.h"

static void assert_code(GError **error, ErrorCode code, const char *words) {
    g_assert_error(*error, BASE_ERROR, (int)code);
    g_test_message("%s", (*error)->message);
    g_assert_nonnull(strstr((*error)->message, words));
    g_clear_error(error);
}

static void test_round_trip(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) row = g_new0(AccountRow, 1);
    row->name = g_strdup("Wang.Fang");
    row->display_name = g_strdup("王芳");
    row->password_hash = g_strdup("$argon2id$x");
    row->roles = ROLE_CLERK | ROLE_MEMBER;
    row->locale = g_strdup("zh-CN");
    g_assert_true(account_table_insert(fixture->database, row, &error));
    g_assert_no_error(error);
    g_assert_true(id_is_uuid(row->id));

    g_autoptr(AccountRow) stored = account_table_get(fixture->database, row->id, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(stored->id, ==, row->id);
    g_assert_cmpstr(stored->name, ==, "Wang.Fang");
    g_assert_cmpstr(stored->display_name, ==, "王芳");
    g_assert_cmpstr(stored->password_hash, ==, "$argon2id$x");
    g_assert_cmphex(stored->roles, ==, ROLE_CLERK | ROLE_MEMBER);
    g_assert_cmpstr(stored->locale, ==, "zh-CN");
    g_assert_false(stored->locked);
    g_assert_cmpint(stored->created_at_us, ==, test_clock_now());
    g_assert_cmpint(stored->updated_at_us, ==, test_clock_now());
    g_assert_cmpint(stored->last_sign_in_at_us, ==, 0);

    g_assert_null(account_table_get(fixture->database, "nobody", &error));
    assert_code(&error, ERROR_NOT_FOUND, "nobody");
}

static void test_names(TableFixture *fixture, gconstpointer data) {
    static const char *const SAME[] = {"wang", "WANG", "Ｗang"};
    static const char *const BAD[] = {"", " wang", "wang ", "wa\nng", "wa\xe2\x80\x8bng", "\xff"};
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) wang = table_fixture_account(fixture, "Wang", ROLE_MEMBER);
    for (unsigned i = 0; i < G_N_ELEMENTS(SAME); i++) {
        AccountRow twin = {.name = (char *)SAME[i], .display_name = (char *)"x"};
        twin.password_hash = (char *)"x";
        g_assert_false(account_table_insert(fixture->database, &twin, &error));
        assert_code(&error, ERROR_CONFLICT, "taken");
        g_autoptr(AccountRow) found = NULL;
        g_assert_true(account_table_find_name(fixture->database, SAME[i], &found, &error));
        g_assert_cmpstr(found->id, ==, wang->id);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(BAD); i++) {
        AccountRow row = {.name = (char *)BAD[i], .display_name = (char *)"x"};
        row.password_hash = (char *)"x";
        g_assert_false(account_table_insert(fixture->database, &row, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
        g_clear_error(&error);
        AccountRow *found = wang;
        g_assert_true(account_table_find_name(fixture->database, BAD[i], &found, &error));
        g_assert_null(found);
    }
    g_autofree char *longest = g_strnfill(ACCOUNT_NAME_MAX_CHARS, 'a');
    g_autofree char *longer = g_strnfill(ACCOUNT_NAME_MAX_CHARS + 1, 'a');
    g_autofree char *key = account_name_key(longest, &error);
    g_assert_nonnull(key);
    g_assert_null(account_name_key(longer, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM account"), ==, 1);
}

static void test_bad_values(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    AccountRow row = {.name = (char *)"a", .display_name = (char *)"", .roles = ROLE_MEMBER};
    g_assert_false(account_table_insert(fixture->database, &row, &error));
    assert_code(&error, ERROR_INVALID, "display name");
    row.display_name = (char *)"A";
    row.roles = 128;
    g_assert_false(account_table_insert(fixture->database, &row, &error));
    assert_code(&error, ERROR_INVALID, "0x80");
    row.roles = 0;
    row.locale = (char *)"zh\n";
    g_assert_false(account_table_insert(fixture->database, &row, &error));
    assert_code(&error, ERROR_INVALID, "locale");
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM outbox"), ==, 0);
}

static char *page(TableFixture *fixture, const AccountQuery *query) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = account_table_list(fixture->database, query, &error);
    g_assert_no_error(error);
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < rows->len; i++) {
        const AccountRow *row = rows->pdata[i];
        g_assert_null(row->password_hash);
        g_string_append_printf(out, "%s%s", i ? " " : "", row->name);
    }
    return g_string_free(out, FALSE);
}

static void assert_page(TableFixture *fixture, const AccountQuery *query, const char *expected) {
    g_autofree char *found = page(fixture, query);
    g_assert_cmpstr(found, ==, expected);
}

static void test_list(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) a = table_fixture_account(fixture, "Anna", 0);
    test_clock_advance(1000); /* ids of one millisecond have no order */
    g_autoptr(AccountRow) b = table_fixture_account(fixture, "b%b", 0);
    test_clock_advance(1000);
    g_autoptr(AccountRow) c = table_fixture_account(fixture, "hanna", 0);
    g_free(b->display_name);
    b->display_name = g_strdup("王Anni");
    g_assert_true(account_table_update(fixture->database, b, &error));
    assert_page(fixture, &(AccountQuery){NULL, NULL, 0}, "Anna b%b hanna");
    assert_page(fixture, &(AccountQuery){NULL, NULL, 2}, "Anna b%b");
    assert_page(fixture, &(AccountQuery){NULL, b->id, 2}, "hanna");
    assert_page(fixture, &(AccountQuery){NULL, c->id, 2}, "");
    assert_page(fixture, &(AccountQuery){"ANN", NULL, 0}, "Anna b%b hanna");
    assert_page(fixture, &(AccountQuery){"王ａ", NULL, 0}, "b%b");
    assert_page(fixture, &(AccountQuery){"%", NULL, 0}, "b%b");
    assert_page(fixture, &(AccountQuery){"anna", a->id, 0}, "hanna");
    assert_page(fixture, &(AccountQuery){"\xff", NULL, 0}, "");
}

/* The last administrator who can sign in stays. */
static void test_last_administrator(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) one = table_fixture_account(fixture, "one", ROLE_ADMINISTRATOR);
    g_autoptr(AccountRow) two =
        table_fixture_account(fixture, "two", ROLE_ADMINISTRATOR | ROLE_MEMBER);
    g_autoptr(AccountRow) member = table_fixture_account(fixture, "member", ROLE_MEMBER);
    int64_t n = 0;
    g_assert_true(account_table_count_administrators(fixture->database, &n, &error));
    g_assert_cmpint(n, ==, 2);

    two->locked = true;
    g_assert_true(account_table_update(fixture->database, two, &error));
    one->roles = ROLE_MEMBER;
    g_assert_false(account_table_update(fixture->database, one, &error));
    assert_code(&error, ERROR_CONFLICT, "last administrator");
    one->roles = ROLE_ADMINISTRATOR;
    one->locked = true;
    g_assert_false(account_table_update(fixture->database, one, &error));
    assert_code(&error, ERROR_CONFLICT, "last administrator");
    g_assert_false(account_table_remove(fixture->database, one->id, &error));
    assert_code(&error, ERROR_CONFLICT, "last administrator");
    one->locked = false;
    one->roles = ROLE_ADMINISTRATOR | ROLE_CLERK; /* still one */
    g_assert_true(account_table_update(fixture->database, one, &error));
    g_assert_true(account_table_remove(fixture->database, two->id, &error)); /* locked: no loss */
    g_assert_true(account_table_remove(fixture->database, member->id, &error));
    g_assert_no_error(error);
    g_assert_true(account_table_count_administrators(fixture->database, &n, &error));
    g_assert_cmpint(n, ==, 1);
    g_assert_true(account_table_count(fixture->database, &n, &error));
    g_assert_cmpint(n, ==, 1);
}

static void test_changes(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) row = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    test_clock_advance(1000);
    g_free(row->display_name);
    row->display_name = g_strdup("新名");
    row->locale = g_strdup("en");
    row->locked = true;
    g_free(row->name);
    row->name = g_strdup("other"); /* a name never changes */
    g_assert_true(account_table_update(fixture->database, row, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(row->name, ==, "wang");
    g_assert_true(account_table_set_password(fixture->database, row->id, "$new", &error));
    g_assert_true(account_table_set_last_sign_in(fixture->database, row->id, &error));
    g_autoptr(AccountRow) stored = account_table_get(fixture->database, row->id, &error);
    g_assert_cmpstr(stored->name, ==, "wang");
    g_assert_cmpstr(stored->display_name, ==, "新名");
    g_assert_cmpstr(stored->locale, ==, "en");
    g_assert_true(stored->locked);
    g_assert_cmpstr(stored->password_hash, ==, "$new");
    g_assert_cmpint(stored->updated_at_us, ==, stored->created_at_us + 1000);
    g_assert_cmpint(stored->last_sign_in_at_us, ==, test_clock_now());

    AccountRow ghost = {.id = "nobody", .display_name = (char *)"x"};
    g_assert_false(account_table_update(fixture->database, &ghost, &error));
    assert_code(&error, ERROR_NOT_FOUND, "nobody");
    g_assert_false(account_table_set_password(fixture->database, "nobody", "x", &error));
    assert_code(&error, ERROR_NOT_FOUND, "nobody");
    g_assert_false(account_table_set_last_sign_in(fixture->database, "nobody", &error));
    assert_code(&error, ERROR_NOT_FOUND, "nobody");
    g_assert_false(account_table_remove(fixture->database, "nobody", &error));
    assert_code(&error, ERROR_NOT_FOUND, "nobody");
}

/* Sessions and tokens go with the account. */
static void test_remove_cascades(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) row = table_fixture_account(fixture, "wang", ROLE_MEMBER);
    SessionRow session = {.secret_hash = {1}, .expires_at_us = test_clock_now() + 1};
    BearerRow bearer = {.secret_hash = {1}, .expires_at_us = test_clock_now() + 1};
    bearer.label = (char *)"x";
    g_strlcpy(session.account_id, row->id, sizeof session.account_id);
    g_strlcpy(bearer.account_id, row->id, sizeof bearer.account_id);
    g_assert_true(session_table_insert(fixture->database, &session, &error));
    g_assert_true(bearer_table_insert(fixture->database, &bearer, &error));
    g_assert_true(account_table_remove(fixture->database, row->id, &error));
    g_assert_no_error(error);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM session"), ==, 0);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM bearer"), ==, 0);
}

/* Each change is a fact; none tells a secret. */
static void test_facts(TableFixture *fixture, gconstpointer data) {
    static const char *const KINDS[] = {"account.created", "account.changed",
                                        "account.password_changed", "account.removed"};
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) row = table_fixture_account(fixture, "wang\"", ROLE_STUDIO | ROLE_EDITOR);
    g_assert_true(account_table_update(fixture->database, row, &error));
    g_assert_true(account_table_set_password(fixture->database, row->id, "$argon2id$y", &error));
    g_assert_true(account_table_set_last_sign_in(fixture->database, row->id, &error));
    g_assert_true(account_table_remove(fixture->database, row->id, &error));
    g_assert_no_error(error);
    g_autoptr(GPtrArray) facts = outbox_table_read(fixture->database, 0, 100, &error);
    g_assert_cmpuint(facts->len, ==, G_N_ELEMENTS(KINDS));
    for (unsigned i = 0; i < facts->len; i++) {
        const OutboxRow *fact = facts->pdata[i];
        g_test_message("%s", fact->payload);
        g_assert_cmpstr(fact->kind, ==, KINDS[i]);
        g_assert_nonnull(strstr(fact->payload, row->id));
        g_assert_nonnull(strstr(fact->payload, "\"name\":\"wang\\\"\""));
        g_assert_nonnull(strstr(fact->payload, "\"roles\":[\"studio\",\"editor\"]"));
        g_assert_null(strstr(fact->payload, "argon2id"));
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(round_trip);
    TABLE_TEST(names);
    TABLE_TEST(bad_values);
    TABLE_TEST(list);
    TABLE_TEST(last_administrator);
    TABLE_TEST(changes);
    TABLE_TEST(remove_cascades);
    TABLE_TEST(facts);
    return g_test_run();
}
