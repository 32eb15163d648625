#include "catalog/ledger/ledger_start.h"

#include <inttypes.h>

#include "base/error.h"
#include "catalog/ledger/ledger_anchor.h"
#include "catalog/ledger/ledger_epoch.h"
#include "catalog/ledger/ledger_key_leaf.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/ledger/ledger_tree.h"
#include "catalog/store/setting_table.h"

void ledger_start_clear(LedgerStart *start) {
    ledger_key_clear(&start->key);
    g_clear_pointer(&start->waits, g_free);
}

/* ---- what was signed, what is there ---- */

static char *find_difference(Database *database, const Checkpoint *anchor, bool *ret_ok,
                             GError **error) {
    int64_t size;
    MerkleHead head;
    *ret_ok = ledger_table_size(database, &size, error);
    if (!*ret_ok)
        return NULL;
    if (size < anchor->head.size)
        return g_strdup_printf("the database has %" PRId64 " entries of the ledger, but %" PRId64
                               " were signed",
                               size, anchor->head.size);
    g_autoptr(GError) problem = NULL;
    if (!ledger_tree_head(database, anchor->head.size, &head, &problem))
        return g_strdup_printf("the ledger is damaged: %s", problem->message);
    if (!merkle_equal(&head.root, &anchor->head.root))
        return g_strdup_printf("the ledger's first %" PRId64 " entries are not those that were "
                               "signed",
                               anchor->head.size);
    return NULL;
}

static char *compare(Database *database, const Checkpoint *anchor, bool *ret_ok, GError **error) {
    g_autofree char *node = NULL;
    int64_t epoch, signed_epoch;
    *ret_ok = setting_table_find(database, SETTING_NODE_ID, &node, error) &&
              ledger_epoch_current(database, &epoch, error);
    if (!*ret_ok)
        return NULL;
    if (!ledger_epoch_read_origin(anchor->origin, node ? node : "", &signed_epoch))
        return g_strdup_printf("'" LEDGER_ANCHOR_FILE_NAME "' is of another server, '%s'",
                               anchor->origin);
    if (signed_epoch > epoch)
        return g_strdup_printf("the database is of epoch %" PRId64 ", but epoch %" PRId64
                               " was opened already",
                               epoch, signed_epoch);
    /* An older one: the new epoch was opened, its first head is not signed yet. */
    return signed_epoch < epoch ? NULL : find_difference(database, anchor, ret_ok, error);
}

char *ledger_start_find_problem(Database *database, const char *directory, bool *ret_ok,
                                GError **error) {
    g_autoptr(GError) problem = NULL;
    Checkpoint anchor;
    int64_t n_signed;
    *ret_ok = true;
    if (ledger_anchor_read(directory, &anchor, &problem))
        return compare(database, &anchor, ret_ok, error);
    if (problem)
        return g_strdup(problem->message);
    *ret_ok = database_query_int64(database,
                                   "SELECT count(*) FROM ledger_checkpoint WHERE epoch = (SELECT "
                                   "ifnull(max(number), 1) FROM ledger_epoch)",
                                   &n_signed, error);
    return *ret_ok && n_signed > 0 ? g_strdup("'" LEDGER_ANCHOR_FILE_NAME
                                              "' is not beside the database, which was signed "
                                              "before: it may be an old copy")
                                   : NULL;
}

/* ---- the start ---- */

static bool remember(Database *database, LedgerStart *start, GError **error) {
    g_autofree char *before = NULL;
    if (!setting_table_find(database, LEDGER_SETTING_WAITS, &before, error))
        return false;
    const char *now = start->waits ? start->waits : "";
    return g_strcmp0(before ? before : "", now) == 0 ||
           setting_table_set(database, LEDGER_SETTING_WAITS, now, error);
}

static bool run_inside(Database *database, const char *directory, LedgerStart *start,
                       GError **error) {
    bool ok;
    start->waits = ledger_start_find_problem(database, directory, &ok, error);
    return ok && remember(database, start, error) &&
           (start->waits || ledger_key_leaf_ensure(database, &start->key, &start->key_news, error));
}

bool ledger_start_run(Database *database, const char *directory, LedgerStart *ret_start,
                      GError **error) {
    database_assert_current(database);
    *ret_start = (LedgerStart){0};
    if (!ledger_key_open(directory, &ret_start->key, error) ||
        !database_begin(database, DATABASE_WRITE, error))
        return false;
    if (run_inside(database, directory, ret_start, error))
        return database_commit(database, error);
    database_rollback(database);
    return false;
}
