#include "catalog/store/database.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/error.h"

struct Database {
    sqlite3 *handle;
    char *path;
    DatabaseMode mode;
    pthread_t owner;
    GHashTable *statements; /* sql (constant) → Statement, owned */
};

/* ---- settings ---- */

typedef struct Setting {
    const char *sql;
    unsigned modes; /* bits of DatabaseMode */
} Setting;

#define ALL_MODES   ((1u << DATABASE_WRITER) | (1u << DATABASE_READER) | (1u << DATABASE_INSPECT))
#define LIVE_MODES  ((1u << DATABASE_WRITER) | (1u << DATABASE_READER))
#define WRITER_MODE (1u << DATABASE_WRITER)

static const Setting SETTINGS[] = {
    {"PRAGMA trusted_schema = OFF", ALL_MODES},
    {"PRAGMA cell_size_check = ON", ALL_MODES},
    {"PRAGMA foreign_keys = ON", ALL_MODES},
    {"PRAGMA recursive_triggers = ON", ALL_MODES}, /* else REPLACE deletes past the triggers */
    {"PRAGMA temp_store = MEMORY", ALL_MODES},     /* no plain copies in temporary files */
    {"PRAGMA mmap_size = 0", ALL_MODES},           /* a read error is a result, not a SIGBUS */
    {"PRAGMA journal_mode = WAL", WRITER_MODE},
    {"PRAGMA cache_size = -" G_STRINGIFY(DATABASE_CACHE_WRITER_KIB), WRITER_MODE},
    {"PRAGMA cache_size = -" G_STRINGIFY(DATABASE_CACHE_READER_KIB), ALL_MODES & ~WRITER_MODE},
    {"PRAGMA synchronous = FULL", LIVE_MODES},
    {"PRAGMA secure_delete = ON", LIVE_MODES},
    {"PRAGMA wal_autocheckpoint = " G_STRINGIFY(DATABASE_CHECKPOINT_PAGES), WRITER_MODE},
    {"PRAGMA journal_size_limit = " G_STRINGIFY(DATABASE_WAL_LIMIT_BYTES), LIVE_MODES},
    {"PRAGMA query_only = ON", ALL_MODES & ~WRITER_MODE},
};

/* SQLite keeps another journal, without an error, where shared memory does not work (network file
 * systems). */
static bool check_journal(Database *database, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, "PRAGMA journal_mode", error);
    if (!statement || statement_step(statement, error) == STATEMENT_FAILED)
        return false;
    const char *mode = statement_text(statement, 0);
    if (g_strcmp0(mode, "wal") == 0)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_IO,
                "its folder cannot hold a write-ahead log (journal mode is '%s'); use a local disk",
                mode ? mode : "");
    return false;
}

static bool apply_settings(Database *database, GError **error) {
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(SETTINGS); i++) {
        if (!(SETTINGS[i].modes & (1u << database->mode)))
            continue;
        if (!database_execute(database, SETTINGS[i].sql, error))
            return false;
    }
    return database->mode != DATABASE_WRITER || check_journal(database, error);
}

/* ---- opening ---- */

static bool set_errno(GError **error, const char *attempt, const char *path, int code) {
    g_set_error(error, BASE_ERROR, code == ENOENT ? ERROR_NOT_FOUND : ERROR_IO,
                "cannot %s database '%s': %s", attempt, path, g_strerror(code));
    return false;
}

/* SQLite would make the file with the process's umask. An existing file is not opened here: closing
 * a second descriptor would drop the locks of a connection in this process (POSIX, fcntl). */
static bool make_file(const char *path, GError **error) {
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST || set_errno(error, "make", path, errno);
    close(fd);
    return true;
}

static bool open_handle(Database *database, GError **error) {
    const char *path = database->path;
    if (database->mode == DATABASE_WRITER && !make_file(path, error))
        return false;
    if (access(path, R_OK) != 0)
        return set_errno(error, "open", path, errno);
    g_autofree char *escaped = g_uri_escape_string(path, "/", FALSE);
    g_autofree char *uri = g_strdup_printf(
        "file:%s%s", escaped, database->mode == DATABASE_INSPECT ? "?immutable=1" : "");
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
    flags |= database->mode == DATABASE_INSPECT ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int rc = sqlite3_open_v2(uri, &database->handle, flags, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_busy_timeout(database->handle, DATABASE_BUSY_TIMEOUT_MS);
        return true;
    }
    g_autofree char *attempt = g_strdup_printf("cannot open database '%s'", path);
    statement_set_error(error, database->handle, rc, attempt);
    return false;
}

