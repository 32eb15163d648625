#include "catalog/ledger/ledger_prove.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "catalog/ledger/ledger_head.h"
#include "catalog/ledger/ledger_key_leaf.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/ledger/ledger_tree.h"

#define MAX_NODES 65536 /* remembered: 5 MiB */

typedef struct Node {
    int64_t key; /* its place among the full nodes of all levels */
    MerkleHash hash;
} Node;

struct LedgerProver {
    Database *database;
    MerkleNodes tree;
    GHashTable *nodes; /* Node, by key */
};

LedgerProver *ledger_prove_begin(Database *database) {
    database_assert_current(database);
    LedgerProver *prover = g_new0(LedgerProver, 1);
    prover->database = database;
    prover->tree = ledger_tree_nodes(database);
    prover->nodes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    return prover;
}

void ledger_prove_end(LedgerProver *prover) {
    if (!prover)
        return;
    g_hash_table_unref(prover->nodes);
    g_free(prover);
}

static bool get_node(unsigned level, int64_t index, MerkleHash *ret_hash, void *user,
                     GError **error) {
    LedgerProver *prover = user;
    const int64_t key = index << 6 | level;
    const Node *known = g_hash_table_lookup(prover->nodes, &key);
    if (known) {
        *ret_hash = known->hash;
        return true;
    }
    if (!prover->tree.get(level, index, ret_hash, prover->tree.user, error))
        return false;
    if (level == 0 || g_hash_table_size(prover->nodes) >= MAX_NODES)
        return true;
    Node *node = g_new(Node, 1);
    *node = (Node){key, *ret_hash};
    g_hash_table_add(prover->nodes, node);
    return true;
}

bool ledger_prove_entry(LedgerProver *prover, int64_t index, int64_t size,
                        const char *checkpoint_text, LedgerReceipt *ret_receipt, GError **error) {
    const MerkleNodes nodes = {get_node, prover};
    *ret_receipt = (LedgerReceipt){.index = index};
    g_autoptr(LedgerLeaf) leaf = ledger_table_get(prover->database, index, error);
    if (!leaf)
        return false;
    if (!leaf->text) {
        g_set_error_literal(error, BASE_ERROR, ERROR_GONE, "The text of this entry was erased.");
        return false;
    }
    if (index >= size) {
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                            "There is no checkpoint over this ledger entry yet.");
        return false;
    }
    if (!merkle_prove_inclusion(&nodes, index, size, &ret_receipt->proof, error))
        return false;
    memcpy(ret_receipt->salt, leaf->salt, LEDGER_SALT_BYTES);
    ret_receipt->text = g_steal_pointer(&leaf->text);
    ret_receipt->checkpoint_text = g_strdup(checkpoint_text);
    return true;
}

bool ledger_prove_key(Database *database, const char *checkpoint_text,
                      char ret_key[LEDGER_KEY_TEXT_BYTES], GError **error) {
    Checkpoint checkpoint;
    size_t length = strlen(checkpoint_text);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT text FROM ledger_leaf WHERE kind = 'key' AND text IS NOT NULL"
                         " ORDER BY leaf_index DESC",
                         error);
    g_autoptr(GPtrArray) texts = statement ? statement_texts(statement, error) : NULL;
    if (!texts || !checkpoint_parse(checkpoint_text, length, &checkpoint, error))
        return false;
    for (unsigned i = 0; i < texts->len; i++) {
        CheckpointKey key;
        g_autofree char *text = ledger_key_leaf_read(g_ptr_array_index(texts, i));
        if (text && ledger_key_parse(text, checkpoint.origin, &key, NULL) &&
            checkpoint_verify(checkpoint_text, length, &checkpoint, &key, NULL)) {
            g_strlcpy(ret_key, text, LEDGER_KEY_TEXT_BYTES);
            return true;
        }
    }
    g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                        "The key of this checkpoint is not in the ledger.");
    return false;
}

char *ledger_prove_inclusion(Database *database, int64_t index, int64_t size,
                             const char *checkpoint_text, GError **error) {
    database_assert_current(database);
    const MerkleNodes nodes = ledger_tree_nodes(database);
    LedgerReceipt receipt = {.index = index, .checkpoint_text = (char *)checkpoint_text};
    if (!merkle_prove_inclusion(&nodes, index, size, &receipt.proof, error))
        return NULL;
    return ledger_receipt_write_proof(&receipt);
}

char *ledger_prove_receipt(Database *database, int64_t index, GError **error) {
    database_assert_current(database);
    g_auto(LedgerReceipt) receipt = {0};
    g_autoptr(LedgerHead) head = ledger_head_over(database, index + 1, error);
    if (!head)
        return NULL;
    g_autoptr(LedgerProver) prover = ledger_prove_begin(database);
    if (!ledger_prove_entry(prover, index, head->size, head->text, &receipt, error) ||
        !ledger_prove_key(database, head->text, receipt.key, error))
        return NULL;
    return ledger_receipt_write(&receipt);
}
