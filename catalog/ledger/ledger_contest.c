#include "catalog/ledger/ledger_contest.h"

#include <string.h>

#include "base/error.h"
#include "catalog/ledger/ledger_anchor.h"
#include "catalog/ledger/ledger_epoch.h"
#include "catalog/ledger/ledger_prove.h"
#include "catalog/ledger/ledger_start.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/ledger/ledger_tree.h"
#include "catalog/store/setting_table.h"

static bool read_epoch(Database *database, const Checkpoint *checkpoint, int64_t *ret_epoch,
                       GError **error) {
    g_autofree char *node = NULL;
    if (!setting_table_find(database, SETTING_NODE_ID, &node, error))
        return false;
    if (node && ledger_epoch_read_origin(checkpoint->origin, node, ret_epoch))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                        "This is no checkpoint of this server's ledger.");
    return false;
}

/* How many entries of an epoch that is over are here, and how many its end has named: -1 when
 * nobody knew. */
static bool find_end(Database *database, int64_t epoch, int64_t *ret_size, int64_t *ret_named,
                     GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT first_index, ifnull(lost_to, -1) FROM ledger_epoch WHERE number > ?1"
        " ORDER BY number LIMIT 1",
        error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, epoch);
    StatementStep step = statement_step(statement, error);
    *ret_size = step == STATEMENT_ROW ? statement_int64(statement, 0) : G_MAXINT64;
    *ret_named = step == STATEMENT_ROW ? statement_int64(statement, 1) : 0;
    return step != STATEMENT_FAILED;
}

static bool is_contained(Database *database, const Checkpoint *checkpoint, int64_t epoch,
                         bool *ret_is, GError **error) {
    int64_t size, end, named;
    MerkleHead head;
    if (!ledger_table_size(database, &size, error) ||
        !find_end(database, epoch, &end, &named, error))
        return false;
    if (checkpoint->head.size > MIN(size, end)) {
        *ret_is = end < G_MAXINT64 && (named < 0 || checkpoint->head.size <= named);
        return true;
    }
    if (!ledger_tree_head(database, checkpoint->head.size, &head, error))
        return false;
    *ret_is = merkle_equal(&head.root, &checkpoint->head.root);
    return true;
}

/* Of an epoch that is over there is nothing more to wait for. */
static bool keep(Database *database, const char *directory, const char *text, int64_t epoch,
                 GError **error) {
    int64_t current;
    bool ok;
    if (!ledger_epoch_current(database, &current, error))
        return false;
    if (epoch < current)
        return true;
    if (!ledger_anchor_write(directory, text, error))
        return false;
    g_autofree char *problem = ledger_start_find_problem(database, directory, &ok, error);
    return ok && (!problem || setting_table_set(database, LEDGER_SETTING_WAITS, problem, error));
}

bool ledger_contest_take(Database *database, const char *directory, const char *text,
                         LedgerContest *ret_contest, GError **error) {
    database_assert_current(database);
    Checkpoint checkpoint;
    int64_t epoch;
    char key[LEDGER_KEY_TEXT_BYTES];
    g_autofree char *waits = NULL;
    *ret_contest = (LedgerContest){0};
    if (!checkpoint_parse(text, strlen(text), &checkpoint, error) ||
        !read_epoch(database, &checkpoint, &epoch, error) ||
        !ledger_prove_key(database, text, key, error) ||
        !is_contained(database, &checkpoint, epoch, &ret_contest->is_contained, error))
        return false;
    if (ret_contest->is_contained)
        return true;
    if (!setting_table_find(database, LEDGER_SETTING_WAITS, &waits, error))
        return false;
    ret_contest->is_news = !waits || !waits[0];
    return !ret_contest->is_news || keep(database, directory, text, epoch, error);
}
