#include "catalog/store/migrations.h"

#include <string.h>

#include "base/error.h"
#include "temp_dir.h"

static Database *open_writer(const char *folder, const char *name) {
    g_autoptr(GError) error = NULL;
    g_autofree char *path = temp_dir_file(folder, name);
    Database *database = database_open(path, DATABASE_WRITER, &error);
    g_assert_no_error(error);
    return database;
}

static void execute(Database *database, const char *sql) {
    g_autoptr(GError) error = NULL;
    g_assert_true(database_execute(database, sql, &error));
    g_assert_no_error(error);
}

static Database *open_frozen(const char *folder) {
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, "catalog", "frozen_1.sql", NULL);
    g_autofree char *sql = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &sql, NULL, &error);
    g_assert_no_error(error);
    Database *database = open_writer(folder, "frozen.db");
    execute(database, sql);
    return database;
}

static int64_t number(Database *database, const char *sql) {
    g_autoptr(GError) error = NULL;
    int64_t value = -1;
    g_assert_true(database_query_int64(database, sql, &value, &error));
    g_assert_no_error(error);
    return value;
}

/* Without comments, white space and "IF NOT EXISTS": what SQLite keeps of two texts of one meaning
 * differs only there. */
static char *normalise(const char *sql) {
    g_autoptr(GRegex) comments = g_regex_new("--[^\n]*", 0, 0, NULL);
    g_autoptr(GRegex) spaces = g_regex_new("\\s+", 0, 0, NULL);
    g_autoptr(GRegex) tight = g_regex_new(" ?([(),]) ?", 0, 0, NULL);
    g_autofree char *bare = g_regex_replace_literal(comments, sql, -1, 0, "", 0, NULL);
    g_autofree char *single = g_regex_replace_literal(spaces, bare, -1, 0, " ", 0, NULL);
    return g_regex_replace(tight, single, -1, 0, "\\1", 0, NULL);
}

/* Every object of the database, one line each. */
static char *describe(Database *database) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1, 2",
        &error);
    g_assert_no_error(error);
    GString *out = g_string_new(NULL);
    while (statement_step(statement, &error) == STATEMENT_ROW) {
        g_autofree char *sql = normalise(statement_text(statement, 3));
        g_string_append_printf(out, "%s %s %s: %s\n", statement_text(statement, 0),
                               statement_text(statement, 1), statement_text(statement, 2), sql);
    }
    g_assert_no_error(error);
    return g_string_free(out, FALSE);
}

static void test_new(void) {
    char *folder = temp_dir_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Database) database = open_writer(folder, "new.db");
    unsigned version = 99;
    g_assert_true(migrations_check(database, &version, &error));
    g_assert_cmpuint(version, ==, 0);
    g_assert_true(migrations_apply(database, &error));
    g_assert_no_error(error);
    g_assert_true(migrations_check(database, &version, &error));
    g_assert_cmpuint(version, ==, migrations_latest_version());
    g_autofree char *before = describe(database);
    g_assert_true(migrations_apply(database, &error)); /* again: nothing to do */
    g_autofree char *after = describe(database);
    g_assert_cmpstr(before, ==, after);
    g_clear_pointer(&database, database_close);
    temp_dir_remove(folder);
}

/* The frozen database of version 1, brought up step by step, ends as schema.sql makes a new one,
 * and its rows are still there. */
static void test_upgrade(void) {
    char *folder = temp_dir_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Database) fresh = open_writer(folder, "fresh.db");
    execute(fresh, migrations_schema_text());
    g_autoptr(Database) old = open_frozen(folder);
    g_autofree char *before = describe(old);
    g_assert_true(migrations_apply(old, &error));
    g_assert_no_error(error);

    g_autofree char *expected = describe(fresh);
    g_autofree char *found = describe(old);
    g_assert_cmpstr(found, !=, before); /* the comparison can fail */
    g_assert_cmpstr(found, ==, expected);
    g_assert_cmpint(number(old, "PRAGMA user_version"), ==, migrations_latest_version());
    static const char *const COUNTS[] = {
        "SELECT count(*) FROM setting", "SELECT count(*) FROM account",
        "SELECT count(*) FROM session", "SELECT count(*) FROM audit",
        "SELECT count(*) FROM setup",   "SELECT count(*) FROM outbox",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(COUNTS); i++)
        g_assert_cmpint(number(old, COUNTS[i]), ==, 1);
    g_clear_pointer(&fresh, database_close);
    g_clear_pointer(&old, database_close);
    temp_dir_remove(folder);
}

static void test_newer(void) {
    char *folder = temp_dir_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Database) database = open_frozen(folder);
    execute(database, "PRAGMA user_version = 9999");
    g_autofree char *before = describe(database);
    g_assert_false(migrations_apply(database, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NEWER);
    g_assert_nonnull(strstr(error->message, "9999"));
    g_autofree char *after = describe(database);
    g_assert_cmpstr(before, ==, after);
    g_assert_cmpint(number(database, "PRAGMA user_version"), ==, 9999);
    g_clear_pointer(&database, database_close);
    temp_dir_remove(folder);
}

/* A step that fails in the middle leaves the version before it, whole. */
static void test_failing_step(void) {
    char *folder = temp_dir_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Database) database = open_frozen(folder);
    execute(database,
            "CREATE INDEX bearer_by_account ON session (peer)"); /* the step's second name */
    g_autofree char *before = describe(database);
    g_assert_false(migrations_apply(database, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INTERNAL);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, "version 2"));
    g_autofree char *after = describe(database);
    g_assert_cmpstr(before, ==, after);
    g_assert_cmpint(number(database, "PRAGMA user_version"), ==, 1);
    g_clear_pointer(&database, database_close);
    temp_dir_remove(folder);
}

/* A step after which a row refers to nothing is refused. */
static void test_broken_reference(void) {
    char *folder = temp_dir_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Database) database = open_frozen(folder);
    execute(database, "PRAGMA foreign_keys = OFF; DELETE FROM account; PRAGMA foreign_keys = ON");
    g_assert_false(migrations_apply(database, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    g_assert_cmpint(number(database, "PRAGMA user_version"), ==, 1);
    g_clear_pointer(&database, database_close);
    temp_dir_remove(folder);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/migrations/new", test_new);
    g_test_add_func("/migrations/upgrade", test_upgrade);
    g_test_add_func("/migrations/newer", test_newer);
    g_test_add_func("/migrations/failing_step", test_failing_step);
    g_test_add_func("/migrations/broken_reference", test_broken_reference);
    return g_test_run();
}
