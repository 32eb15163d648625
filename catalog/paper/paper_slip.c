#include "catalog/paper/paper_slip.h"

#include <inttypes.h>

#include "base/clock.h"
#include "catalog/ledger/ledger_table.h"
#include "catalog/paper/paper_rule.h"

void paper_slip_free(void *data) {
    PaperSlip *slip = data;
    if (!slip)
        return;
    char *const texts[] = {slip->rule, slip->server_name, slip->printed_by, slip->hash, slip->link};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    record_row_free(slip->row);
    paper_mark_clear(&slip->mark);
    g_free(slip);
}

/* The proof that the entry is in the ledger is open to everybody; behind the "#", which no server
 * sees, stands what it must be about. */
static bool load_leaf(Database *database, PaperSlip *slip, const char *base_url, GError **error) {
    g_autoptr(LedgerLeaf) leaf = ledger_table_get(database, slip->row->leaf, error);
    if (!leaf)
        return false;
    slip->hash = g_base64_encode(leaf->hash.bytes, sizeof leaf->hash.bytes);
    slip->link = g_strdup_printf("%s/api/v1/ledger/entries/%" PRId64 "/proof#%s,%s", base_url,
                                 slip->row->leaf, slip->row->id, slip->hash);
    return true;
}

PaperSlip *paper_slip_load(Database *database, const PaperSlipOrder *order, RecordRow *take_row,
                           GError **error) {
    database_assert_current(database);
    PaperSlip *slip = g_new0(PaperSlip, 1);
    const PaperRule rule = {take_row->policy_id, take_row->policy_version, order->language};
    slip->row = take_row;
    slip->language = order->language;
    slip->server_name = g_strdup(order->server_name);
    slip->printed_by = g_strdup(order->printed_by);
    slip->printed_at_us = clock_wall_us();
    if (paper_rule_load(database, &rule, &slip->rule, error) &&
        load_leaf(database, slip, order->base_url, error) &&
        paper_mark_load(database, &slip->mark, error)) {
        slip->is_covered = slip->mark.size > take_row->leaf;
        return slip;
    }
    paper_slip_free(slip);
    return NULL;
}
