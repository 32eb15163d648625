#include "catalog/store/restore.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/token.h"
#include "catalog/store/backup.h"
#include "catalog/store/data_dir.h"
#include "catalog/store/setting_table.h"
#include "catalog/store/store_file.h"
#include "temp_dir.h"

typedef struct Fixture {
    char *root;
    char *source, *backup, *target; /* folders below root */
} Fixture;

static void set_mark(const char *folder, const char *mark) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Database) database = temp_dir_database(folder);
    g_assert_true(setting_table_set(database, "mark", mark, &error));
    g_assert_no_error(error);
}

static void assert_mark(const char *folder, const char *expected) {
    g_autoptr(GError) error = NULL;
    g_autofree char *mark = NULL;
    g_autoptr(Database) database = temp_dir_database(folder);
    g_assert_true(setting_table_find(database, "mark", &mark, &error));
    g_assert_cmpstr(mark, ==, expected);
}

static char *key_id(const char *folder) {
    g_autoptr(GError) error = NULL;
    uint8_t key[16];
    char id[9];
    g_autoptr(TokenKeys) keys = token_keys_open(folder, &error);
    g_assert_no_error(error);
    g_assert_true(token_keys_derive(keys, "", "test", key, sizeof key, id));
    return g_strdup(id);
}

/* The file that stands for the county's certificate authority: all devices trust it. */
static void assert_authority(const char *folder, const char *expected) {
    g_autofree char *path = g_build_filename(folder, "tls", "ca.key", NULL);
    g_autofree char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    g_assert_cmpstr(text, ==, expected);
}

