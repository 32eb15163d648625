#include "catalog/ledger/ledger_tree.h"

#include <string.h>

#include "base/error.h"

#define TILE_LEVELS 8 /* of the tree in one tile */

G_STATIC_ASSERT(LEDGER_TILE_WIDTH == 1 << TILE_LEVELS);

/* Hashes `from` … `from` + `n` of a level of tiles: of leaves, or roots of the tiles below. */
static bool read_hashes(Database *database, unsigned tile_level, int64_t from, unsigned n,
                        MerkleHash *ret_hashes, GError **error) {
    static const char LEAVES[] = "SELECT hash FROM ledger_leaf WHERE leaf_index >= ?1"
                                 " AND leaf_index < ?1 + ?2 AND ?3 = 0 ORDER BY leaf_index";
    static const char TILES[] =
        "SELECT root FROM ledger_tile WHERE level = ?3 - 1"
        " AND tile_index >= ?1 AND tile_index < ?1 + ?2 ORDER BY tile_index";
    g_autoptr(Statement) statement =
        database_prepare(database, tile_level == 0 ? LEAVES : TILES, error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, from);
    statement_bind_int64(statement, 2, n);
    statement_bind_int64(statement, 3, tile_level);
    unsigned n_read = 0;
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW && n_read < n)
        if (!statement_copy_blob(statement, 0, ret_hashes[n_read++].bytes, MERKLE_HASH_BYTES)) {
            g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "a hash of the ledger is damaged");
            return false;
        }
    if (step == STATEMENT_FAILED)
        return false;
    if (n_read < n)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                            "The ledger does not have these entries.");
    return n_read == n;
}

static MerkleHash fold(MerkleHash *hashes, unsigned n) {
    for (; n > 1; n /= 2)
        for (unsigned i = 0; i < n / 2; i++)
            hashes[i] = merkle_node(&hashes[2 * i], &hashes[2 * i + 1]);
    return hashes[0];
}

static bool store_tile(Database *database, unsigned level, int64_t tile_index, GError **error) {
    MerkleHash hashes[LEDGER_TILE_WIDTH];
    if (!read_hashes(database, level, tile_index * LEDGER_TILE_WIDTH, LEDGER_TILE_WIDTH, hashes,
                     error))
        return false;
    MerkleHash root = fold(hashes, LEDGER_TILE_WIDTH);
    g_autoptr(Statement) statement = database_prepare(
        database, "INSERT INTO ledger_tile (level, tile_index, root) VALUES (?1, ?2, ?3)", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, level);
    statement_bind_int64(statement, 2, tile_index);
    statement_bind_blob(statement, 3, root.bytes, MERKLE_HASH_BYTES);
    return statement_run(statement, error);
}

bool ledger_tree_added(Database *database, int64_t index, GError **error) {
    database_assert_current(database);
    for (unsigned level = 0; level < LEDGER_TILE_MAX_LEVELS; level++) {
        if ((index + 1) % LEDGER_TILE_WIDTH != 0)
            return true;
        index /= LEDGER_TILE_WIDTH;
        if (!store_tile(database, level, index, error))
            return false;
    }
    return true;
}

static bool get_node(unsigned level, int64_t index, MerkleHash *ret_hash, void *user,
                     GError **error) {
    unsigned n = 1u << level % TILE_LEVELS;
    MerkleHash hashes[LEDGER_TILE_WIDTH];
    if (!read_hashes(user, level / TILE_LEVELS, index * n, n, hashes, error))
        return false;
    *ret_hash = fold(hashes, n);
    return true;
}

MerkleNodes ledger_tree_nodes(Database *database) {
    return (MerkleNodes){get_node, database};
}

bool ledger_tree_head(Database *database, int64_t size, MerkleHead *ret_head, GError **error) {
    database_assert_current(database);
    const MerkleNodes nodes = ledger_tree_nodes(database);
    ret_head->size = size;
    return merkle_root(&nodes, size, &ret_head->root, error);
}

bool ledger_tree_tile(Database *database, unsigned level, int64_t tile_index, unsigned width,
                      uint8_t ret_bytes[LEDGER_TILE_BYTES], GError **error) {
    database_assert_current(database);
    MerkleHash hashes[LEDGER_TILE_WIDTH];
    if (!read_hashes(database, level, tile_index * LEDGER_TILE_WIDTH, width, hashes, error))
        return false;
    memcpy(ret_bytes, hashes, width * sizeof hashes[0]);
    return true;
}
