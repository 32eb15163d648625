/* The database file of a data directory: found, checked, brought up to date. For the store and for
 * commands that work while no server runs. */
#pragma once

#include <glib.h>

#include "base/token.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define STORE_FILE_NAME "tongping.db"

/* Files up to this size are checked whole at each start, larger ones when `doctor` or a backup
 * reads them: quick_check takes 2 s each GiB from memory, and a start has 5 s. */
#define STORE_FILE_CHECK_MAX_BYTES (INT64_C(1) << 29)

/* The writer's connection, on the calling thread: checked, migrated, with a node id. The caller
 * holds the data directory's lock. */
Database *store_file_open(const char *directory, GError **error);

/* A reader's connection to a file that is open already. */
Database *store_file_open_reader(const char *directory, GError **error);

/* Field encryption for this database: its lookup key is remembered at the first call. */
FieldCrypto *store_file_crypto(Database *database, const TokenKeys *keys, GError **error);