static void make_authority(const char *folder, const char *text) {
    g_autofree char *tls = g_build_filename(folder, "tls", NULL);
    g_autofree char *path = g_build_filename(tls, "ca.key", NULL);
    g_assert_cmpint(g_mkdir_with_parents(tls, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

#define LOG_NAME BACKUP_VIEWINGS_NAME "/2023-11-15.log"

static void make_log(const char *folder, const char *mark) {
    g_autofree char *viewings = temp_dir_file(folder, BACKUP_VIEWINGS_NAME);
    g_autofree char *path = temp_dir_file(folder, LOG_NAME);
    g_assert_cmpint(g_mkdir_with_parents(viewings, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, mark, -1, NULL));
}

static void assert_log(const char *folder, const char *mark) {
    g_autofree char *path = temp_dir_file(folder, LOG_NAME);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, mark);
}

/* A data directory with a database, a key, an authority and a day of the viewing log. */
static void make_data(const char *folder, const char *mark) {
    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    make_authority(folder, mark);
    make_log(folder, mark);
    set_mark(folder, mark);
    g_autofree char *id = key_id(folder);
    g_assert_nonnull(id);
}

static void set_up(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    BackupResult result;
    fixture->root = temp_dir_new();
    fixture->source = temp_dir_file(fixture->root, "source");
    fixture->backup = temp_dir_file(fixture->root, "backup");
    fixture->target = temp_dir_file(fixture->root, "target");
    make_data(fixture->source, "saved");
    g_assert_true(backup_write(fixture->source, fixture->backup, &result, &error));
    g_assert_no_error(error);
    set_mark(fixture->source, "later");
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    g_free(fixture->source);
    g_free(fixture->backup);
    g_free(fixture->target);
    temp_dir_remove(fixture->root);
}

static void assert_same_keys(const Fixture *fixture) {
    g_autofree char *one = key_id(fixture->source);
    g_autofree char *two = key_id(fixture->target);
    g_assert_cmpstr(one, ==, two);
}

static void test_into_nothing(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    char *kept = (char *)"";
    g_assert_true(
        restore_run(fixture->backup, fixture->target, RESTORE_REFUSE_OVERWRITE, &kept, &error));
    g_assert_no_error(error);
    g_assert_null(kept);
    g_autoptr(DataDir) directory = data_dir_open(fixture->target, &error); /* lock free, no mark */
    g_assert_no_error(error);
    assert_mark(fixture->target, "saved");
    assert_same_keys(fixture);
    assert_authority(fixture->target, "saved");
    assert_log(fixture->target, "saved");
}

static void test_overwrite(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autofree char *kept = NULL;
    make_data(fixture->target, "present");
    g_autofree char *old_key = key_id(fixture->target);
    g_assert_false(
        restore_run(fixture->backup, fixture->target, RESTORE_REFUSE_OVERWRITE, &kept, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_clear_error(&error);
    assert_mark(fixture->target, "present");

    g_assert_true(
        restore_run(fixture->backup, fixture->target, RESTORE_ALLOW_OVERWRITE, &kept, &error));
    g_assert_no_error(error);
    assert_mark(fixture->target, "saved");
    assert_same_keys(fixture);
    assert_authority(fixture->target, "saved");
    assert_mark(kept, "present"); /* what was there can be had back */
    assert_authority(kept, "present");
    assert_log(fixture->target, "saved");
    assert_log(kept, "present");
    g_autofree char *kept_key = key_id(kept);
    g_assert_cmpstr(kept_key, ==, old_key);
}

/* The write-ahead log of a killed server goes with its database, not into the restored one. */
static void test_old_log(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autofree char *kept = NULL;
    make_data(fixture->target, "present");
    g_autoptr(Database) open = temp_dir_database(fixture->target);
    g_assert_true(setting_table_set(open, "mark", "in the log", &error));
    g_autofree char *log = temp_dir_file(fixture->target, STORE_FILE_NAME "-wal");
    g_autofree char *bytes = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(log, &bytes, &length, NULL));
    g_clear_pointer(&open, database_close);
    g_assert_true(g_file_set_contents(log, bytes, (gssize)length, NULL));

    g_assert_true(
        restore_run(fixture->backup, fixture->target, RESTORE_ALLOW_OVERWRITE, &kept, &error));
    g_assert_no_error(error);
    g_assert_false(g_file_test(log, G_FILE_TEST_EXISTS));
    assert_mark(fixture->target, "saved");
    assert_mark(kept, "in the log");
}

static void test_locked(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    char *kept = NULL;
    g_autoptr(DataDir) server = data_dir_open(fixture->target, &error);
    g_assert_no_error(error);
    g_assert_false(
        restore_run(fixture->backup, fixture->target, RESTORE_ALLOW_OVERWRITE, &kept, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_assert_nonnull(strstr(error->message, "another server"));
}

static void spoil_middle(const char *path) {
    FILE *file = fopen(path, "r+");
    fseek(file, 4096, SEEK_SET);
    for (int i = 0; i < 3 * 4096; i++)
        fputc(i % 251, file);
    fclose(file);
}

static void spoil_length(const char *path) {
    g_assert_cmpint(truncate(path, 3 * 4096), ==, 0);
}

static void spoil_version(const char *path) {
    g_autoptr(Database) database = database_open(path, DATABASE_WRITER, NULL);
    g_assert_true(database_execute(database, "PRAGMA user_version = 1000", NULL));
}

static void spoil_all(const char *path) {
    g_assert_cmpint(unlink(path), ==, 0);
}

typedef struct SpoilRow {
    const char *name;
    void (*spoil)(const char *path);
    ErrorCode code;
} SpoilRow;

static const SpoilRow SPOILS[] = {
    {"middle", spoil_middle, ERROR_CORRUPT},
    {"length", spoil_length, ERROR_CORRUPT},
    {"version", spoil_version, ERROR_NEWER},
    {"missing", spoil_all, ERROR_NOT_FOUND},
};

/* A bad backup is refused before anything is touched. */
static void test_bad_backup(Fixture *fixture, gconstpointer data) {
    const SpoilRow *row = data;
    g_autoptr(GError) error = NULL;
    char *kept = NULL;
    make_data(fixture->target, "present");
    g_autofree char *path = temp_dir_file(fixture->backup, STORE_FILE_NAME);
    row->spoil(path);
    g_assert_false(
        restore_run(fixture->backup, fixture->target, RESTORE_ALLOW_OVERWRITE, &kept, &error));
    g_assert_error(error, BASE_ERROR, (int)row->code);
    g_test_message("%s", error->message);
    g_clear_error(&error);
    assert_mark(fixture->target, "present");
    g_autoptr(DataDir) directory = data_dir_open(fixture->target, &error);
    g_assert_no_error(error);
}

/* Cut short between moving the old away and the new in, no server starts, and running it again
 * finishes. */
static void test_cut_short(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autofree char *kept = NULL;
    make_data(fixture->target, "present");
    g_autofree char *mark = temp_dir_file(fixture->target, DATA_DIR_RESTORE_NAME);
    g_autofree char *stage = temp_dir_file(fixture->target, "restoring");
    g_autofree char *database = temp_dir_file(fixture->target, STORE_FILE_NAME);
    g_assert_true(g_file_set_contents(mark, "", 0, NULL));
    g_assert_cmpint(g_mkdir_with_parents(stage, 0700), ==, 0);
    g_assert_cmpint(unlink(database), ==, 0);
    g_assert_null(data_dir_open(fixture->target, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    g_clear_error(&error);
    g_assert_true(
        restore_run(fixture->backup, fixture->target, RESTORE_ALLOW_OVERWRITE, &kept, &error));
    g_assert_no_error(error);
    g_autoptr(DataDir) directory = data_dir_open(fixture->target, &error);
    g_assert_no_error(error);
    assert_mark(fixture->target, "saved");
    g_assert_false(g_file_test(stage, G_FILE_TEST_EXISTS));
}

#define ADD(name) g_test_add("/restore/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    ADD(into_nothing);
    ADD(overwrite);
    ADD(old_log);
    ADD(locked);
    for (unsigned i = 0; i < G_N_ELEMENTS(SPOILS); i++) {
        g_autofree char *name = g_strconcat("/restore/bad_backup/", SPOILS[i].name, NULL);
        g_test_add(name, Fixture, &SPOILS[i], set_up, test_bad_backup, tear_down);
    }
    ADD(cut_short);
    return g_test_run();
}
