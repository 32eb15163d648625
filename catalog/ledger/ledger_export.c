#include "catalog/ledger/ledger_export.h"

#include <inttypes.h>

#include "base/clock.h"
#include "catalog/ledger/ledger_table.h"

static const char *or_dash(const char *text) {
    return text && *text ? text : "-";
}

/* A line break in a name would be another line of the leaf. */
static char *clean(const char *name) {
    return g_strdelimit(g_strdup(or_dash(name)), "\n\r", ' ');
}

bool ledger_export_append(Database *database, const LedgerExport *leaf, int64_t *ret_index,
                          GError **error) {
    g_autofree char *asked = clean(leaf->asked_name);
    g_autofree char *decided = clean(leaf->decided_name);
    g_autofree char *allowed = leaf->decided_by && *leaf->decided_by
                                   ? g_strdup_printf("%s %s", leaf->decided_by, decided)
                                   : g_strdup("-");
    g_autofree char *text = g_strdup_printf(
        "tongping-export 1\nid %s\nkind %s\nunit %s\nregister %s\nrows %" PRId64
        "\nnumbers %s\nasked %s %s\nallowed %s\nat %" PRId64 "\n",
        leaf->id, leaf->kind, or_dash(leaf->unit_id), or_dash(leaf->register_id), leaf->n_rows,
        leaf->with_numbers ? "yes" : "no", leaf->asked_by, asked, allowed, clock_wall_us());
    return ledger_table_append(database, LEDGER_EXPORT, leaf->id, text, ret_index, error);
}
