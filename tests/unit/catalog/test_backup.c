#include "catalog/store/backup.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "catalog/store/folder_copy.h"
#include "catalog/store/store_file.h"
#include "store_fixture.h"
#include "temp_dir.h"

#define N_ROWS 16000 /* 20 MB: a backup takes several steps, between which the writer commits */

static void assert_mode(const char *folder, const char *name, unsigned mode) {
    struct stat info;
    g_autofree char *path = temp_dir_file(folder, name);
    g_assert_cmpint(stat(path, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 0777, ==, mode);
}

static int64_t number(const char *folder, const char *sql) {
    g_autoptr(GError) error = NULL;
    int64_t value = -1;
    g_autofree char *path = temp_dir_file(folder, STORE_FILE_NAME);
    g_autoptr(Database) database = database_open(path, DATABASE_INSPECT, &error);
    g_assert_no_error(error);
    g_assert_true(database_query_int64(database, sql, &value, &error));
    g_assert_no_error(error);
    return value;
}

static unsigned n_entries(const char *folder) {
    g_autoptr(GDir) listing = g_dir_open(folder, 0, NULL);
    unsigned n = 0;
    while (g_dir_read_name(listing))
        n++;
    return n;
}

/* Writes pairs: a row and its negative, in one transaction. */
typedef struct Pairs {
    StoreFixture *fixture;
    int64_t next_id, last_id;
    int is_stopped;
    Waiter end;
} Pairs;

static bool insert_pair(Database *database, void *data, GError **error) {
    Pairs *pairs = data;
    for (int sign = -1; sign <= 1; sign += 2) {
        g_autoptr(Statement) statement = database_prepare(
            database, "INSERT INTO item (id, text) VALUES (?1, hex(zeroblob(500)))", error);
        if (!statement)
            return false;
        statement_bind_int64(statement, 1, sign * pairs->next_id);
        if (!statement_run(statement, error))
            return false;
    }
    pairs->next_id++;
    return true;
}

static void on_pair(const GError *error, void *data) {
    Pairs *pairs = data;
    g_assert_no_error(error);
    if (__atomic_load_n(&pairs->is_stopped, __ATOMIC_SEQ_CST)) {
        waiter_signal(&pairs->end);
        return;
    }
    const StoreJob job = {
        .run = insert_pair, .done = on_pair, .reply_to = pairs->fixture->asker, .data = pairs};
    g_assert_true(store_write(pairs->fixture->store, &job, NULL));
}

static void fill(StoreFixture *fixture) {
    g_autofree char *sql = g_strdup_printf(
        "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %d)"
        " INSERT INTO item SELECT n * 1000000, hex(zeroblob(500)) FROM s",
        N_ROWS);
    Waiter done;
    int code = 0;
    waiter_init(&done);
    g_assert_true(
        store_fixture_write(fixture, &(Item){.sql = sql, .done = &done, .ret_code = &code}, NULL));
    waiter_wait(&done, 1);
    g_assert_cmpint(code, ==, -1);
    waiter_clear(&done);
}

/* Backups taken while a writer never pauses hold whole transactions, each later one more of them.
 */
static void test_during_writes(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    fill(fixture);
    char *targets = temp_dir_new();
    Pairs pairs = {.fixture = fixture, .next_id = 1};
    waiter_init(&pairs.end);
    on_pair(NULL, &pairs);
    int64_t n_before = 0;
    for (int i = 0; i < 3; i++) {
        g_autofree char *name = g_strdup_printf("backup-%d", i);
        g_autofree char *target = temp_dir_file(targets, name);
        BackupResult result;
        g_assert_true(backup_write(fixture->folder, target, &result, &error));
        g_assert_no_error(error);
        g_assert_cmpint(result.database_bytes, >, N_ROWS * 1000);
        g_assert_cmpuint(result.n_keys, ==, 1);
        g_assert_true(backup_check(target, &error));
        g_assert_cmpint(number(target, "SELECT sum(id) FROM item WHERE abs(id) < 1000000"), ==, 0);
        int64_t n_pairs = number(target, "SELECT count(*) FROM item WHERE abs(id) < 1000000");
        g_assert_cmpint(n_pairs, >=, n_before);
        n_before = n_pairs;
    }
    __atomic_store_n(&pairs.is_stopped, 1, __ATOMIC_SEQ_CST);
    waiter_wait(&pairs.end, 1);
    g_assert_cmpint(n_before, >, 0); /* the writer did run meanwhile */
    g_assert_cmpuint(n_entries(targets), ==, 3);
    waiter_clear(&pairs.end);
    temp_dir_remove(targets);
}

static void test_contents(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    char *targets = temp_dir_new();
    g_autofree char *target = temp_dir_file(targets, "backup");
    BackupResult result;
    fill(fixture);
    g_assert_true(backup_write(fixture->folder, target, &result, &error));
    g_assert_no_error(error);
    assert_mode(targets, "backup", 0700);
    assert_mode(target, STORE_FILE_NAME, 0600);
    assert_mode(target, BACKUP_KEYS_NAME, 0700);
    g_assert_cmpuint(n_entries(target), ==, 2); /* no log, no index, no rest */
    g_assert_cmpint(number(target, "SELECT count(*) FROM item"), ==, N_ROWS);
    g_autofree char *backup_keys = temp_dir_file(target, BACKUP_KEYS_NAME);
    g_autoptr(GDir) keys = g_dir_open(backup_keys, 0, NULL);
    assert_mode(backup_keys, g_dir_read_name(keys), 0600);

    g_assert_false(backup_write(fixture->folder, target, &result, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_assert_cmpuint(n_entries(targets), ==, 1);
    temp_dir_remove(targets);
}

/* Of a file that grows what was there at first; of a folder no more than its files. */
static void test_copy(void) {
    g_autoptr(GError) error = NULL;
    char *folder = temp_dir_new();
    g_autofree char *from = temp_dir_file(folder, "from");
    g_autofree char *inner = temp_dir_file(folder, "from/inner");
    g_autofree char *file = temp_dir_file(folder, "from/file");
    g_autofree char *gone = temp_dir_file(folder, "from/gone");
    g_autofree char *to = temp_dir_file(folder, "to");
    g_autofree char *copy = temp_dir_file(folder, "to/file");
    g_autofree char *text = NULL;
    unsigned n_files;
    g_assert_cmpint(g_mkdir_with_parents(inner, 0700), ==, 0);
    g_assert_true(g_file_set_contents(file, "one\ntwo\n", -1, NULL));
    g_assert_cmpint(symlink("nowhere", gone), ==, 0); /* neither a file nor an error */
    g_assert_true(folder_copy_files(from, to, &n_files, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(n_files, ==, 1);
    g_assert_true(g_file_get_contents(copy, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, "one\ntwo\n");
    g_assert_cmpuint(n_entries(to), ==, 1);
    temp_dir_remove(folder);
}

/* A backup that cannot be made leaves nothing behind. */
static void test_failures(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    char *targets = temp_dir_new();
    char *empty = temp_dir_new();
    BackupResult result;
    g_autofree char *target = temp_dir_file(targets, "backup");
    g_assert_false(backup_write(empty, target, &result, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_cmpuint(n_entries(targets), ==, 0);
    g_autofree char *nowhere = temp_dir_file(targets, "no/such/folder");
    g_assert_false(backup_write(fixture->folder, nowhere, &result, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    g_clear_error(&error);

    fill(fixture);
    g_clear_pointer(&fixture->store, store_free);
    g_autofree char *path = temp_dir_file(fixture->folder, STORE_FILE_NAME);
    FILE *file = fopen(path, "r+");
    fseek(file, 50 * 4096, SEEK_SET);
    for (int i = 0; i < 20 * 4096; i++)
        fputc(i % 251, file);
    fclose(file);
    g_assert_false(backup_write(fixture->folder, target, &result, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    g_test_message("%s", error->message);
    g_assert_cmpuint(n_entries(targets), ==, 0);
    temp_dir_remove(targets);
    temp_dir_remove(empty);
}

#define ADD(name)                                                                                  \
    g_test_add("/backup/" #name, StoreFixture, NULL, store_fixture_set_up, test_##name,            \
               store_fixture_tear_down)

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    ADD(during_writes);
    ADD(contents);
    ADD(failures);
    g_test_add_func("/backup/copy", test_copy);
    return g_test_run();
}
