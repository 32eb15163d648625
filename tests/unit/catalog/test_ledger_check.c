/* What is signed, what is found out: heads, the file beside the key, epochs, every kind of change.
 */
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "base/error.h"
#include "catalog/ledger/cosignature.h"
#include "catalog/ledger/ledger_anchor.h"
#include "catalog/ledger/ledger_check.h"
#include "catalog/ledger/ledger_cosigner.h"
#include "catalog/ledger/ledger_epoch.h"
#include "catalog/ledger/ledger_head.h"
#include "catalog/ledger/ledger_start.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/store/setting_table.h"
#include "temp_dir.h"

#define NODE "00000000-0000-7000-8000-0000000000aa"

typedef struct Fixture {
    char *folder;
    Database *database;
    LedgerKey key;
} Fixture;

static void execute(Fixture *fixture, const char *sql) {
    g_autoptr(GError) error = NULL;
    g_assert_true(database_execute(fixture->database, sql, &error));
    g_assert_no_error(error);
}

/* As the server starts. The sentence why it waits, or NULL. */
static char *start(Fixture *fixture) {
    g_autoptr(GError) error = NULL;
    LedgerStart started;
    g_assert_true(ledger_start_run(fixture->database, fixture->folder, &started, &error));
    g_assert_no_error(error);
    fixture->key = started.key;
    return started.waits;
}

static void add(Fixture *fixture, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = g_strdup_printf("tongping-record 1\nname %u\n", i);
        int64_t index;
        g_assert_true(
            ledger_table_append(fixture->database, LEDGER_RECORD, "", text, &index, &error));
        g_assert_no_error(error);
    }
}

static char *sign(Fixture *fixture) {
    g_autoptr(GError) error = NULL;
    g_autoptr(LedgerHead) head =
        ledger_head_make(fixture->database, fixture->folder, &fixture->key, &error);
    g_assert_no_error(error);
    g_assert_nonnull(head);
    g_assert_true(ledger_head_store(fixture->database, head, &error));
    return g_steal_pointer(&head->text);
}

static void set_up(Fixture *fixture, gconstpointer data) {
    g_assert_cmpint(sodium_init(), >=, 0);
    fixture->folder = temp_dir_new();
    fixture->database = temp_dir_database(fixture->folder);
    g_assert_true(setting_table_set(fixture->database, SETTING_NODE_ID, NODE, NULL));
    g_assert_null(start(fixture));
    add(fixture, 299);
    g_autofree char *first = sign(fixture);
    add(fixture, 300);
    g_autofree char *second = sign(fixture);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
    database_close(fixture->database);
    temp_dir_remove(fixture->folder);
}

static int64_t check(Fixture *fixture, char **ret_problem) {
    g_autoptr(GError) error = NULL;
    g_auto(LedgerCheck) found = {0};
    Checkpoint anchor;
    bool has_anchor = ledger_anchor_read(fixture->folder, &anchor, NULL);
    g_assert_true(ledger_check_run(fixture->database, &anchor, has_anchor, &found, &error));
    g_assert_no_error(error);
    g_test_message("%" G_GINT64_FORMAT ": %s", found.bad_index, found.problem);
    if (ret_problem)
        *ret_problem = g_steal_pointer(&found.problem);
    return found.bad_index;
}

