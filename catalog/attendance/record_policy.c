#include "catalog/attendance/record_policy.h"

#include "catalog/attendance/policy_table.h"

bool record_policy_find(Database *database, RecordFacts *facts, GError **error) {
    g_autoptr(PolicyRow) row = NULL;
    if (!policy_table_find(database, RECORD_KIND_WORDS[facts->kind], facts->unit_id, facts->year,
                           &row, error))
        return false;
    facts->policy = row->credit;
    g_strlcpy(facts->policy_id, row->id, sizeof facts->policy_id);
    facts->policy_version = row->version;
    return true;
}
