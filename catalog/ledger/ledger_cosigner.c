#include "catalog/ledger/ledger_cosigner.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/ledger/cosignature.h"
#include "catalog/ledger/ledger_table.h"

/* ---- keys ---- */

static bool store_key(Database *database, const CheckpointKey *key, const char *key_text,
                      GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO ledger_cosigner (name, key_text, added_at_us) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (name) DO UPDATE SET key_text = excluded.key_text,"
        " added_at_us = excluded.added_at_us",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, key->name);
    statement_bind_text(statement, 2, key_text);
    statement_bind_int64(statement, 3, clock_wall_us());
    return statement_run(statement, error);
}

bool ledger_cosigner_add(Database *database, const char *key_text, CheckpointKey *ret_key,
                         GError **error) {
    database_assert_current(database);
    int64_t n, index;
    if (!cosignature_key_parse(key_text, ret_key, error) ||
        !database_query_int64(database, "SELECT count(*) FROM ledger_cosigner", &n, error))
        return false;
    if (n >= LEDGER_MAX_COSIGNERS) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "There are %d cosigners already.",
                    LEDGER_MAX_COSIGNERS);
        return false;
    }
    g_autofree char *text =
        g_strdup_printf("tongping-cosigner 1\nkey %s\nat %" PRId64 "\n", key_text, clock_wall_us());
    return store_key(database, ret_key, key_text, error) &&
           ledger_table_append(database, LEDGER_KEY, "", text, &index, error);
}

/* ---- cosignatures ---- */

/* The epoch of a head that went out like this; ERROR_NOT_FOUND. */
static bool find_head(Database *database, const char *text, const Checkpoint *checkpoint,
                      int64_t *ret_epoch, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT epoch FROM ledger_checkpoint WHERE size = ?1 AND substr(text, 1, length(?2)) = ?2",
        error);
    if (!statement)
        return false;
    g_autofree char *body = g_strndup(text, checkpoint->body_length);
    statement_bind_int64(statement, 1, checkpoint->head.size);
    statement_bind_text(statement, 2, body);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_epoch = statement_int64(statement, 0);
    else if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                            "This is no checkpoint of this server's ledger.");
    return step == STATEMENT_ROW;
}

static bool check_not_smaller(Database *database, const char *name, int64_t epoch,
                              const Checkpoint *checkpoint, int64_t *ret_size, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT ifnull(max(size), 0) FROM ledger_cosignature WHERE name = ?1 AND epoch = ?2",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, name);
    statement_bind_int64(statement, 2, epoch);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_size = statement_int64(statement, 0);
    if (*ret_size <= checkpoint->head.size)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "'%s' has cosigned %" PRId64 " entries before: a smaller checkpoint is not taken.",
                name, *ret_size);
    return false;
}

static bool store_line(Database *database, const char *name, int64_t epoch, int64_t size,
                       const char *line, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT OR REPLACE INTO ledger_cosignature (epoch, size, name, line, received_at_us)"
        " VALUES (?1, ?2, ?3, ?4, ?5)",
        error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, epoch);
    statement_bind_int64(statement, 2, size);
    statement_bind_text(statement, 3, name);
    statement_bind_text(statement, 4, line);
    statement_bind_int64(statement, 5, clock_wall_us());
    return statement_run(statement, error);
}

typedef struct Taking {
    const char *text;
    Checkpoint checkpoint;
    int64_t epoch, size;
    unsigned n_good;
} Taking;

static bool take_one(Database *database, Taking *taking, const char *key_text, GError **error) {
    CheckpointKey key;
    char line[COSIGNATURE_LINE_BYTES];
    int64_t time_s;
    if (!cosignature_key_parse(key_text, &key, NULL) ||
        !cosignature_find(taking->text, strlen(taking->text), &taking->checkpoint, &key, line,
                          &time_s, NULL))
        return true;
    taking->n_good++;
    return check_not_smaller(database, key.name, taking->epoch, &taking->checkpoint, &taking->size,
                             error) &&
           store_line(database, key.name, taking->epoch, taking->checkpoint.head.size, line, error);
}

static bool take_all(Database *database, Taking *taking, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT key_text FROM ledger_cosigner ORDER BY name", error);
    g_autoptr(GPtrArray) keys = statement ? statement_texts(statement, error) : NULL;
    if (!keys)
        return false;
    for (unsigned i = 0; i < keys->len; i++)
        if (!take_one(database, taking, g_ptr_array_index(keys, i), error))
            return false;
    if (taking->n_good > 0)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_UNAUTHENTICATED,
                        "No known cosigner has signed this checkpoint.");
    return false;
}

bool ledger_cosigner_take(Database *database, const char *text, int64_t *ret_size, GError **error) {
    database_assert_current(database);
    Taking taking = {.text = text};
    if (!checkpoint_parse(text, strlen(text), &taking.checkpoint, error) ||
        !find_head(database, text, &taking.checkpoint, &taking.epoch, error))
        return false;
    bool ok = take_all(database, &taking, error);
    *ret_size = taking.size;
    return ok;
}
