/* One SQLite connection: opening with the house's settings, transactions, statement cache, checks.
 * Owned by one thread at a time: the one that opened it, or the one that took it over. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/statement.h"

#define DATABASE_APPLICATION_ID       0x546f6e67 /* "Tong", see sqlite.org/fileformat2 §1.3 */
#define DATABASE_BUSY_TIMEOUT_MS      5000       /* another process: a backup, a check */
#define DATABASE_CACHE_MAX_STATEMENTS 256
#define DATABASE_WAL_LIMIT_BYTES      67108864 /* a longer write-ahead log is cut at its reset */
#define DATABASE_CHECKPOINT_PAGES     1000     /* 4 MiB: a checkpoint stays below a few ms */

/* Pages kept in memory: a transaction that imports a whole county does not spill into the log, and
 * a search reads its index without the file system. */
#define DATABASE_CACHE_WRITER_KIB 65536
#define DATABASE_CACHE_READER_KIB 16384

typedef struct Database Database;

typedef enum DatabaseMode {
    DATABASE_WRITER,  /* reads and writes, makes the file (0600) when there is none */
    DATABASE_READER,  /* the file must be there; writing is refused */
    DATABASE_INSPECT, /* a file at rest that nobody writes (a backup): nothing beside it is touched
                       */
} DatabaseMode;

/* Opens with WAL, synchronous=FULL, foreign_keys, secure_delete. ERROR_CORRUPT for a file that is
 * no database or belongs to another program, ERROR_NOT_FOUND, ERROR_IO. */
Database *database_open(const char *path, DatabaseMode mode, GError **error);
void database_close(Database *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Database, database_close)

/* Makes the calling thread the owner. The one before has ended, or handed it over by a post. */
void database_take_over(Database *database);

/* Aborts on any thread but the owner's: first line of every verb of a table. */
void database_assert_current(const Database *database);

const char *database_path(const Database *database);

/* ERROR_CORRUPT with the first finding of PRAGMA quick_check. Reads the whole file. */
bool database_check(Database *database, GError **error);

/* A statement of the cache, or a new one when that very text is in use. Release it
 * (g_autoptr(Statement)) before the transaction ends. `sql` must be a constant. */
Statement *database_prepare(Database *database, const char *sql, GError **error);

/* Runs one or several statements without parameters; rows are passed over. */
bool database_execute(Database *database, const char *sql, GError **error);

/* One number, e.g. of a PRAGMA or a count. */
bool database_query_int64(Database *database, const char *sql, int64_t *ret_value, GError **error);

/* Rows changed by the last statement. */
int64_t database_changes(const Database *database);

typedef enum DatabaseIntent { DATABASE_READ, DATABASE_WRITE } DatabaseIntent;

/* One transaction at a time. WRITE takes the write lock at once. */
bool database_begin(Database *database, DatabaseIntent intent, GError **error);
/* When committing fails, nothing of the transaction stays: it is rolled back. */
bool database_commit(Database *database, GError **error);
void database_rollback(Database *database); /* nothing to do outside a transaction */
bool database_in_transaction(const Database *database);

/* A savepoint inside a transaction: its changes are kept or undone alone. */
bool database_savepoint(Database *database, GError **error);
bool database_savepoint_keep(Database *database, GError **error);
bool database_savepoint_undo(Database *database, GError **error);

/* SQLite's handle, borrowed: for backup.c only. */
struct sqlite3 *database_handle(Database *database);
