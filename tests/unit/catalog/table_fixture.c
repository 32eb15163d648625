#include "table_fixture.h"

#include "temp_dir.h"
#include "test_clock.h"

#define START_US INT64_C(1700000000000000)

void table_fixture_set_up(TableFixture *fixture, gconstpointer data) {
    test_clock_install(START_US);
    fixture->folder = temp_dir_new();
    fixture->database = temp_dir_database(fixture->folder);
    g_assert_true(database_begin(fixture->database, DATABASE_WRITE, NULL));
}

void table_fixture_tear_down(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_assert_true(database_commit(fixture->database, &error));
    g_assert_no_error(error);
    database_close(fixture->database);
    temp_dir_remove(fixture->folder);
}

AccountRow *table_fixture_account(TableFixture *fixture, const char *name, uint32_t roles) {
    g_autoptr(GError) error = NULL;
    AccountRow *row = g_new0(AccountRow, 1);
    row->name = g_strdup(name);
    row->display_name = g_strdup(name);
    row->password_hash = g_strdup("$argon2id$secret");
    row->roles = roles;
    g_assert_true(account_table_insert(fixture->database, row, &error));
    g_assert_no_error(error);
    return row;
}

int64_t table_fixture_number(TableFixture *fixture, const char *sql) {
    g_autoptr(GError) error = NULL;
    int64_t value = -1;
    g_assert_true(database_query_int64(fixture->database, sql, &value, &error));
    g_assert_no_error(error);
    return value;
}
