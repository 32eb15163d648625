#include "catalog/ledger/merkle.h"

#include <string.h>

#include "base/error.h"

#define MOST 130 /* leaves of the trees that are tried whole */

/* A tree in memory, made without anything of merkle.c but its hashes: each node from its range. */
typedef struct Tree {
    MerkleHash leaves[MOST];
} Tree;

static MerkleHash hash_of(const Tree *tree, int64_t from, int64_t to) {
    if (to - from == 1)
        return tree->leaves[from];
    int64_t half = 1;
    while (half * 2 < to - from)
        half *= 2;
    MerkleHash left = hash_of(tree, from, from + half), right = hash_of(tree, from + half, to);
    return merkle_node(&left, &right);
}

static bool get(unsigned level, int64_t index, MerkleHash *ret_hash, void *user, GError **error) {
    g_assert_cmpint((index + 1) << level, <=, MOST); /* only full nodes are asked for */
    *ret_hash = hash_of(user, index << level, (index + 1) << level);
    return true;
}

static void fill(Tree *tree) {
    for (unsigned i = 0; i < MOST; i++)
        tree->leaves[i] = merkle_leaf(&i, sizeof i);
}

static MerkleHash from_hex(const char *hex) {
    MerkleHash hash;
    for (unsigned i = 0; i < MERKLE_HASH_BYTES; i++)
        hash.bytes[i] =
            (uint8_t)(g_ascii_xdigit_value(hex[2 * i]) << 4 | g_ascii_xdigit_value(hex[2 * i + 1]));
    return hash;
}

static bool is_hash(const MerkleHash *hash, const char *hex) {
    MerkleHash wanted = from_hex(hex);
    return merkle_equal(hash, &wanted);
}

/* The vectors that implementations of Certificate Transparency share. */
static void test_vectors(void) {
    static const struct {
        const char *bytes;
        size_t length;
        const char *root; /* of the tree that ends with this leaf */
    } ROWS[] = {
        {"", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {"\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
        {"\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
        {"\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
        {"\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
        {"\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
        {"\x50\x51\x52\x53\x54\x55\x56\x57", 8,
         "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
        {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
    };
    Tree tree;
    MerkleNodes nodes = {get, &tree};
    MerkleHash root;
    g_assert_true(merkle_root(&nodes, 0, &root, NULL));
    g_assert_true(
        is_hash(&root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        tree.leaves[i] = merkle_leaf(ROWS[i].bytes, ROWS[i].length);
        g_assert_true(merkle_root(&nodes, i + 1, &root, NULL));
        g_assert_true(is_hash(&root, ROWS[i].root));
    }
}

static MerkleHead head_of(const Tree *tree, int64_t size) {
    return (MerkleHead){size, size > 0 ? hash_of(tree, 0, size) : merkle_empty()};
}

static void test_inclusion(void) {
    Tree tree;
    MerkleNodes nodes = {get, &tree};
    MerkleProof proof;
    fill(&tree);
    for (int64_t size = 1; size <= MOST; size++) {
        MerkleHead head = head_of(&tree, size);
        for (int64_t index = 0; index < size; index++) {
            g_assert_true(merkle_prove_inclusion(&nodes, index, size, &proof, NULL));
            g_assert_true(merkle_is_included(&head, index, &tree.leaves[index], &proof));
            g_assert_false(
                merkle_is_included(&head, index, &tree.leaves[(index + 1) % MOST], &proof));
            if (size > 1)
                g_assert_false(
                    merkle_is_included(&head, (index + 1) % size, &tree.leaves[index], &proof));
            g_assert_false(merkle_is_included(&head, index + size, &tree.leaves[index], &proof));
        }
    }
}

static void test_consistency(void) {
    Tree tree;
    MerkleNodes nodes = {get, &tree};
    MerkleProof proof;
    fill(&tree);
    for (int64_t size = 1; size <= MOST; size++)
        for (int64_t old_size = 1; old_size <= size; old_size++) {
            MerkleHead old = head_of(&tree, old_size), head = head_of(&tree, size);
            g_assert_true(merkle_prove_consistency(&nodes, old_size, size, &proof, NULL));
            g_assert_true(merkle_is_consistent(&old, &head, &proof));
            old.root.bytes[0] ^= 1;
            g_assert_false(merkle_is_consistent(&old, &head, &proof));
            old.root.bytes[0] ^= 1;
            head.root.bytes[31] ^= 1;
            g_assert_false(merkle_is_consistent(&old, &head, &proof));
            head.root.bytes[31] ^= 1;
            if (old_size < size)
                g_assert_false(merkle_is_consistent(&head, &old, &proof)); /* a smaller one */
        }
    MerkleHead none = head_of(&tree, 0), some = head_of(&tree, 5);
    proof.n = 0;
    g_assert_true(merkle_is_consistent(&none, &some, &proof));
    g_assert_false(merkle_is_consistent(&some, &none, &proof));
}

/* No byte of a proof is without meaning, none may be missing or too many. */
static void test_spoilt_proofs(void) {
    Tree tree;
    MerkleNodes nodes = {get, &tree};
    MerkleProof proof;
    fill(&tree);
    MerkleHead old = head_of(&tree, 45), head = head_of(&tree, 100);
    g_assert_true(merkle_prove_inclusion(&nodes, 70, 100, &proof, NULL));
    for (unsigned i = 0; i < proof.n; i++) {
        proof.hashes[i].bytes[7] ^= 0x10;
        g_assert_false(merkle_is_included(&head, 70, &tree.leaves[70], &proof));
        proof.hashes[i].bytes[7] ^= 0x10;
    }
    proof.n--;
    g_assert_false(merkle_is_included(&head, 70, &tree.leaves[70], &proof));
    proof.n += 2;
    g_assert_false(merkle_is_included(&head, 70, &tree.leaves[70], &proof));
    proof.n = MERKLE_MAX_PROOF + 1;
    g_assert_false(merkle_is_included(&head, 70, &tree.leaves[70], &proof));
    g_assert_true(merkle_prove_consistency(&nodes, 45, 100, &proof, NULL));
    for (unsigned i = 0; i < proof.n; i++) {
        proof.hashes[i].bytes[30] ^= 1;
        g_assert_false(merkle_is_consistent(&old, &head, &proof));
        proof.hashes[i].bytes[30] ^= 1;
    }
    proof.n--;
    g_assert_false(merkle_is_consistent(&old, &head, &proof));
}

static bool fail(unsigned level, int64_t index, MerkleHash *ret_hash, void *user, GError **error) {
    g_set_error_literal(error, BASE_ERROR, ERROR_IO, "no disk");
    return false;
}

static void test_errors(void) {
    MerkleNodes nodes = {fail, NULL};
    MerkleProof proof;
    MerkleHash root;
    g_autoptr(GError) error = NULL;
    g_assert_false(merkle_root(&nodes, 5, &root, &error));
    g_assert_error(error, BASE_ERROR, ERROR_IO);
    g_assert_false(merkle_prove_inclusion(&nodes, 1, 5, &proof, NULL));
    g_assert_false(merkle_prove_consistency(&nodes, 3, 5, &proof, NULL));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/merkle/vectors", test_vectors);
    g_test_add_func("/merkle/inclusion", test_inclusion);
    g_test_add_func("/merkle/consistency", test_consistency);
    g_test_add_func("/merkle/spoilt_proofs", test_spoilt_proofs);
    g_test_add_func("/merkle/errors", test_errors);
    return g_test_run();
}
