#include "catalog/store/statement.h"

#include <string.h>

#include <sqlite3.h>

#include "base/error.h"

#define SQL_SHOWN_CHARS 48 /* of a statement's text in a message */

struct Statement {
    sqlite3_stmt *handle;
    StatementKeep keep;
    bool is_lent;
    int bind_result; /* first failure of a bind, reported by the next step */
};

/* ---- errors ---- */

typedef struct ResultRow {
    int result; /* primary or extended result code */
    ErrorCode code;
    const char *attempt; /* replaces the statement's text; NULL: keep it */
} ResultRow;

/* Extended codes stand before their primary code. A broken NOT NULL or CHECK is our own fault: the
 * verbs check values first. */
static const ResultRow RESULTS[] = {
    {SQLITE_CONSTRAINT_CHECK, ERROR_INTERNAL, NULL},
    {SQLITE_CONSTRAINT_NOTNULL, ERROR_INTERNAL, NULL},
    {SQLITE_CONSTRAINT_DATATYPE, ERROR_INTERNAL, NULL},
    {SQLITE_CONSTRAINT, ERROR_CONFLICT, "cannot store this"},
    {SQLITE_BUSY, ERROR_OVERLOADED, "cannot use the database"},
    {SQLITE_LOCKED, ERROR_OVERLOADED, "cannot use the database"},
    {SQLITE_PROTOCOL, ERROR_OVERLOADED, "cannot use the database"},
    {SQLITE_FULL, ERROR_IO, NULL},
    {SQLITE_IOERR_NOMEM, ERROR_INTERNAL, NULL},
    {SQLITE_IOERR, ERROR_IO, NULL},
    {SQLITE_CANTOPEN, ERROR_IO, NULL},
    {SQLITE_READONLY, ERROR_IO, NULL},
    {SQLITE_PERM, ERROR_IO, NULL},
    {SQLITE_NOLFS, ERROR_IO, NULL},
    {SQLITE_CORRUPT, ERROR_CORRUPT, NULL},
    {SQLITE_NOTADB, ERROR_CORRUPT, NULL},
    {SQLITE_TOOBIG, ERROR_TOO_LARGE, "cannot store this"},
    {SQLITE_INTERRUPT, ERROR_TIMEOUT, "cannot finish this in time"},
};

static const ResultRow OTHER_RESULT = {SQLITE_ERROR, ERROR_INTERNAL, NULL};

static const ResultRow *row_of(int result) {
    for (unsigned i = 0; i < G_N_ELEMENTS(RESULTS); i++)
        if (RESULTS[i].result == result || RESULTS[i].result == (result & 0xff))
            return &RESULTS[i];
    return &OTHER_RESULT;
}

void statement_set_error(GError **error, struct sqlite3 *handle, int rc, const char *attempt) {
    const ResultRow *row = row_of(rc);
    bool has_message = handle && (sqlite3_extended_errcode(handle) & 0xff) == (rc & 0xff);
    const char *message = has_message ? sqlite3_errmsg(handle) : sqlite3_errstr(rc);
    int code = row->code == ERROR_IO && handle ? sqlite3_system_errno(handle) : 0;
    g_set_error(error, BASE_ERROR, (int)row->code, "%s: %s%s%s%s",
                row->attempt ? row->attempt : attempt, message, code ? " (" : "",
                code ? g_strerror(code) : "", code ? ")" : "");
}

static void set_error(GError **error, sqlite3 *handle, int rc, const char *sql) {
    size_t length = strlen(sql);
    g_autofree char *attempt = g_strdup_printf("cannot run \"%.*s%s\"", SQL_SHOWN_CHARS, sql,
                                               length > SQL_SHOWN_CHARS ? "…" : "");
    statement_set_error(error, handle, rc, attempt);
}

/* ---- life ---- */

Statement *statement_new(struct sqlite3 *handle, const char *sql, StatementKeep keep,
                         GError **error) {
    sqlite3_stmt *prepared = NULL;
    unsigned flags = keep == STATEMENT_CACHED ? SQLITE_PREPARE_PERSISTENT : 0;
    int rc = sqlite3_prepare_v3(handle, sql, -1, flags, &prepared, NULL);
    if (rc != SQLITE_OK) {
        set_error(error, handle, rc, sql);
        return NULL;
    }
    Statement *statement = g_new0(Statement, 1);
    statement->handle = prepared;
    statement->keep = keep;
    return statement;
}

