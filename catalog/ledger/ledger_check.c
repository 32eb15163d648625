#include "catalog/ledger/ledger_check.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "catalog/ledger/ledger_epoch.h"
#include "catalog/ledger/ledger_key_leaf.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/ledger/ledger_tree.h"
#include "catalog/store/setting_table.h"

#define ERASURE_START "tongping-erasure 1\nindex "

/* What is signed over the first `head.size` leaves. */
typedef struct Mark {
    Checkpoint checkpoint;
    char *text; /* owned; NULL: remembered by somebody, without a text */
    int64_t epoch;
} Mark;

typedef struct Walk {
    Database *database;
    LedgerCheck *check;
    MerkleHash right[MERKLE_MAX_PROOF]; /* full nodes that wait for their right brother */
    GHashTable *erased;                 /* int64 * without a leaf that says so yet */
    GPtrArray *keys;                    /* char *: public keys that leaves name */
    GPtrArray *marks;                   /* Mark *, by size */
    unsigned next_mark;
    int64_t sound_size; /* of the last head that was right */
    char *node;
} Walk;

void ledger_check_clear(LedgerCheck *check) {
    g_clear_pointer(&check->problem, g_free);
}

static void free_mark(void *data) {
    g_free(((Mark *)data)->text);
    g_free(data);
}

static void walk_clear(Walk *walk) {
    g_clear_pointer(&walk->erased, g_hash_table_unref);
    g_clear_pointer(&walk->keys, g_ptr_array_unref);
    g_clear_pointer(&walk->marks, g_ptr_array_unref);
    g_clear_pointer(&walk->node, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Walk, walk_clear)

/* The first one counts. Always false. */
G_GNUC_PRINTF(3, 4)
static bool found(LedgerCheck *check, int64_t index, const char *format, ...) {
    va_list arguments;
    if (check->problem)
        return false;
    va_start(arguments, format);
    check->problem = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    check->bad_index = index;
    return false;
}

/* ---- heads ---- */

static int by_size(const void *a, const void *b) {
    const Mark *left = *(Mark *const *)a, *right = *(Mark *const *)b;
    int64_t difference = left->checkpoint.head.size - right->checkpoint.head.size;
    return (difference > 0) - (difference < 0);
}

static bool add_mark(Walk *walk, Statement *statement) {
    Mark *mark = g_new0(Mark, 1);
    int64_t size = statement_int64(statement, 1);
    mark->epoch = statement_int64(statement, 0);
    mark->text = statement_dup_text(statement, 2);
    g_ptr_array_add(walk->marks, mark);
    g_autofree char *origin = ledger_epoch_origin(walk->node, mark->epoch);
    return (checkpoint_parse(mark->text, strlen(mark->text), &mark->checkpoint, NULL) &&
            mark->checkpoint.head.size == size && strcmp(mark->checkpoint.origin, origin) == 0) ||
           found(walk->check, size - 1, "the checkpoint over %" PRId64 " entries is damaged", size);
}

static bool load_marks(Walk *walk, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(walk->database, "SELECT epoch, size, text FROM ledger_checkpoint", error);
    if (!statement)
        return false;
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        if (!add_mark(walk, statement))
            return true;
    walk->check->n_checkpoints = walk->marks->len;
    return step == STATEMENT_DONE;
}

static void add_known(Walk *walk, const Checkpoint *known, unsigned n_known) {
    for (unsigned i = 0; i < n_known; i++) {
        Mark *mark = g_new0(Mark, 1);
        mark->checkpoint = known[i];
        g_ptr_array_add(walk->marks, mark);
    }
    g_ptr_array_sort(walk->marks, by_size);
}

static bool is_signed(const Walk *walk, const Mark *mark) {
    for (unsigned i = walk->keys->len; i > 0; i--) {
        CheckpointKey key;
        if (ledger_key_parse(g_ptr_array_index(walk->keys, i - 1), mark->checkpoint.origin, &key,
                             NULL) &&
            checkpoint_verify(mark->text, strlen(mark->text), &mark->checkpoint, &key, NULL))
            return true;
    }
    return false;
}

static MerkleHash root_of(const Walk *walk, int64_t size) {
    MerkleHash root = merkle_empty();
    bool has_root = false;
    for (unsigned level = 0; level < MERKLE_MAX_PROOF && size >> level > 0; level++)
        if (size >> level & 1) {
            root = has_root ? merkle_node(&walk->right[level], &root) : walk->right[level];
            has_root = true;
        }
    return root;
}

/* Of all heads over the first `size` leaves. */
static bool check_marks(Walk *walk, int64_t size) {
    MerkleHash root = {0};
    bool has_root = false;
    for (; walk->next_mark < walk->marks->len; walk->next_mark++) {
        const Mark *mark = g_ptr_array_index(walk->marks, walk->next_mark);
        if (mark->checkpoint.head.size > size)
            return true;
        if (!has_root)
            root = root_of(walk, size);
        has_root = true;
        if (!merkle_equal(&root, &mark->checkpoint.head.root))
            return found(walk->check, walk->sound_size,
                         "entries from %" PRId64 " on are not those that were signed at %" PRId64
                         " entries",
                         walk->sound_size, size);
        if (mark->text && !is_signed(walk, mark))
            return found(walk->check, size - 1,
                         "the checkpoint over %" PRId64 " entries is not signed by the ledger's "
                         "key",
                         size);
        walk->sound_size = size;
    }
    return true;
}

/* ---- leaves ---- */

static void note_erasure(Walk *walk, const LedgerLeaf *leaf) {
    if (!g_str_has_prefix(leaf->text, ERASURE_START))
        return;
    int64_t index = g_ascii_strtoll(leaf->text + strlen(ERASURE_START), NULL, 10);
    g_hash_table_remove(walk->erased, &index);
}

static bool check_leaf(Walk *walk, const LedgerLeaf *leaf) {
    if (!leaf->text) {
        int64_t *index = g_new(int64_t, 1);
        *index = leaf->index;
        g_hash_table_add(walk->erased, index);
        walk->check->n_erased++;
        return true;
    }
    MerkleHash hash = ledger_leaf_hash(leaf->salt, leaf->text, strlen(leaf->text));
    if (!merkle_equal(&hash, &leaf->hash))
        return found(walk->check, leaf->index, "entry %" PRId64 " is not what was written",
                     leaf->index);
    if (leaf->kind == LEDGER_ERASURE)
        note_erasure(walk, leaf);
    char *key = leaf->kind == LEDGER_KEY ? ledger_key_leaf_read(leaf->text) : NULL;
    if (key)
        g_ptr_array_add(walk->keys, key);
    return true;
}

static bool read_tile(Walk *walk, unsigned level, int64_t tile_index, MerkleHash *ret_root,
                      GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        walk->database, "SELECT root FROM ledger_tile WHERE level = ?1 AND tile_index = ?2", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, level);
    statement_bind_int64(statement, 2, tile_index);
    memset(ret_root, 0, sizeof *ret_root);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        (void)statement_copy_blob(statement, 0, ret_root->bytes, MERKLE_HASH_BYTES);
    return step != STATEMENT_FAILED;
}

