/* The Merkle tree of RFC 9162 §2.1 with SHA-256: hashes, proofs and their verification. A tree of n
 * leaves is addressed by full nodes: (level, index), level 0 are the leaves. Pure; whoever keeps
 * the nodes gives them by a function. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MERKLE_HASH_BYTES 32
#define MERKLE_MAX_PROOF  64 /* hashes; a tree of 2^62 leaves needs 62 */
#define MERKLE_MAX_SIZE   (INT64_C(1) << 62)

typedef struct MerkleHash {
    uint8_t bytes[MERKLE_HASH_BYTES];
} MerkleHash;

typedef struct MerkleProof {
    unsigned n;
    MerkleHash hashes[MERKLE_MAX_PROOF];
} MerkleProof;

/* §2.1.1: SHA-256(0x00 ‖ entry), SHA-256(0x01 ‖ left ‖ right), and of no leaf SHA-256 of nothing.
 */
MerkleHash merkle_leaf(const void *entry, size_t length);
MerkleHash merkle_node(const MerkleHash *left, const MerkleHash *right);
MerkleHash merkle_empty(void);
bool merkle_equal(const MerkleHash *a, const MerkleHash *b);

/* A full node: `index` × 2^level … (`index` + 1) × 2^level leaves are there. */
typedef bool (*MerkleNodeFn)(unsigned level, int64_t index, MerkleHash *ret_hash, void *user,
                             GError **error);

typedef struct MerkleNodes {
    MerkleNodeFn get;
    void *user;
} MerkleNodes;

/* Sizes are numbers of leaves, 0…MERKLE_MAX_SIZE. Errors are those of `get`. */
bool merkle_root(const MerkleNodes *nodes, int64_t size, MerkleHash *ret_root, GError **error);

/* §2.1.3.1; index < size. */
bool merkle_prove_inclusion(const MerkleNodes *nodes, int64_t index, int64_t size,
                            MerkleProof *ret_proof, GError **error);
/* §2.1.4.1; 0 < old_size ≤ size. */
bool merkle_prove_consistency(const MerkleNodes *nodes, int64_t old_size, int64_t size,
                              MerkleProof *ret_proof, GError **error);

typedef struct MerkleHead {
    int64_t size;
    MerkleHash root;
} MerkleHead;

/* §2.1.3.2: whether the leaf stands at `index` of the tree. Any numbers may come. */
bool merkle_is_included(const MerkleHead *head, int64_t index, const MerkleHash *leaf,
                        const MerkleProof *proof);
/* §2.1.4.2: whether `old` is a beginning of `head`. The empty tree is one of every tree. */
bool merkle_is_consistent(const MerkleHead *old, const MerkleHead *head, const MerkleProof *proof);