void statement_free(Statement *statement) {
    if (!statement)
        return;
    sqlite3_finalize(statement->handle); /* repeats the last step's result: already reported */
    g_free(statement);
}

bool statement_lend(Statement *statement) {
    if (statement->is_lent)
        return false;
    statement->is_lent = true;
    return true;
}

void statement_release(Statement *statement) {
    if (!statement)
        return;
    if (statement->keep == STATEMENT_ONCE) {
        statement_free(statement);
        return;
    }
    sqlite3_reset(statement->handle); /* repeats the last step's result: already reported */
    sqlite3_clear_bindings(statement->handle);
    statement->bind_result = SQLITE_OK;
    statement->is_lent = false;
}

/* ---- parameters ---- */

static void note(Statement *statement, int result) {
    if (statement->bind_result == SQLITE_OK)
        statement->bind_result = result;
}

void statement_bind_text(Statement *statement, int parameter, const char *text) {
    note(statement, sqlite3_bind_text(statement->handle, parameter, text, -1, SQLITE_TRANSIENT));
}

void statement_bind_int64(Statement *statement, int parameter, int64_t value) {
    note(statement, sqlite3_bind_int64(statement->handle, parameter, value));
}

void statement_bind_blob(Statement *statement, int parameter, const void *bytes, size_t length) {
    note(statement,
         sqlite3_bind_blob64(statement->handle, parameter, bytes, length, SQLITE_TRANSIENT));
}

void statement_bind_null(Statement *statement, int parameter) {
    note(statement, sqlite3_bind_null(statement->handle, parameter));
}

/* ---- steps ---- */

StatementStep statement_step(Statement *statement, GError **error) {
    int rc = statement->bind_result;
    if (rc == SQLITE_OK)
        rc = sqlite3_step(statement->handle);
    if (rc == SQLITE_ROW)
        return STATEMENT_ROW;
    if (rc == SQLITE_DONE)
        return STATEMENT_DONE;
    set_error(error, sqlite3_db_handle(statement->handle), rc, sqlite3_sql(statement->handle));
    return STATEMENT_FAILED;
}

bool statement_run(Statement *statement, GError **error) {
    StatementStep step;
    do
        step = statement_step(statement, error);
    while (step == STATEMENT_ROW);
    return step == STATEMENT_DONE;
}

GPtrArray *statement_rows(Statement *statement, void *(*make)(Statement *statement),
                          GDestroyNotify destroy, GError **error) {
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(destroy);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(rows, make(statement));
    return step == STATEMENT_DONE ? g_steal_pointer(&rows) : NULL;
}

static void *first_text(Statement *statement) {
    return statement_dup_text(statement, 0);
}

GPtrArray *statement_texts(Statement *statement, GError **error) {
    return statement_rows(statement, first_text, g_free, error);
}

/* ---- columns ---- */

int64_t statement_int64(Statement *statement, int column) {
    return sqlite3_column_int64(statement->handle, column);
}

bool statement_is_null(Statement *statement, int column) {
    return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

const char *statement_text(Statement *statement, int column) {
    return (const char *)sqlite3_column_text(statement->handle, column);
}

char *statement_dup_text(Statement *statement, int column) {
    return g_strdup(statement_text(statement, column));
}

const void *statement_blob(Statement *statement, int column, size_t *ret_length) {
    const void *bytes = sqlite3_column_blob(statement->handle, column);
    *ret_length = (size_t)sqlite3_column_bytes(statement->handle, column);
    return bytes;
}

bool statement_copy_blob(Statement *statement, int column, void *ret_bytes, size_t size) {
    size_t length;
    const void *bytes = statement_blob(statement, column, &length);
    if (!bytes || length != size)
        return false;
    memcpy(ret_bytes, bytes, size);
    return true;
}

void statement_copy_text(Statement *statement, int column, char *ret_text, size_t size) {
    const char *text = statement_text(statement, column);
    g_strlcpy(ret_text, text ? text : "", size);
}
