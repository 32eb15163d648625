/* Leaves and their tree in the database, against a tree that is computed whole. */
#include "catalog/ledger/ledger_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/ledger/ledger_tree.h"
#include "catalog/store/setting_table.h"
#include "table_fixture.h"

static int64_t append(TableFixture *fixture, LedgerKind kind, const char *subject,
                      const char *text) {
    g_autoptr(GError) error = NULL;
    int64_t index = -1;
    g_assert_true(ledger_table_append(fixture->database, kind, subject, text, &index, &error));
    g_assert_no_error(error);
    return index;
}

static void test_append(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(append(fixture, LEDGER_KEY, "", "tongping-key 1\n"), ==, 0);
    g_assert_cmpint(append(fixture, LEDGER_RECORD, "a", "tongping-record 1\nname 张三\n"), ==, 1);
    g_assert_cmpint(append(fixture, LEDGER_RECORD, "a", "tongping-record 1\nname 李四\n"), ==, 2);
    g_autoptr(LedgerLeaf) leaf = ledger_table_get(fixture->database, 1, &error);
    g_assert_no_error(error);
    g_assert_cmpint(leaf->kind, ==, LEDGER_RECORD);
    g_assert_cmpstr(leaf->subject_id, ==, "a");
    g_assert_cmpstr(leaf->text, ==, "tongping-record 1\nname 张三\n");
    MerkleHash hash = ledger_leaf_hash(leaf->salt, leaf->text, strlen(leaf->text));
    g_assert_true(merkle_equal(&hash, &leaf->hash));
    int64_t index, size;
    g_assert_true(ledger_table_find(fixture->database, LEDGER_RECORD, "a", &index, &error));
    g_assert_cmpint(index, ==, 2);
    g_assert_false(ledger_table_find(fixture->database, LEDGER_CLOSE, "a", &index, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_true(ledger_table_size(fixture->database, &size, &error));
    g_assert_cmpint(size, ==, 3);
    g_assert_null(ledger_table_get(fixture->database, 3, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
}

static void test_bad_texts(TableFixture *fixture, gconstpointer data) {
    static const char *const TEXTS[] = {"", "\n", "no end", "two\n\nparts\n", "\xff\n", "\na\n"};
    g_autofree char *long_text = g_strnfill(LEDGER_TEXT_MAX_BYTES + 1, 'a');
    long_text[LEDGER_TEXT_MAX_BYTES] = '\n';
    for (unsigned i = 0; i <= G_N_ELEMENTS(TEXTS); i++) {
        g_autoptr(GError) error = NULL;
        int64_t index;
        g_assert_false(ledger_table_append(fixture->database, LEDGER_RECORD, "a",
                                           i < G_N_ELEMENTS(TEXTS) ? TEXTS[i] : long_text, &index,
                                           &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM ledger_leaf"), ==, 0);
}

/* Nobody changes or removes a leaf by an ordinary statement. */
static void test_append_only(TableFixture *fixture, gconstpointer data) {
    static const char *const STATEMENTS[] = {
        "DELETE FROM ledger_leaf", "UPDATE ledger_leaf SET text = 'other\n'",
        "UPDATE ledger_leaf SET salt = NULL, text = NULL, hash = zeroblob(32)"};
    append(fixture, LEDGER_RECORD, "a", "a\n");
    for (unsigned i = 0; i < G_N_ELEMENTS(STATEMENTS); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(database_execute(fixture->database, STATEMENTS[i], &error));
        g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    }
}

static void test_erase(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    MerkleHead before, after;
    append(fixture, LEDGER_RECORD, "a", "a\n");
    append(fixture, LEDGER_RECORD, "b", "b\n");
    g_assert_true(ledger_tree_head(fixture->database, 2, &before, &error));
    g_assert_true(ledger_table_erase(fixture->database, 0, &error));
    g_assert_no_error(error);
    g_assert_true(ledger_tree_head(fixture->database, 2, &after, &error));
    g_assert_true(merkle_equal(&before.root, &after.root));
    g_autoptr(LedgerLeaf) leaf = ledger_table_get(fixture->database, 0, &error);
    g_assert_null(leaf->text);
    g_autoptr(LedgerLeaf) erasure = ledger_table_get(fixture->database, 2, &error);
    g_assert_cmpint(erasure->kind, ==, LEDGER_ERASURE);
    g_assert_true(g_str_has_prefix(erasure->text, "tongping-erasure 1\nindex 0\n"));
    g_assert_true(ledger_table_erase(fixture->database, 0, &error)); /* again: nothing to do */
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM ledger_leaf"), ==, 3);
    g_assert_false(ledger_table_erase(fixture->database, 3, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
}

static void test_waits(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    int64_t index;
    g_assert_true(
        setting_table_set(fixture->database, LEDGER_SETTING_WAITS, "it is older", &error));
    g_assert_false(
        ledger_table_append(fixture->database, LEDGER_RECORD, "a", "a\n", &index, &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNAVAILABLE);
    g_clear_error(&error);
    g_assert_true(
        ledger_table_append_first(fixture->database, "tongping-epoch 1\n", &index, &error));
    g_assert_no_error(error);
}

/* ---- the tree ---- */

#define MANY 1100

static bool get_whole(unsigned level, int64_t index, MerkleHash *ret_hash, void *user,
                      GError **error) {
    const MerkleHash *leaves = user;
    if (level == 0) {
        *ret_hash = leaves[index];
        return true;
    }
    MerkleHash left, right;
    get_whole(level - 1, 2 * index, &left, user, error);
    get_whole(level - 1, 2 * index + 1, &right, user, error);
    *ret_hash = merkle_node(&left, &right);
    return true;
}

static void test_tree(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autofree MerkleHash *leaves = g_new(MerkleHash, MANY);
    for (int64_t i = 0; i < MANY; i++) {
        g_autofree char *text = g_strdup_printf("record %d\n", (int)i);
        g_assert_cmpint(append(fixture, LEDGER_RECORD, "", text), ==, i);
        g_autoptr(LedgerLeaf) leaf = ledger_table_get(fixture->database, i, &error);
        leaves[i] = leaf->hash;
    }
    const MerkleNodes whole = {get_whole, leaves}, kept = ledger_tree_nodes(fixture->database);
    for (int64_t size = 0; size <= MANY; size += 1 + size / 7) {
        MerkleHead head;
        MerkleHash root;
        g_assert_true(ledger_tree_head(fixture->database, size, &head, &error));
        g_assert_true(merkle_root(&whole, size, &root, &error));
        g_assert_true(merkle_equal(&root, &head.root));
        MerkleProof proof;
        for (int64_t index = 0; index < size; index += 1 + size / 5) {
            g_assert_true(merkle_prove_inclusion(&kept, index, size, &proof, &error));
            g_assert_true(merkle_is_included(&head, index, &leaves[index], &proof));
        }
    }
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM ledger_tile"), ==, 4);
    uint8_t bytes[LEDGER_TILE_BYTES];
    g_assert_true(ledger_tree_tile(fixture->database, 0, 1, 256, bytes, &error));
    g_assert_cmpmem(bytes, 32 * 256, leaves + 256, 32 * 256);
    g_assert_true(ledger_tree_tile(fixture->database, 0, 4, MANY - 1024, bytes, &error));
    g_assert_cmpmem(bytes, 32, leaves + 1024, 32);
    g_assert_true(ledger_tree_tile(fixture->database, 1, 0, 4, bytes, &error));
    MerkleHash root;
    g_assert_true(get_whole(8, 3, &root, leaves, &error));
    g_assert_cmpmem(bytes + 3 * 32, 32, root.bytes, 32);
    g_assert_false(ledger_tree_tile(fixture->database, 0, 4, MANY - 1023, bytes, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(append);
    TABLE_TEST(bad_texts);
    TABLE_TEST(append_only);
    TABLE_TEST(erase);
    TABLE_TEST(waits);
    TABLE_TEST(tree);
    return g_test_run();
}
