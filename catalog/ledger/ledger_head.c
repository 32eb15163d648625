#include "catalog/ledger/ledger_head.h"

#include <sodium.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/ledger/ledger_anchor.h"
#include "catalog/ledger/ledger_epoch.h"
#include "catalog/ledger/ledger_start.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/ledger/ledger_tree.h"
#include "catalog/store/setting_table.h"

void ledger_head_free(LedgerHead *head) {
    if (!head)
        return;
    g_free(head->text);
    g_free(head);
}

/* ---- making ---- */

static bool check_anchor(Database *database, const char *directory, GError **error) {
    bool ok;
    g_autofree char *problem = ledger_start_find_problem(database, directory, &ok, error);
    if (problem)
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "The ledger waits: %s.", problem);
    return ok && !problem;
}

static char *sign(Database *database, const LedgerKey *key, const LedgerHead *head,
                  GError **error) {
    g_autofree char *node = NULL;
    MerkleHead tree;
    CheckpointSigner signer;
    if (!setting_table_find(database, SETTING_NODE_ID, &node, error) ||
        !ledger_tree_head(database, head->size, &tree, error))
        return NULL;
    g_autofree char *origin = ledger_epoch_origin(node ? node : "", head->epoch);
    GString *text = g_string_new(NULL);
    ledger_key_signer(key, origin, &signer);
    checkpoint_append(text, origin, &tree, &signer);
    sodium_memzero(&signer, sizeof signer);
    return g_string_free(text, FALSE);
}

static bool find_newest(Database *database, int64_t *ret_epoch, int64_t *ret_size, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT epoch, size FROM ledger_checkpoint ORDER BY epoch DESC, size DESC LIMIT 1", error);
    if (!statement)
        return false;
    StatementStep step = statement_step(statement, error);
    *ret_epoch = step == STATEMENT_ROW ? statement_int64(statement, 0) : 0;
    *ret_size = step == STATEMENT_ROW ? statement_int64(statement, 1) : 0;
    return step != STATEMENT_FAILED;
}

LedgerHead *ledger_head_make(Database *database, const char *directory, const LedgerKey *key,
                             GError **error) {
    database_assert_current(database);
    g_autoptr(LedgerHead) head = g_new0(LedgerHead, 1);
    int64_t old_epoch, old_size;
    if (!ledger_table_size(database, &head->size, error) ||
        !ledger_epoch_current(database, &head->epoch, error) ||
        !find_newest(database, &old_epoch, &old_size, error) || head->size == 0 ||
        (head->epoch == old_epoch && head->size == old_size) ||
        !check_anchor(database, directory, error))
        return NULL;
    head->text = sign(database, key, head, error);
    if (!head->text || !ledger_anchor_write(directory, head->text, error))
        return NULL;
    return g_steal_pointer(&head);
}

bool ledger_head_store(Database *database, const LedgerHead *head, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT OR IGNORE INTO ledger_checkpoint (epoch, size, text, made_at_us)"
                         " VALUES (?1, ?2, ?3, ?4)",
                         error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, head->epoch);
    statement_bind_int64(statement, 2, head->size);
    statement_bind_text(statement, 3, head->text);
    statement_bind_int64(statement, 4, clock_wall_us());
    return statement_run(statement, error);
}

/* ---- reading ---- */

LedgerHead *ledger_head_over(Database *database, int64_t size, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT epoch, size, text FROM ledger_checkpoint WHERE size >= ?1"
                         " ORDER BY epoch DESC, size DESC LIMIT 1",
                         error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, size);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                            "There is no checkpoint over this ledger entry yet.");
    if (step != STATEMENT_ROW)
        return NULL;
    LedgerHead *head = g_new0(LedgerHead, 1);
    head->epoch = statement_int64(statement, 0);
    head->size = statement_int64(statement, 1);
    head->text = statement_dup_text(statement, 2);
    return head;
}

static bool append_cosignatures(Database *database, LedgerHead *head, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT line FROM ledger_cosignature WHERE epoch = ?1 AND size = ?2 ORDER BY name LIMIT ?3",
        error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, head->epoch);
    statement_bind_int64(statement, 2, head->size);
    statement_bind_int64(statement, 3, CHECKPOINT_MAX_SIGNATURES - 1);
    g_autoptr(GPtrArray) lines = statement_texts(statement, error);
    if (!lines)
        return false;
    GString *text = g_string_new(head->text);
    for (unsigned i = 0; i < lines->len; i++)
        g_string_append_printf(text, "%s\n", (const char *)g_ptr_array_index(lines, i));
    g_free(head->text);
    head->text = g_string_free(text, FALSE);
    return true;
}

LedgerHead *ledger_head_newest(Database *database, GError **error) {
    g_autoptr(LedgerHead) head = ledger_head_over(database, 1, error);
    if (!head || !append_cosignatures(database, head, error))
        return NULL;
    return g_steal_pointer(&head);
}
