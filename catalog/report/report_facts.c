#include "catalog/report/report_facts.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/ledger/checkpoint.h"
#include "catalog/ledger/ledger_head.h"

bool report_facts_load(Database *database, ReportFacts *ret_facts, GError **error) {
    database_assert_current(database);
    g_autoptr(GError) failure = NULL;
    Checkpoint checkpoint;
    *ret_facts = (ReportFacts){.made_at_us = clock_wall_us()};
    g_autoptr(LedgerHead) head = ledger_head_newest(database, &failure);
    if (!head) {
        if (g_error_matches(failure, BASE_ERROR, ERROR_NOT_FOUND))
            return true;
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (!checkpoint_parse(head->text, strlen(head->text), &checkpoint, error))
        return false;
    g_autofree char *root = g_base64_encode(checkpoint.head.root.bytes, MERKLE_HASH_BYTES);
    ret_facts->epoch = head->epoch;
    ret_facts->size = head->size;
    g_strlcpy(ret_facts->root, root, sizeof ret_facts->root);
    return true;
}
