#include "catalog/store/database.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "temp_dir.h"

static void assert_number(Database *database, const char *sql, int64_t expected) {
    g_autoptr(GError) error = NULL;
    int64_t value = -1;
    g_assert_true(database_query_int64(database, sql, &value, &error));
    g_assert_no_error(error);
    if (value != expected)
        g_error("%s: %" G_GINT64_FORMAT ", expected %" G_GINT64_FORMAT, sql, value, expected);
}

static void execute(Database *database, const char *sql) {
    g_autoptr(GError) error = NULL;
    g_assert_true(database_execute(database, sql, &error));
    g_assert_no_error(error);
}

static Database *open_mode(const char *path, DatabaseMode mode) {
    g_autoptr(GError) error = NULL;
    Database *database = database_open(path, mode, &error);
    g_assert_no_error(error);
    return database;
}

typedef struct Fixture {
    char *folder, *path;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data) {
    fixture->folder = temp_dir_new();
    fixture->path = temp_dir_file(fixture->folder, "a #?%.db"); /* characters a URI would cut at */
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    g_free(fixture->path);
    temp_dir_remove(fixture->folder);
}

static void test_settings(Fixture *fixture, gconstpointer data) {
    g_autoptr(Database) writer = open_mode(fixture->path, DATABASE_WRITER);
    g_assert_cmpstr(database_path(writer), ==, fixture->path);
    assert_number(writer, "PRAGMA application_id", DATABASE_APPLICATION_ID);
    assert_number(writer, "PRAGMA synchronous", 2); /* FULL */
    assert_number(writer, "PRAGMA foreign_keys", 1);
    assert_number(writer, "PRAGMA secure_delete", 1);
    assert_number(writer, "PRAGMA trusted_schema", 0);
    assert_number(writer, "PRAGMA busy_timeout", DATABASE_BUSY_TIMEOUT_MS);
    assert_number(writer, "SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1);
    struct stat info;
    g_assert_cmpint(stat(fixture->path, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 0777, ==, 0600);
    g_autofree char *log = g_strconcat(fixture->path, "-wal", NULL);
    g_assert_cmpint(stat(log, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 0777, ==, 0600);
}

static void test_reader(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_assert_null(database_open(fixture->path, DATABASE_READER, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    g_clear_error(&error);

    g_autoptr(Database) writer = open_mode(fixture->path, DATABASE_WRITER);
    execute(writer, "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)");
    g_autoptr(Database) reader = open_mode(fixture->path, DATABASE_READER);
    assert_number(reader, "SELECT n FROM t", 1);
    g_assert_false(database_execute(reader, "INSERT INTO t VALUES (2)", &error));
    g_assert_error(error, BASE_ERROR, ERROR_IO);

    /* A snapshot stands while its transaction lasts. */
    g_clear_error(&error);
    g_assert_true(database_begin(reader, DATABASE_READ, &error));
    assert_number(reader, "SELECT count(*) FROM t", 1);
    execute(writer, "INSERT INTO t VALUES (2)");
    assert_number(reader, "SELECT count(*) FROM t", 1);
    database_rollback(reader);
    assert_number(reader, "SELECT count(*) FROM t", 2);
}

static void test_inspect(Fixture *fixture, gconstpointer data) {
    g_autoptr(Database) writer = open_mode(fixture->path, DATABASE_WRITER);
    execute(writer, "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (7)");
    g_clear_pointer(&writer, database_close);

    g_autoptr(Database) inspector = open_mode(fixture->path, DATABASE_INSPECT);
    assert_number(inspector, "SELECT n FROM t", 7);
    g_autoptr(GError) error = NULL;
    g_assert_true(database_check(inspector, &error));
    g_assert_false(database_execute(inspector, "DELETE FROM t", &error));
    g_autofree char *log = g_strconcat(fixture->path, "-wal", NULL);
    g_autofree char *index = g_strconcat(fixture->path, "-shm", NULL);
    g_assert_false(g_file_test(log, G_FILE_TEST_EXISTS));
    g_assert_false(g_file_test(index, G_FILE_TEST_EXISTS));
}

static void write_file(const char *path, const char *text, gssize length) {
    g_autoptr(GError) error = NULL;
    g_file_set_contents(path, text, length, &error);
    g_assert_no_error(error);
}

static void assert_refused(const char *path, DatabaseMode mode, ErrorCode code, const char *words) {
    g_autoptr(GError) error = NULL;
    g_assert_null(database_open(path, mode, &error));
    g_assert_error(error, BASE_ERROR, (int)code);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, words));
    g_assert_nonnull(strstr(error->message, path));
}

static void test_foreign_files(Fixture *fixture, gconstpointer data) {
    char text[8192];
    memset(text, 'x', sizeof text);
    write_file(fixture->path, text, sizeof text);
    assert_refused(fixture->path, DATABASE_WRITER, ERROR_CORRUPT, "not a database");
    g_autofree char *after = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(fixture->path, &after, &length, NULL));
    g_assert_cmpmem(after, length, text, sizeof text); /* untouched */

    write_file(fixture->path, "", 0);
    assert_refused(fixture->path, DATABASE_READER, ERROR_CORRUPT, "empty");

    remove(fixture->path);
    g_autoptr(Database) other = open_mode(fixture->path, DATABASE_WRITER);
    execute(other, "CREATE TABLE t (n INTEGER); PRAGMA application_id = 1");
    g_clear_pointer(&other, database_close);
    assert_refused(fixture->path, DATABASE_WRITER, ERROR_CORRUPT, "another program");

    g_autofree char *nowhere = temp_dir_file(fixture->folder, "no/such/folder.db");
    assert_refused(nowhere, DATABASE_WRITER, ERROR_NOT_FOUND, "No such file");
    assert_refused(fixture->folder, DATABASE_WRITER, ERROR_IO, "cannot open");
}

/* Fills pages in the middle of the file with noise. */
static void damage(const char *path) {
    FILE *file = fopen(path, "r+");
    g_assert_nonnull(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    g_assert_cmpint(size, >, 20 * 4096);
    fseek(file, 5 * 4096, SEEK_SET);
    for (long i = 0; i < 10 * 4096; i++)
        fputc((int)(i * 7 % 251), file);
    fclose(file);
}

static void test_damage(Fixture *fixture, gconstpointer data) {
    g_autoptr(Database) writer = open_mode(fixture->path, DATABASE_WRITER);
    execute(writer,
            "CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT);"
            "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 5000)"
            " INSERT INTO t SELECT n, hex(n) FROM s");
    g_autoptr(GError) error = NULL;
    g_assert_true(database_check(writer, &error));
    g_clear_pointer(&writer, database_close);
    damage(fixture->path);

    g_autoptr(Database) damaged = open_mode(fixture->path, DATABASE_WRITER);
    g_assert_false(database_check(damaged, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, fixture->path));
}

static void test_transactions(Fixture *fixture, gconstpointer data) {
    g_autoptr(Database) database = open_mode(fixture->path, DATABASE_WRITER);
    execute(database, "CREATE TABLE t (n INTEGER)");
    g_autoptr(GError) error = NULL;
    g_assert_true(database_begin(database, DATABASE_WRITE, &error));
    g_assert_true(database_in_transaction(database));
    for (int i = 0; i < 4; i++) { /* every other savepoint is undone */
        g_assert_true(database_savepoint(database, &error));
        g_autofree char *sql = g_strdup_printf("INSERT INTO t VALUES (%d)", i);
        execute(database, sql);
        g_assert_cmpint(database_changes(database), ==, 1);
        g_assert_true(i % 2 ? database_savepoint_undo(database, &error)
                            : database_savepoint_keep(database, &error));
    }
    g_assert_true(database_commit(database, &error));
    g_assert_no_error(error);
    g_assert_false(database_in_transaction(database));
    assert_number(database, "SELECT sum(n) FROM t", 2);
    assert_number(database, "SELECT count(*) FROM t", 2);

    g_assert_true(database_begin(database, DATABASE_WRITE, &error));
    execute(database, "DELETE FROM t");
    database_rollback(database);
    database_rollback(database); /* nothing left to undo */
    assert_number(database, "SELECT count(*) FROM t", 2);
}

/* A failing commit leaves nothing of the transaction. */
static void test_failing_commit(Fixture *fixture, gconstpointer data) {
    g_autoptr(Database) database = open_mode(fixture->path, DATABASE_WRITER);
    execute(database, "CREATE TABLE p (id INTEGER PRIMARY KEY);"
                      "CREATE TABLE c (p INTEGER REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    g_autoptr(GError) error = NULL;
    g_assert_true(database_begin(database, DATABASE_WRITE, &error));
    execute(database, "INSERT INTO c VALUES (5)");
    g_assert_false(database_commit(database, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_assert_false(database_in_transaction(database));
    assert_number(database, "SELECT count(*) FROM c", 0);
}

static void test_statement_cache(Fixture *fixture, gconstpointer data) {
    static const char SQL[] = "SELECT ?1";
    g_autoptr(Database) database = open_mode(fixture->path, DATABASE_WRITER);
    g_autoptr(GError) error = NULL;
    Statement *first = database_prepare(database, SQL, &error);
    Statement *nested = database_prepare(database, SQL, &error);
    g_assert_true(first != nested); /* the first is in use */
    statement_bind_int64(first, 1, 1);
    statement_bind_int64(nested, 1, 2);
    g_assert_cmpint(statement_step(first, &error), ==, STATEMENT_ROW);
    g_assert_cmpint(statement_step(nested, &error), ==, STATEMENT_ROW);
    g_assert_cmpint(statement_int64(first, 0), ==, 1);
    g_assert_cmpint(statement_int64(nested, 0), ==, 2);
    statement_release(nested);
    statement_release(first);
    Statement *again = database_prepare(database, SQL, &error);
    g_assert_true(again == first);
    g_assert_cmpint(statement_step(again, &error), ==, STATEMENT_ROW);
    g_assert_true(statement_is_null(again, 0)); /* bindings do not leak to the next user */
    statement_release(again);
}

/* The cache is bounded; what does not fit works all the same. */
static void test_statement_cache_limit(Fixture *fixture, gconstpointer data) {
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Database) database = open_mode(fixture->path, DATABASE_WRITER);
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < DATABASE_CACHE_MAX_STATEMENTS + 10; i++) {
        g_ptr_array_add(texts, g_strdup_printf("SELECT %d", i));
        g_autoptr(Statement) statement = database_prepare(database, texts->pdata[i], &error);
        g_assert_cmpint(statement_step(statement, &error), ==, STATEMENT_ROW);
        g_assert_cmpint(statement_int64(statement, 0), ==, i);
    }
    g_clear_pointer(&database, database_close); /* before the texts it points to */
}

static void test_busy(Fixture *fixture, gconstpointer data) {
    g_autoptr(Database) one = open_mode(fixture->path, DATABASE_WRITER);
    g_autoptr(Database) two = open_mode(fixture->path, DATABASE_WRITER);
    g_autoptr(GError) error = NULL;
    execute(two, "PRAGMA busy_timeout = 1");
    g_assert_true(database_begin(one, DATABASE_WRITE, &error));
    g_assert_false(database_begin(two, DATABASE_WRITE, &error));
    g_assert_error(error, BASE_ERROR, ERROR_OVERLOADED);
    database_rollback(one);
}

static void *read_on_thread(void *data) {
    Database *database = data;
    database_take_over(database);
    assert_number(database, "SELECT 1", 1);
    return NULL;
}

static void test_owner(Fixture *fixture, gconstpointer data) {
    if (g_test_subprocess()) {
        g_autoptr(Database) database = open_mode(fixture->path, DATABASE_WRITER);
        g_thread_join(g_thread_new("other", read_on_thread, database));
        database_assert_current(database); /* aborts: it belongs to the other thread */
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_failed();
}

#define ADD(name) g_test_add("/database/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    ADD(settings);
    ADD(reader);
    ADD(inspect);
    ADD(foreign_files);
    ADD(damage);
    ADD(transactions);
    ADD(failing_commit);
    ADD(statement_cache);
    ADD(statement_cache_limit);
    ADD(busy);
    ADD(owner);
    return g_test_run();
}