/* Joins the leaf with its left brothers; a full tile must be stored as it is. */
static bool join(Walk *walk, const LedgerLeaf *leaf, GError **error) {
    MerkleHash hash = leaf->hash, stored;
    int64_t index = leaf->index;
    for (unsigned level = 0;; level++, index >>= 1) {
        if (level > 0 && level % 8 == 0) {
            if (!read_tile(walk, level / 8 - 1, index, &stored, error))
                return false;
            if (!merkle_equal(&stored, &hash))
                found(walk->check, index << level,
                      "the tile over entries %" PRId64 " to %" PRId64 " is damaged", index << level,
                      ((index + 1) << level) - 1);
        }
        if ((index & 1) == 0) {
            walk->right[level] = hash;
            return true;
        }
        hash = merkle_node(&walk->right[level], &hash);
    }
}

/* False: it is over, by a finding or an error. */
static bool take_leaf(Walk *walk, int64_t index, GError **error) {
    g_autoptr(GError) problem = NULL;
    g_autoptr(LedgerLeaf) leaf = ledger_table_get(walk->database, index, &problem);
    if (leaf)
        return check_leaf(walk, leaf) && join(walk, leaf, error) && !walk->check->problem &&
               check_marks(walk, index + 1);
    if (g_error_matches(problem, BASE_ERROR, ERROR_NOT_FOUND))
        return found(walk->check, index, "entry %" PRId64 " is missing", index);
    if (g_error_matches(problem, BASE_ERROR, ERROR_CORRUPT))
        return found(walk->check, index, "entry %" PRId64 " is damaged", index);
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

static void check_end(Walk *walk) {
    GHashTableIter iterator;
    void *key;
    if (walk->next_mark < walk->marks->len) {
        const Mark *mark = g_ptr_array_index(walk->marks, walk->marks->len - 1);
        found(walk->check, walk->check->size,
              "the ledger ends with %" PRId64 " entries, but %" PRId64 " were signed",
              walk->check->size, mark->checkpoint.head.size);
    }
    int64_t first = -1;
    g_hash_table_iter_init(&iterator, walk->erased);
    while (g_hash_table_iter_next(&iterator, &key, NULL))
        if (first < 0 || *(int64_t *)key < first)
            first = *(int64_t *)key;
    if (first >= 0)
        found(walk->check, first, "the text of entry %" PRId64 " is gone, and no erasure says why",
              first);
}

static bool walk_all(Walk *walk, GError **error) {
    GError *problem = NULL;
    for (int64_t index = 0; index < walk->check->size; index++)
        if (!take_leaf(walk, index, &problem)) {
            if (problem)
                g_propagate_error(error, problem);
            return !problem;
        }
    check_end(walk);
    return true;
}

bool ledger_check_run(Database *database, const Checkpoint *known, unsigned n_known,
                      LedgerCheck *ret_check, GError **error) {
    database_assert_current(database);
    *ret_check = (LedgerCheck){.bad_index = -1};
    g_auto(Walk) walk = {.database = database, .check = ret_check};
    walk.erased = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    walk.keys = g_ptr_array_new_with_free_func(g_free);
    walk.marks = g_ptr_array_new_with_free_func(free_mark);
    if (!ledger_table_size(database, &ret_check->size, error) ||
        !setting_table_find(database, SETTING_NODE_ID, &walk.node, error) ||
        !load_marks(&walk, error))
        return false;
    add_known(&walk, known, n_known);
    return ret_check->problem ? true : walk_all(&walk, error);
}