static void test_good(Fixture *fixture, gconstpointer data) {
    g_assert_cmpint(check(fixture, NULL), ==, -1);
    g_assert_null(start(fixture)); /* again */
    g_assert_true(ledger_table_erase(fixture->database, 17, NULL));
    g_assert_cmpint(check(fixture, NULL), ==, -1);
    g_autoptr(GError) error = NULL;
    g_autoptr(LedgerHead) newest = ledger_head_newest(fixture->database, &error);
    g_assert_cmpint(newest->size, ==, 600);
    g_assert_true(g_str_has_prefix(newest->text, NODE "/1\n600\n"));
    g_assert_null(ledger_head_over(fixture->database, 601, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
}

static void test_nothing_new(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_assert_null(ledger_head_make(fixture->database, fixture->folder, &fixture->key, &error));
    g_assert_no_error(error);
}

/* What somebody with the file may do, and the first entry that shows it. */
static void test_changes(Fixture *fixture, gconstpointer data) {
    static const struct {
        const char *sql;
        int64_t index;
    } ROWS[] = {
        {"UPDATE ledger_leaf SET text = replace(text, 'name', 'nane') WHERE leaf_index = 400", 400},
        {"UPDATE ledger_leaf SET salt = zeroblob(32) WHERE leaf_index = 12", 12},
        {"UPDATE ledger_leaf SET hash = zeroblob(32) WHERE leaf_index = 599", 599},
        {"UPDATE ledger_leaf SET salt = NULL, text = NULL WHERE leaf_index = 5", 5},
        {"DELETE FROM ledger_leaf WHERE leaf_index = 3", 3},
        {"DELETE FROM ledger_leaf WHERE leaf_index >= 590", 590},
        {"UPDATE ledger_tile SET root = zeroblob(32) WHERE tile_index = 1", 256},
        {"DELETE FROM ledger_tile WHERE tile_index = 0", 0},
        {"UPDATE ledger_checkpoint SET text = replace(text, '300', '301') WHERE size = 300", 299},
    };
    execute(fixture, "DROP TRIGGER ledger_leaf_no_update; DROP TRIGGER ledger_leaf_no_delete");
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_assert_true(database_begin(fixture->database, DATABASE_WRITE, NULL));
        execute(fixture, ROWS[i].sql);
        g_assert_cmpint(check(fixture, NULL), ==, ROWS[i].index);
        database_rollback(fixture->database);
    }
    g_assert_cmpint(check(fixture, NULL), ==, -1);
}

/* All hashes of another past are right, and all its heads: only who remembers an old one sees it.
 */
static void test_rebuilt(Fixture *fixture, gconstpointer data) {
    execute(fixture,
            "DROP TRIGGER ledger_leaf_no_update; DROP TRIGGER ledger_leaf_no_delete;"
            "DELETE FROM ledger_leaf WHERE leaf_index >= 290;"
            "DELETE FROM ledger_tile WHERE tile_index >= 1; DELETE FROM ledger_checkpoint");
    add(fixture, 400);
    g_assert_cmpint(check(fixture, NULL), ==, 0);
    g_autofree char *waits = start(fixture);
    g_assert_nonnull(strstr(waits, "first 600 entries are not those"));
    g_autoptr(GError) error = NULL;
    g_assert_null(ledger_head_make(fixture->database, fixture->folder, &fixture->key, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
}

/* A head that somebody without the key has put there. */
static void test_foreign_signature(Fixture *fixture, gconstpointer data) {
    g_autoptr(LedgerHead) head = ledger_head_newest(fixture->database, NULL);
    CheckpointSigner other;
    Checkpoint checkpoint;
    g_assert_true(checkpoint_parse(head->text, strlen(head->text), &checkpoint, NULL));
    g_assert_true(checkpoint_signer_make(NODE "/1", &other, NULL));
    GString *text = g_string_new(NULL);
    checkpoint_append(text, checkpoint.origin, &checkpoint.head, &other);
    g_autofree char *sql =
        g_strdup_printf("UPDATE ledger_checkpoint SET text = '%s' WHERE size = 600", text->str);
    g_string_free(text, TRUE);
    execute(fixture, sql);
    g_assert_cmpint(check(fixture, NULL), ==, 599);
}

/* ---- epochs ---- */

static bool open_epoch(Fixture *fixture, const char *first, const char *second, GError **error) {
    Checkpoint anchor;
    int64_t number;
    const LedgerOpening opening = {
        .node = NODE,
        .anchor = ledger_anchor_read(fixture->folder, &anchor, NULL) ? &anchor : NULL,
        .names = {first, second},
        .key = &fixture->key};
    return ledger_epoch_open(fixture->database, &opening, &number, error);
}

static void roll_back(Fixture *fixture) {
    execute(fixture, "DROP TRIGGER ledger_leaf_no_delete;"
                     "DELETE FROM ledger_leaf WHERE leaf_index >= 310;"
                     "DELETE FROM ledger_tile WHERE tile_index >= 1;"
                     "DELETE FROM ledger_checkpoint WHERE size > 310");
}

static void test_epoch(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    int64_t index, epoch;
    g_assert_false(open_epoch(fixture, "乌兰", "李四", &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_clear_error(&error);
    roll_back(fixture);
    g_assert_cmpint(check(fixture, NULL), ==, 310);
    g_autofree char *waits = start(fixture);
    g_assert_cmpstr(waits, ==, "the database has 310 entries of the ledger, but 600 were signed");
    g_assert_false(
        ledger_table_append(fixture->database, LEDGER_RECORD, "", "a\n", &index, &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNAVAILABLE);
    g_clear_error(&error);
    static const char *const NAMES[][2] = {{"乌兰", " 乌兰"}, {"", "李四"}, {"a\nb", "李四"}};
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_assert_false(open_epoch(fixture, NAMES[i][0], NAMES[i][1], &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
        g_clear_error(&error);
    }
    g_assert_true(open_epoch(fixture, "乌兰", "李四", &error));
    g_assert_no_error(error);
    g_autoptr(LedgerLeaf) leaf = ledger_table_get(fixture->database, 310, &error);
    g_assert_true(g_str_has_prefix(leaf->text, "tongping-epoch 1\norigin " NODE "/2\nfirst 310\n"
                                               "lost 310-600\nwas " NODE "/1 600 "));
    g_assert_nonnull(strstr(leaf->text, "\napproved 乌兰\napproved 李四\n"));
    g_assert_true(ledger_epoch_of(fixture->database, 309, &epoch, &error) && epoch == 1);
    g_assert_true(ledger_epoch_of(fixture->database, 310, &epoch, &error) && epoch == 2);
    g_autofree char *again = start(fixture); /* a crash here: the file is still of the old epoch */
    g_assert_null(again);
    g_autofree char *text = sign(fixture);
    g_assert_true(g_str_has_prefix(text, NODE "/2\n311\n"));
    g_assert_cmpint(check(fixture, NULL), ==, -1);
}

/* The database of before the epoch, put back once more. */
static void test_old_epoch(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    roll_back(fixture);
    g_free(start(fixture));
    g_assert_true(open_epoch(fixture, "乌兰", "李四", &error));
    add(fixture, 400);
    g_free(sign(fixture));
    execute(fixture, "DELETE FROM ledger_epoch;"
                     "DELETE FROM ledger_checkpoint WHERE epoch = 2");
    g_autofree char *waits = start(fixture);
    g_assert_cmpstr(waits, ==, "the database is of epoch 1, but epoch 2 was opened already");
}

static void test_lost_files(Fixture *fixture, gconstpointer data) {
    g_autofree char *key = g_build_filename(fixture->folder, LEDGER_KEY_FILE_NAME, NULL);
    g_autofree char *anchor = g_build_filename(fixture->folder, LEDGER_ANCHOR_FILE_NAME, NULL);
    g_assert_cmpint(g_unlink(key), ==, 0);
    g_assert_null(start(fixture)); /* a new key: a leaf says so */
    g_autoptr(GError) error = NULL;
    g_autoptr(LedgerLeaf) leaf = ledger_table_get(fixture->database, 600, &error);
    g_assert_cmpint(leaf->kind, ==, LEDGER_KEY);
    g_assert_nonnull(strstr(leaf->text, "\nreason lost\n"));
    g_free(sign(fixture));
    g_assert_cmpint(check(fixture, NULL), ==, -1);
    g_assert_cmpint(g_unlink(anchor), ==, 0); /* nobody knows whether the database is the newest */
    g_autofree char *waits = start(fixture);
    g_assert_nonnull(strstr(waits, "is not beside the database"));
    g_assert_true(open_epoch(fixture, "乌兰", "李四", &error));
    g_autoptr(LedgerLeaf) first = ledger_table_get(fixture->database, 601, &error);
    g_assert_nonnull(strstr(first->text, "\nlost unknown\nwas -\n"));
    g_assert_null(start(fixture)); /* nothing is signed of the new epoch yet */
    g_assert_true(g_file_set_contents(anchor, "rubbish\n", -1, NULL));
    g_assert_cmpint(g_chmod(anchor, 0600), ==, 0);
    g_autofree char *damaged = start(fixture);
    g_assert_nonnull(strstr(damaged, "it is no checkpoint"));
}

static void test_bad_key(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(fixture->folder, LEDGER_KEY_FILE_NAME, NULL);
    g_autofree char *text = NULL;
    LedgerKey key;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpint(g_chmod(path, 0644), ==, 0);
    g_assert_false(ledger_key_open(fixture->folder, &key, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    g_clear_error(&error);
    g_assert_cmpint(g_chmod(path, 0600), ==, 0);
    g_assert_true(ledger_key_open(fixture->folder, &key, &error));
    g_assert_cmpstr(key.text, ==, fixture->key.text);
    g_assert_true(g_file_set_contents(path, "no key\n", -1, NULL));
    g_assert_cmpint(g_chmod(path, 0600), ==, 0);
    g_assert_false(ledger_key_open(fixture->folder, &key, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
}

/* ---- cosigners ---- */

static void cosign(GString *text, const CheckpointSigner *signer) {
    Checkpoint checkpoint;
    g_assert_true(checkpoint_parse(text->str, text->len, &checkpoint, NULL));
    cosignature_append(text, &checkpoint, 1679315147, signer);
}

static void test_cosigners(Fixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    CheckpointSigner town, stranger;
    CheckpointKey key;
    int64_t size;
    g_assert_true(checkpoint_signer_make("town.example", &town, NULL));
    g_assert_true(checkpoint_signer_make("town.example", &stranger, NULL));
    g_autofree char *key_text = cosignature_key_text(&town.key);
    g_assert_true(ledger_cosigner_add(fixture->database, key_text, &key, &error));
    g_assert_no_error(error);
    g_assert_false(ledger_cosigner_add(fixture->database, "town.example", &key, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_clear_error(&error);
    g_autoptr(LedgerHead) newest = ledger_head_newest(fixture->database, &error);
    g_autoptr(LedgerHead) older = g_new0(LedgerHead, 1);
    g_autofree char *sql = NULL;
    g_autoptr(GString) text = g_string_new(newest->text);
    cosign(text, &stranger);
    g_assert_false(ledger_cosigner_take(fixture->database, text->str, &size, &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNAUTHENTICATED);
    g_clear_error(&error);
    cosign(text, &town);
    g_assert_true(ledger_cosigner_take(fixture->database, text->str, &size, &error));
    g_assert_no_error(error);
    g_assert_true(ledger_cosigner_take(fixture->database, text->str, &size, &error)); /* again */
    g_autoptr(LedgerHead) cosigned = ledger_head_newest(fixture->database, &error);
    g_assert_true(g_str_has_prefix(cosigned->text, newest->text));
    g_assert_nonnull(strstr(cosigned->text, "\xe2\x80\x94 town.example "));
    g_assert_cmpuint(strlen(cosigned->text), >, strlen(newest->text));
    execute(fixture,
            "CREATE TEMP TABLE old AS SELECT text FROM ledger_checkpoint WHERE size = 300");
    g_autoptr(Statement) statement =
        database_prepare(fixture->database, "SELECT text FROM old", NULL);
    g_assert_cmpint(statement_step(statement, NULL), ==, STATEMENT_ROW);
    g_autoptr(GString) small = g_string_new(statement_text(statement, 0));
    cosign(small, &town);
    g_assert_false(ledger_cosigner_take(fixture->database, small->str, &size, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_assert_cmpint(size, ==, 600);
    g_clear_error(&error);
    small->str[strlen(NODE)] = '+'; /* of nobody */
    g_assert_false(ledger_cosigner_take(fixture->database, small->str, &size, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_clear_error(&error);
    small->str[strlen(NODE)] = '/';
    small->str[strlen(NODE) + 1] = '9';
    g_assert_false(ledger_cosigner_take(fixture->database, small->str, &size, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
}

#define TEST(name) g_test_add("/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TEST(good);
    TEST(nothing_new);
    TEST(changes);
    TEST(rebuilt);
    TEST(foreign_signature);
    TEST(epoch);
    TEST(old_epoch);
    TEST(lost_files);
    TEST(bad_key);
    TEST(cosigners);
    return g_test_run();
}
