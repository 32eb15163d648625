#include "catalog/api/bundle_set.h"

#include "base/error.h"
#include "catalog/ledger/ledger_bundle.h"
#include "catalog/rights/rights.h"

static bool may(Database *database, const Call *call, const char *unit_id, GError **error) {
    const char *account_id = call->identity.account_id;
    return rights_check(database, account_id, RIGHT_EXPORT_ASK, unit_id, error) &&
           rights_check(database, account_id, RIGHT_RECORD_SEE, unit_id, error);
}

static unsigned count_ids(const char *json) {
    unsigned n = 1;
    for (; *json; json++)
        n += *json == ',';
    return n;
}

static bool collect_ids(Database *database, const Call *call, const ExportRow *row,
                        RecordPick *ret_set, GError **error) {
    if (!record_pick_of_ids(database, row->record_ids, ret_set, error))
        return false;
    for (unsigned i = 0; i < ret_set->units->len; i++)
        if (!may(database, call, ret_set->units->pdata[i], error))
            return false;
    return ret_set->leaves->len == count_ids(row->record_ids) || rights_not_found(error);
}

bool bundle_set_collect(Database *database, const Call *call, const ExportRow *row,
                        RecordPick *ret_set, GError **error) {
    if (row->record_ids) {
        if (!collect_ids(database, call, row, ret_set, error))
            return false;
    } else if (!may(database, call, row->unit_id, error) ||
               !record_pick_of_register(database, row->register_id, row->unit_id, ret_set, error)) {
        return false;
    }
    if (ret_set->leaves->len == 0)
        return rights_not_found(error);
    if (ret_set->leaves->len <= LEDGER_BUNDLE_MAX_ENTRIES)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "A bundle has 1 to %d entries.",
                LEDGER_BUNDLE_MAX_ENTRIES);
    return false;
}
