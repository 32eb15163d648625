#include "catalog/ledger/merkle.h"

#include <sodium.h>
#include <string.h>

#define LEAF_PREFIX 0x00
#define NODE_PREFIX 0x01

G_STATIC_ASSERT(crypto_hash_sha256_BYTES == MERKLE_HASH_BYTES);

MerkleHash merkle_leaf(const void *entry, size_t length) {
    static const uint8_t PREFIX = LEAF_PREFIX;
    crypto_hash_sha256_state state;
    MerkleHash hash;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &PREFIX, 1);
    crypto_hash_sha256_update(&state, entry, length);
    crypto_hash_sha256_final(&state, hash.bytes);
    return hash;
}

MerkleHash merkle_node(const MerkleHash *left, const MerkleHash *right) {
    uint8_t bytes[1 + 2 * MERKLE_HASH_BYTES] = {NODE_PREFIX};
    MerkleHash hash;
    memcpy(bytes + 1, left->bytes, MERKLE_HASH_BYTES);
    memcpy(bytes + 1 + MERKLE_HASH_BYTES, right->bytes, MERKLE_HASH_BYTES);
    crypto_hash_sha256(hash.bytes, bytes, sizeof bytes);
    return hash;
}

MerkleHash merkle_empty(void) {
    MerkleHash hash;
    crypto_hash_sha256(hash.bytes, (const uint8_t *)"", 0);
    return hash;
}

bool merkle_equal(const MerkleHash *a, const MerkleHash *b) {
    return memcmp(a->bytes, b->bytes, MERKLE_HASH_BYTES) == 0;
}

/* ---- making ---- */

/* The largest power of two smaller than n, n > 1. */
static int64_t split_of(int64_t n) {
    int64_t split = 1;
    while (split * 2 < n)
        split *= 2;
    return split;
}

static unsigned level_of(int64_t power) {
    unsigned level = 0;
    while (power >> level > 1)
        level++;
    return level;
}

/* MTH(D[from:to]); from is a multiple of the smallest power of two that is not below to − from. The
 * left parts are full nodes: it walks down the right edge, then joins upwards. */
static bool hash_range(const MerkleNodes *nodes, int64_t from, int64_t to, MerkleHash *ret_hash,
                       GError **error) {
    MerkleHash left[MERKLE_MAX_PROOF];
    unsigned n_left = 0;
    while (to - from > 1 && ((to - from) & (to - from - 1)) != 0) {
        int64_t split = split_of(to - from);
        unsigned level = level_of(split);
        if (!nodes->get(level, from >> level, &left[n_left++], nodes->user, error))
            return false;
        from += split;
    }
    unsigned level = level_of(to - from);
    if (!nodes->get(level, from >> level, ret_hash, nodes->user, error))
        return false;
    while (n_left > 0)
        *ret_hash = merkle_node(&left[--n_left], ret_hash);
    return true;
}

bool merkle_root(const MerkleNodes *nodes, int64_t size, MerkleHash *ret_root, GError **error) {
    if (size > 0)
        return hash_range(nodes, 0, size, ret_root, error);
    *ret_root = merkle_empty();
    return true;
}

/* Proofs are made from the root downwards and read from the leaf upwards. */
static void reverse(MerkleProof *proof) {
    for (unsigned i = 0; i < proof->n / 2; i++) {
        MerkleHash other = proof->hashes[i];
        proof->hashes[i] = proof->hashes[proof->n - 1 - i];
        proof->hashes[proof->n - 1 - i] = other;
    }
}

bool merkle_prove_inclusion(const MerkleNodes *nodes, int64_t index, int64_t size,
                            MerkleProof *ret_proof, GError **error) {
    int64_t from = 0, to = size;
    ret_proof->n = 0;
    while (to - from > 1) {
        int64_t middle = from + split_of(to - from);
        bool is_left = index < middle;
        if (!hash_range(nodes, is_left ? middle : from, is_left ? to : middle,
                        &ret_proof->hashes[ret_proof->n++], error))
            return false;
        *(is_left ? &to : &from) = middle;
    }
    reverse(ret_proof);
    return true;
}

bool merkle_prove_consistency(const MerkleNodes *nodes, int64_t old_size, int64_t size,
                              MerkleProof *ret_proof, GError **error) {
    int64_t from = 0, to = size;
    ret_proof->n = 0;
    while (to != old_size) {
        int64_t middle = from + split_of(to - from);
        bool is_left = old_size <= middle;
        if (!hash_range(nodes, is_left ? middle : from, is_left ? to : middle,
                        &ret_proof->hashes[ret_proof->n++], error))
            return false;
        *(is_left ? &to : &from) = middle;
    }
    /* The old root itself is known to whoever asks. */
    if (from > 0 && !hash_range(nodes, from, to, &ret_proof->hashes[ret_proof->n++], error))
        return false;
    reverse(ret_proof);
    return true;
}

/* ---- verifying ---- */

bool merkle_is_included(const MerkleHead *head, int64_t index, const MerkleHash *leaf,
                        const MerkleProof *proof) {
    if (index < 0 || index >= head->size || proof->n > MERKLE_MAX_PROOF)
        return false;
    int64_t at = index, last = head->size - 1;
    MerkleHash hash = *leaf;
    for (unsigned i = 0; i < proof->n; i++) {
        if (last == 0)
            return false;
        if ((at & 1) != 0 || at == last) {
            hash = merkle_node(&proof->hashes[i], &hash);
            for (; (at & 1) == 0 && at != 0; at >>= 1)
                last >>= 1;
        } else {
            hash = merkle_node(&hash, &proof->hashes[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && merkle_equal(&hash, &head->root);
}

/* §2.1.4.2 steps 3 to 6, `proof` with the old root in front where the rule wants it. */
static bool follow(const MerkleHead *old, const MerkleHead *head, const MerkleHash *path,
                   unsigned n_path) {
    int64_t at = old->size - 1, last = head->size - 1;
    for (; (at & 1) != 0; at >>= 1)
        last >>= 1;
    MerkleHash old_root = path[0], root = path[0];
    for (unsigned i = 1; i < n_path; i++) {
        if (last == 0)
            return false;
        if ((at & 1) != 0 || at == last) {
            old_root = merkle_node(&path[i], &old_root);
            root = merkle_node(&path[i], &root);
            for (; (at & 1) == 0 && at != 0; at >>= 1)
                last >>= 1;
        } else {
            root = merkle_node(&root, &path[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && merkle_equal(&old_root, &old->root) && merkle_equal(&root, &head->root);
}

bool merkle_is_consistent(const MerkleHead *old, const MerkleHead *head, const MerkleProof *proof) {
    MerkleHash empty = merkle_empty();
    if (old->size < 0 || old->size > head->size || proof->n > MERKLE_MAX_PROOF)
        return false;
    if (old->size == 0)
        return proof->n == 0 && merkle_equal(&old->root, &empty);
    if (old->size == head->size)
        return proof->n == 0 && merkle_equal(&old->root, &head->root);
    if (proof->n == 0)
        return false;
    MerkleHash path[MERKLE_MAX_PROOF + 1];
    bool is_power = (old->size & (old->size - 1)) == 0;
    path[0] = old->root;
    memcpy(path + is_power, proof->hashes, proof->n * sizeof *path);
    return follow(old, head, path, proof->n + is_power);
}
