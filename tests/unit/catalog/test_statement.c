#include "catalog/store/statement.h"

#include <string.h>

#include <sqlite3.h>

#include "base/error.h"

static sqlite3 *open_memory(void) {
    sqlite3 *handle;
    int rc =
        sqlite3_open_v2(":memory:", &handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_EXRESCODE, NULL);
    g_assert_cmpint(rc, ==, SQLITE_OK);
    rc = sqlite3_exec(handle,
                      "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
                      " bytes BLOB, n INTEGER CHECK (n >= 0)) STRICT",
                      NULL, NULL, NULL);
    g_assert_cmpint(rc, ==, SQLITE_OK);
    return handle;
}

static Statement *prepare(sqlite3 *handle, const char *sql) {
    g_autoptr(GError) error = NULL;
    Statement *statement = statement_new(handle, sql, STATEMENT_ONCE, &error);
    g_assert_no_error(error);
    return statement;
}

static void test_round_trip(void) {
    sqlite3 *handle = open_memory();
    g_autoptr(GError) error = NULL;
    {
        g_autoptr(Statement) insert =
            prepare(handle, "INSERT INTO t VALUES (?1, ?2, ?3, NULL) RETURNING id");
        statement_bind_int64(insert, 1, INT64_MAX);
        statement_bind_text(insert, 2, "名");
        statement_bind_blob(insert, 3, "\0\1", 2);
        g_assert_true(statement_run(insert, &error));
        g_assert_no_error(error);

        g_autoptr(Statement) select = prepare(handle, "SELECT id, name, bytes, n FROM t");
        g_assert_cmpint(statement_step(select, &error), ==, STATEMENT_ROW);
        g_assert_cmpint(statement_int64(select, 0), ==, INT64_MAX);
        g_assert_cmpstr(statement_text(select, 1), ==, "名");
        uint8_t bytes[2] = {9, 9};
        g_assert_false(statement_copy_blob(select, 2, bytes, 1));
        g_assert_true(statement_copy_blob(select, 2, bytes, 2));
        g_assert_cmpint(bytes[0], ==, 0);
        g_assert_cmpint(bytes[1], ==, 1);
        g_assert_true(statement_is_null(select, 3));
        g_assert_cmpint(statement_int64(select, 3), ==, 0);
        char text[3];
        statement_copy_text(select, 3, text, sizeof text);
        g_assert_cmpstr(text, ==, "");
        g_assert_cmpint(statement_step(select, &error), ==, STATEMENT_DONE);
    }
    g_assert_cmpint(sqlite3_close(handle), ==, SQLITE_OK);
}

typedef struct ErrorCase {
    const char *sql;
    ErrorCode code;
    const char *words;
} ErrorCase;

/* The failure of each kind, provoked by SQL alone. */
static const ErrorCase ERROR_CASES[] = {
    {"INSERT INTO t (id, name) VALUES (1, 'b')", ERROR_CONFLICT, "cannot store this"},
    {"INSERT INTO t (name) VALUES ('a')", ERROR_CONFLICT, "cannot store this"},
    {"INSERT INTO t (name) VALUES (NULL)", ERROR_INTERNAL, "NOT NULL"},
    {"INSERT INTO t (name, n) VALUES ('c', -1)", ERROR_INTERNAL, "CHECK"},
    {"INSERT INTO t (name, n) VALUES ('c', 'x')", ERROR_INTERNAL, "cannot run \"INSERT"},
    {"INSERT INTO t (name) VALUES (zeroblob(3000000000))", ERROR_TOO_LARGE, "cannot store this"},
    {"INSERT INTO t (name) SELECT hex(randomblob(100000))", ERROR_IO, "full"},
};

static void test_errors(void) {
    sqlite3 *handle = open_memory();
    sqlite3_exec(handle, "INSERT INTO t (id, name) VALUES (1, 'a'); PRAGMA max_page_count = 8",
                 NULL, NULL, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(ERROR_CASES); i++) {
        const ErrorCase *row = &ERROR_CASES[i];
        g_autoptr(GError) error = NULL;
        g_autoptr(Statement) statement = prepare(handle, row->sql);
        g_assert_false(statement_run(statement, &error));
        g_test_message("%s", error->message);
        g_assert_error(error, BASE_ERROR, (int)row->code);
        g_assert_nonnull(strstr(error->message, row->words));
    }
    g_assert_cmpint(sqlite3_close(handle), ==, SQLITE_OK);
}

static void *doubled(Statement *statement) {
    int64_t *number = g_new(int64_t, 1);
    *number = 2 * statement_int64(statement, 0);
    return number;
}

static void test_rows(void) {
    sqlite3 *handle = open_memory();
    g_autoptr(GError) error = NULL;
    {
        g_autoptr(Statement) three = prepare(handle, "VALUES (3), (1), (2)");
        g_autoptr(GPtrArray) rows = statement_rows(three, doubled, g_free, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(rows->len, ==, 3);
        g_assert_cmpint(*(const int64_t *)rows->pdata[0], ==, 6);
        g_assert_cmpint(*(const int64_t *)rows->pdata[2], ==, 4);

        g_autoptr(Statement) words = prepare(handle, "VALUES ('名'), ('b')");
        g_autoptr(GPtrArray) texts = statement_texts(words, &error);
        g_assert_cmpuint(texts->len, ==, 2);
        g_assert_cmpstr(texts->pdata[0], ==, "名");

        g_autoptr(Statement) none = prepare(handle, "SELECT 1 WHERE 0");
        g_autoptr(GPtrArray) no_rows = statement_rows(none, doubled, g_free, &error);
        g_assert_cmpuint(no_rows->len, ==, 0);

        /* The first row is good, the second is not. */
        g_autoptr(Statement) late = prepare(handle, "VALUES (1), (abs(-9223372036854775807 - 1))");
        g_assert_null(statement_rows(late, doubled, g_free, &error));
        g_assert_nonnull(error);
    }
    g_assert_cmpint(sqlite3_close(handle), ==, SQLITE_OK);
}

static void test_bind_error_is_kept(void) {
    sqlite3 *handle = open_memory();
    g_autoptr(GError) error = NULL;
    {
        g_autoptr(Statement) statement = prepare(handle, "SELECT ?1");
        statement_bind_int64(statement, 2, 1); /* there is no ?2 */
        statement_bind_int64(statement, 1, 1);
        g_assert_cmpint(statement_step(statement, &error), ==, STATEMENT_FAILED);
        g_assert_error(error, BASE_ERROR, ERROR_INTERNAL);
    }
    g_assert_cmpint(sqlite3_close(handle), ==, SQLITE_OK);
}

static void test_bad_sql(void) {
    sqlite3 *handle = open_memory();
    g_autoptr(GError) error = NULL;
    g_assert_null(statement_new(handle, "SELECT nonsense FROM nowhere", STATEMENT_ONCE, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INTERNAL);
    g_assert_nonnull(strstr(error->message, "nowhere"));
    g_assert_cmpint(sqlite3_close(handle), ==, SQLITE_OK);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/statement/round_trip", test_round_trip);
    g_test_add_func("/statement/rows", test_rows);
    g_test_add_func("/statement/errors", test_errors);
    g_test_add_func("/statement/bind_error_is_kept", test_bind_error_is_kept);
    g_test_add_func("/statement/bad_sql", test_bad_sql);
    return g_test_run();
}
