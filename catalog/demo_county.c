#include "catalog/demo_county.h"

#include "catalog/rights/appointment_table.h"
#include "catalog/roster/sample.h"
#include "catalog/roster/sample_county.h"
#include "catalog/roster/sample_ids.h"
#include "catalog/store/account_table.h"

bool demo_county_is_there(Database *database, bool *ret_is_there, GError **error) {
    SampleState state;
    if (!sample_ids_state(database, &state, error))
        return false;
    *ret_is_there = state == SAMPLE_THERE;
    return true;
}

static bool bring_once(Database *database, const FieldCrypto *crypto, const char *by,
                       GError **error) {
    SampleState state;
    int64_t n_units, n_people;
    if (!sample_ids_state(database, &state, error) ||
        !database_query_int64(database, "SELECT count(*) FROM unit", &n_units, error) ||
        !database_query_int64(database, "SELECT count(*) FROM member", &n_people, error))
        return false;
    return state != SAMPLE_NEVER || n_units + n_people > 0 ||
           sample_bring(database, crypto, by, error);
}

static bool is_appointed(Database *database, const char *account_id, const char *unit_id,
                         bool *ret_is_appointed, GError **error) {
    g_autoptr(GPtrArray) rows =
        appointment_table_list(database, &(AppointmentQuery){.account_id = account_id}, error);
    if (!rows)
        return false;
    *ret_is_appointed = false;
    for (unsigned i = 0; i < rows->len; i++) {
        const AppointmentRow *row = g_ptr_array_index(rows, i);
        *ret_is_appointed |= row->role == ROLE_CLERK && g_str_equal(row->unit_id, unit_id);
    }
    return true;
}

static bool appoint_clerk(Database *database, const DemoPeople *people, const char *unit_id,
                          GError **error) {
    bool is_there;
    g_autoptr(AccountRow) account = account_table_get(database, people->clerk_id, error);
    if (!account || !is_appointed(database, account->id, unit_id, &is_there, error))
        return false;
    AppointmentRow row = {.role = ROLE_CLERK};
    g_strlcpy(row.account_id, people->clerk_id, sizeof row.account_id);
    g_strlcpy(row.unit_id, unit_id, sizeof row.unit_id);
    g_strlcpy(row.appointed_by, people->admin_id, sizeof row.appointed_by);
    if (!is_there && !appointment_table_insert(database, &row, error))
        return false;
    if (account->roles == ROLE_MEMBER)
        return true;
    account->roles = ROLE_MEMBER;
    return account_table_update(database, account, error);
}

/* A tester may have given the member an account of his own: then it stays so. */
static bool link_member(Database *database, const char *account_id, const char *member_id,
                        GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE account SET member_id = ?2 WHERE id = ?1 AND member_id IS NULL"
                         " AND NOT EXISTS (SELECT 1 FROM account WHERE member_id = ?2)"
                         " AND EXISTS (SELECT 1 FROM member WHERE id = ?2)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, account_id);
    statement_bind_text(statement, 2, member_id);
    return statement_run(statement, error);
}

bool demo_county_ensure(Database *database, const FieldCrypto *crypto, const DemoPeople *people,
                        GError **error) {
    bool is_there;
    if (!bring_once(database, crypto, people->admin_id, error) ||
        !demo_county_is_there(database, &is_there, error))
        return false;
    g_auto(SampleIds) ids = {0};
    return !is_there ||
           (sample_ids_read(database, &ids, error) &&
            appoint_clerk(database, people, ids.units[SAMPLE_COUNTY_CLERK_UNIT], error) &&
            link_member(database, people->member_id, ids.members[SAMPLE_COUNTY_MEMBER], error));
}
