#include "catalog/api/export_ask.h"

#include "base/error.h"
#include "catalog/ledger/ledger_export.h"
#include "catalog/rights/rights.h"

bool export_ask_find_deciders(Database *database, const ExportRow *row, GStrv *ret_audience,
                              GError **error) {
    *ret_audience = export_table_deciders(database, row->asked_by, RIGHT_EXPORT_DECIDE_ROLES,
                                          row->unit_id, error);
    if (!*ret_audience)
        return false;
    if ((*ret_audience)[0])
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "cannot ask for this export: there is nobody else who could allow it; "
                        "appoint an auditor first");
    return false;
}

bool export_ask_seal(Database *database, const ExportRow *row, int64_t n_rows, GError **error) {
    const LedgerExport leaf = {.id = row->id,
                               .kind = export_row_kind(row),
                               .unit_id = row->unit_id,
                               .register_id = row->register_id,
                               .asked_by = row->asked_by,
                               .asked_name = row->asked_by_name,
                               .decided_by = row->decided_by,
                               .decided_name = row->decided_by_name,
                               .with_numbers = row->with_numbers,
                               .n_rows = n_rows};
    int64_t index;
    return ledger_export_append(database, &leaf, &index, error);
}
