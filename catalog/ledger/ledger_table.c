#include "catalog/ledger/ledger_table.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "catalog/ledger/ledger_tree.h"
#include "catalog/store/setting_table.h"

/* ---- writing ---- */

static bool check_not_waiting(Database *database, GError **error) {
    g_autofree char *waits = NULL;
    if (!setting_table_find(database, LEDGER_SETTING_WAITS, &waits, error))
        return false;
    if (!waits || waits[0] == '\0')
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE,
                        "The ledger waits until two persons open a new epoch.");
    return false;
}

static bool insert(Database *database, const LedgerLeaf *leaf, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO ledger_leaf (leaf_index, kind, subject_id, hash, appended_at_us, salt, text)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, leaf->index);
    statement_bind_text(statement, 2, ledger_leaf_kind_word(leaf->kind));
    statement_bind_text(statement, 3, leaf->subject_id);
    statement_bind_blob(statement, 4, leaf->hash.bytes, MERKLE_HASH_BYTES);
    statement_bind_int64(statement, 5, leaf->appended_at_us);
    statement_bind_blob(statement, 6, leaf->salt, LEDGER_SALT_BYTES);
    statement_bind_text(statement, 7, leaf->text);
    return statement_run(statement, error);
}

static bool append(Database *database, LedgerKind kind, const char *subject_id, const char *text,
                   int64_t *ret_index, GError **error) {
    size_t length = strlen(text);
    if (!ledger_leaf_is_text(text, length) || strlen(subject_id) >= LEDGER_SUBJECT_BYTES) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot write a '%s' into the ledger: its text is not lines of UTF-8 of at "
                    "most %d bytes",
                    ledger_leaf_kind_word(kind), LEDGER_TEXT_MAX_BYTES);
        return false;
    }
    g_autoptr(LedgerLeaf) leaf = g_new0(LedgerLeaf, 1);
    if (!ledger_table_size(database, &leaf->index, error))
        return false;
    leaf->kind = kind;
    leaf->appended_at_us = clock_wall_us();
    leaf->text = g_strdup(text);
    g_strlcpy(leaf->subject_id, subject_id, sizeof leaf->subject_id);
    id_random_bytes(leaf->salt, LEDGER_SALT_BYTES);
    leaf->hash = ledger_leaf_hash(leaf->salt, text, length);
    if (!insert(database, leaf, error) || !ledger_tree_added(database, leaf->index, error))
        return false;
    *ret_index = leaf->index;
    return true;
}

bool ledger_table_append(Database *database, LedgerKind kind, const char *subject_id,
                         const char *text, int64_t *ret_index, GError **error) {
    database_assert_current(database);
    return check_not_waiting(database, error) &&
           append(database, kind, subject_id, text, ret_index, error);
}

bool ledger_table_append_first(Database *database, const char *text, int64_t *ret_index,
                               GError **error) {
    database_assert_current(database);
    return append(database, LEDGER_EPOCH, "", text, ret_index, error);
}

bool ledger_table_erase(Database *database, int64_t index, GError **error) {
    database_assert_current(database);
    g_autoptr(LedgerLeaf) leaf = ledger_table_get(database, index, error);
    if (!leaf)
        return false;
    if (!leaf->text)
        return true;
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE ledger_leaf SET salt = NULL, text = NULL WHERE leaf_index = ?1", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, index);
    g_autofree char *text = g_strdup_printf(
        "tongping-erasure 1\nindex %" PRId64 "\nat %" PRId64 "\n", index, clock_wall_us());
    int64_t erasure;
    return statement_run(statement, error) &&
           ledger_table_append(database, LEDGER_ERASURE, leaf->subject_id, text, &erasure, error);
}

/* ---- reading ---- */

static bool read_leaf(Statement *statement, LedgerLeaf *leaf) {
    statement_copy_text(statement, 1, leaf->subject_id, sizeof leaf->subject_id);
    leaf->appended_at_us = statement_int64(statement, 3);
    leaf->text = statement_dup_text(statement, 5);
    return ledger_leaf_read_kind(statement_text(statement, 0), &leaf->kind) &&
           statement_copy_blob(statement, 2, leaf->hash.bytes, MERKLE_HASH_BYTES) &&
           (!leaf->text || statement_copy_blob(statement, 4, leaf->salt, LEDGER_SALT_BYTES));
}

LedgerLeaf *ledger_table_get(Database *database, int64_t index, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT kind, subject_id, hash, appended_at_us, salt, text FROM ledger_leaf"
        " WHERE leaf_index = ?1",
        error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, index);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_FAILED)
        return NULL;
    if (step == STATEMENT_DONE) {
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "There is no such ledger entry.");
        return NULL;
    }
    g_autoptr(LedgerLeaf) leaf = g_new0(LedgerLeaf, 1);
    leaf->index = index;
    if (read_leaf(statement, leaf))
        return g_steal_pointer(&leaf);
    g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "leaf %" PRId64 " of the ledger is damaged",
                index);
    return NULL;
}

bool ledger_table_find(Database *database, LedgerKind kind, const char *subject_id,
                       int64_t *ret_index, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT leaf_index FROM ledger_leaf WHERE subject_id = ?1 AND subject_id <> ''"
        " AND kind = ?2 ORDER BY leaf_index DESC LIMIT 1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, subject_id);
    statement_bind_text(statement, 2, ledger_leaf_kind_word(kind));
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_index = statement_int64(statement, 0);
    else if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "There is no such ledger entry.");
    return step == STATEMENT_ROW;
}

bool ledger_table_size(Database *database, int64_t *ret_size, GError **error) {
    database_assert_current(database);
    return database_query_int64(database, "SELECT ifnull(max(leaf_index), -1) + 1 FROM ledger_leaf",
                                ret_size, error);
}