/* Our own mark is in the file, or the file is new and gets it. */
static bool check_identity(Database *database, GError **error) {
    int64_t application_id, n_objects;
    if (!database_query_int64(database, "PRAGMA application_id", &application_id, error) ||
        !database_query_int64(database, "SELECT count(*) FROM sqlite_schema", &n_objects, error))
        return false;
    if (application_id == DATABASE_APPLICATION_ID)
        return true;
    if (application_id == 0 && n_objects == 0 && database->mode == DATABASE_WRITER)
        return database_execute(
            database, "PRAGMA application_id = " G_STRINGIFY(DATABASE_APPLICATION_ID), error);
    g_set_error(error, BASE_ERROR, ERROR_CORRUPT,
                n_objects == 0 ? "cannot open database '%s': it is empty"
                               : "cannot open database '%s': it belongs to another program",
                database->path);
    return false;
}

/* Names the file in errors of the first statements, which speak of pragmas. */
static bool prefix_path(const Database *database, GError **error) {
    if (error && *error && !strstr((*error)->message, database->path))
        g_prefix_error(error, "cannot open database '%s': ", database->path);
    return false;
}

Database *database_open(const char *path, DatabaseMode mode, GError **error) {
    g_autoptr(Database) database = g_new0(Database, 1);
    database->path = g_strdup(path);
    database->mode = mode;
    database->owner = pthread_self();
    database->statements =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)statement_free);
    if (!open_handle(database, error))
        return NULL;
    if (!check_identity(database, error) || !apply_settings(database, error)) {
        prefix_path(database, error);
        return NULL;
    }
    return g_steal_pointer(&database);
}

void database_close(Database *database) {
    if (!database)
        return;
    database_assert_current(database);
    g_clear_pointer(&database->statements, g_hash_table_unref);
    int rc = sqlite3_close(database->handle);
    g_assert(rc == SQLITE_OK); /* else a statement was not released */
    g_free(database->path);
    g_free(database);
}

/* ---- ownership ---- */

void database_take_over(Database *database) {
    database->owner = pthread_self();
}

void database_assert_current(const Database *database) {
    g_assert(pthread_equal(database->owner, pthread_self()));
}

const char *database_path(const Database *database) {
    return database->path;
}

struct sqlite3 *database_handle(Database *database) {
    database_assert_current(database);
    return database->handle;
}

/* ---- statements ---- */

Statement *database_prepare(Database *database, const char *sql, GError **error) {
    database_assert_current(database);
    Statement *statement = g_hash_table_lookup(database->statements, sql);
    if (statement && statement_lend(statement))
        return statement;
    if (statement || g_hash_table_size(database->statements) >= DATABASE_CACHE_MAX_STATEMENTS)
        return statement_new(database->handle, sql, STATEMENT_ONCE, error);
    statement = statement_new(database->handle, sql, STATEMENT_CACHED, error);
    if (statement) {
        g_hash_table_insert(database->statements, (gpointer)sql, statement);
        (void)statement_lend(statement); /* new: free to lend */
    }
    return statement;
}

bool database_execute(Database *database, const char *sql, GError **error) {
    database_assert_current(database);
    int rc = sqlite3_exec(database->handle, sql, NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        return true;
    g_autofree char *attempt = g_strdup_printf("cannot run \"%.48s\"", sql);
    statement_set_error(error, database->handle, rc, attempt);
    return false;
}

bool database_query_int64(Database *database, const char *sql, int64_t *ret_value, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_value = statement_int64(statement, 0);
    else if (step == STATEMENT_DONE)
        g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot read '%s': no row", sql);
    return step == STATEMENT_ROW;
}

int64_t database_changes(const Database *database) {
    database_assert_current(database);
    return sqlite3_changes64(database->handle);
}

bool database_check(Database *database, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, "PRAGMA quick_check(1)", error);
    if (!statement || statement_step(statement, error) == STATEMENT_FAILED) {
        g_prefix_error(error, "cannot check database '%s': ", database->path);
        return false;
    }
    const char *finding = statement_text(statement, 0);
    if (g_strcmp0(finding, "ok") == 0)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "cannot use database '%s': it is damaged: %s",
                database->path, finding ? finding : "no answer");
    return false;
}

/* ---- transactions ---- */

static bool run(Database *database, const char *sql, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    return statement && statement_run(statement, error);
}

bool database_in_transaction(const Database *database) {
    database_assert_current(database);
    return sqlite3_get_autocommit(database->handle) == 0;
}

bool database_begin(Database *database, DatabaseIntent intent, GError **error) {
    g_assert(!database_in_transaction(database));
    return run(database, intent == DATABASE_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", error);
}

bool database_commit(Database *database, GError **error) {
    if (run(database, "COMMIT", error))
        return true;
    database_rollback(database);
    return false;
}

void database_rollback(Database *database) {
    if (database_in_transaction(database))
        (void)run(database, "ROLLBACK", NULL); /* fails only when nothing is left to roll back */
}

bool database_savepoint(Database *database, GError **error) {
    return run(database, "SAVEPOINT job", error);
}

bool database_savepoint_keep(Database *database, GError **error) {
    return run(database, "RELEASE job", error);
}

bool database_savepoint_undo(Database *database, GError **error) {
    return run(database, "ROLLBACK TO job", error) && run(database, "RELEASE job", error);
}
