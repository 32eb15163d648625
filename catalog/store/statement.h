/* One prepared SQL statement: bind, step, columns. SQLite's result codes become GErrors here. Owned
 * by the thread of its database. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sqlite3;

typedef struct Statement Statement;

typedef enum StatementStep {
    STATEMENT_FAILED = -1,
    STATEMENT_DONE = 0,
    STATEMENT_ROW = 1
} StatementStep;

/* ---- use: a statement comes from database_prepare() and goes back at the end of its scope ---- */

/* Gives it back: reset, bindings cleared. NULL is allowed. Columns' pointers end here. */
void statement_release(Statement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Statement, statement_release)

/* Parameters count from 1, as in SQL (?1). A failure is kept and reported by the next step. Text
 * and blobs are copied; NULL binds SQL NULL. */
void statement_bind_text(Statement *statement, int parameter, const char *text);
void statement_bind_int64(Statement *statement, int parameter, int64_t value);
void statement_bind_blob(Statement *statement, int parameter, const void *bytes, size_t length);
void statement_bind_null(Statement *statement, int parameter);

/* One step. Errors: OVERLOADED (busy), CONFLICT (a constraint or trigger refused), CORRUPT, IO
 * (disk full and file trouble), TOO_LARGE, INTERNAL. */
StatementStep statement_step(Statement *statement, GError **error);

/* Steps to the end; rows are passed over. */
bool statement_run(Statement *statement, GError **error);

/* What `make` (never NULL) makes of each row, in order; the array frees it with `destroy`. NULL
 * with an error. Caller frees. */
GPtrArray *statement_rows(Statement *statement, void *(*make)(Statement *statement),
                          GDestroyNotify destroy, GError **error);
/* The same of the first column's text: char *. */
GPtrArray *statement_texts(Statement *statement, GError **error);

/* Columns count from 0; valid after STATEMENT_ROW. Pointers live until the next step. */
int64_t statement_int64(Statement *statement, int column); /* NULL reads as 0 */
bool statement_is_null(Statement *statement, int column);
const char *statement_text(Statement *statement, int column); /* NULL for SQL NULL */
char *statement_dup_text(Statement *statement, int column);
const void *statement_blob(Statement *statement, int column, size_t *ret_length);
/* Copies exactly `size` bytes of a blob; false when it has another length. */
bool statement_copy_blob(Statement *statement, int column, void *ret_bytes, size_t size);
/* Copies text with its NUL; what does not fit is cut. NULL gives "". */
void statement_copy_text(Statement *statement, int column, char *ret_text, size_t size);

/* ---- for the owner of the connection (database.c) ---- */

typedef enum StatementKeep { STATEMENT_ONCE, STATEMENT_CACHED } StatementKeep;

/* ONCE: statement_release() frees it. CACHED: the cache does, with statement_free(). */
Statement *statement_new(struct sqlite3 *handle, const char *sql, StatementKeep keep,
                         GError **error);
void statement_free(Statement *statement);

/* Marks a cached statement as lent; false when it is lent already. */
bool statement_lend(Statement *statement);

/* Sets an error from the handle's last failure `rc`: "`attempt`: SQLite's words". */
void statement_set_error(GError **error, struct sqlite3 *handle, int rc, const char *attempt);
