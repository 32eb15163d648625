#include "catalog/intake/import_plan.h"

bool import_plan(ImportTable *table, ImportRoster *roster, const ImportScope *scope,
                 const FieldCrypto *crypto, GError **error) {
    if (import_table_kind(table) == IMPORT_MEMBERS)
        return import_plan_members(table, roster, crypto, error);
    import_plan_units(table, roster, scope);
    return true;
}
