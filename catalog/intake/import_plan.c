#include "catalog/intake/import_plan.h"

#include "catalog/intake/plan_members.h"
#include "catalog/intake/plan_units.h"

bool import_plan(ImportTable *table, ImportRoster *roster, const ImportScope *scope,
                 const FieldCrypto *crypto, GError **error) {
    if (import_table_kind(table) == IMPORT_MEMBERS)
        return plan_members_run(table, roster, crypto, error);
    plan_units_run(table, roster, scope);
    return true;
}
