#include "catalog/intake/import_apply.h"

#include "catalog/intake/apply_members.h"
#include "catalog/intake/apply_units.h"
#include "catalog/intake/import_plan.h"

bool import_apply_planned(Database *database, ImportTable *table, ImportRoster *roster,
                          const FieldCrypto *crypto, GPtrArray *prepared, GError **error) {
    return import_table_kind(table) == IMPORT_MEMBERS
               ? apply_members_run(database, table, roster, crypto, prepared, error)
               : apply_units_run(database, table, roster, error);
}

bool import_apply(Database *database, ImportTable *table, const ImportScope *scope,
                  const FieldCrypto *crypto, GPtrArray *prepared, ImportRoster **ret_roster,
                  GError **error) {
    bool is_members = import_table_kind(table) == IMPORT_MEMBERS;
    g_autoptr(ImportRoster) roster = import_roster_load(database, scope, is_members, error);
    if (!roster)
        return false;
    import_table_forget_plan(table);
    if (!import_plan(table, roster, scope, crypto, error) ||
        !import_apply_planned(database, table, roster, crypto, prepared, error))
        return false;
    *ret_roster = g_steal_pointer(&roster);
    return true;
}
