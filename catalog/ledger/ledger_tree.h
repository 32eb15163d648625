/* The tree over the leaves in the database: full tiles of 256 are kept, all else is computed from
 * them, in O(log n) rows. All verbs run on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/merkle.h"
#include "catalog/store/database.h"

#define LEDGER_TILE_WIDTH      256 /* hashes; C2SP tlog-tiles, "Merkle Tree" */
#define LEDGER_TILE_MAX_LEVELS 8
#define LEDGER_TILE_BYTES      (LEDGER_TILE_WIDTH * MERKLE_HASH_BYTES)

/* The leaf has just been written, in this transaction: stores the tiles that it completes. */
bool ledger_tree_added(Database *database, int64_t index, GError **error);

/* For merkle_root() and proofs. Nodes of leaves that are not there are ERROR_NOT_FOUND. */
MerkleNodes ledger_tree_nodes(Database *database);

/* The root over the first `size` leaves. */
bool ledger_tree_head(Database *database, int64_t size, MerkleHead *ret_head, GError **error);

/* The first `width` (1…256) hashes of a tile; ERROR_NOT_FOUND when they are not all there. */
bool ledger_tree_tile(Database *database, unsigned level, int64_t tile_index, unsigned width,
                      uint8_t ret_bytes[LEDGER_TILE_BYTES], GError **error);
