#include "catalog/attendance/record_hours.h"

#include <string.h>

#include "catalog/attendance/policy_table.h"
#include "catalog/store/role.h"

static bool sum_records(Database *database, const char *member_id, int year, RecordHours *hours,
                        GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT count(*), ifnull(sum(hours_milli) FILTER (WHERE kind <> 'carried'), 0),"
        " ifnull(sum(hours_milli) FILTER (WHERE kind = 'carried'), 0)"
        " FROM record WHERE member_id = ?1 AND year = ?2 AND is_newest = 1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, member_id);
    statement_bind_int64(statement, 2, year);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    hours->n_records = statement_int64(statement, 0);
    hours->earned_milli = statement_int64(statement, 1);
    hours->carried_milli = statement_int64(statement, 2);
    return true;
}

/* The home on that day of somebody of a kind that has to come; "" in `ret_unit`: there is none. */
static bool find_home(Database *database, const char *member_id, const char *day,
                      char ret_unit[ID_TEXT_BYTES], GError **error) {
    ret_unit[0] = '\0';
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT unit_id FROM membership JOIN member ON member.id = member_id"
        " JOIN member_kind ON member_kind.id = member.kind_id WHERE member_id = ?1 AND is_home = 1"
        " AND required = 1 AND from_day <= ?2 AND (until_day IS NULL OR until_day > ?2)"
        " ORDER BY from_day DESC LIMIT 1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, member_id);
    statement_bind_text(statement, 2, day);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        statement_copy_text(statement, 0, ret_unit, ID_TEXT_BYTES);
    return step != STATEMENT_FAILED;
}

static bool find_lead(Database *database, const char *member_id, const char *day, bool *ret_is_lead,
                      GError **error) {
    char next[DAY_TEXT_BYTES];
    day_add(day, 1, next);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT 1 FROM appointment JOIN account ON account.id = account_id"
        " WHERE account.member_id = ?1 AND role = ?2 AND unit_id NOT NULL"
        " AND appointed_at_us < ?3 AND (ended_at_us IS NULL OR ended_at_us >= ?3) LIMIT 1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, member_id);
    statement_bind_int64(statement, 2, ROLE_ADMINISTRATOR);
    statement_bind_int64(statement, 3, day_begin_us(next));
    StatementStep step = statement_step(statement, error);
    *ret_is_lead = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

static bool find_asked(Database *database, const char *member_id, int year, const char *day,
                       RecordHours *hours, GError **error) {
    char unit_id[ID_TEXT_BYTES];
    g_autoptr(PolicyRow) policy = NULL;
    if (!find_home(database, member_id, day, unit_id, error))
        return false;
    if (unit_id[0] == '\0')
        return true;
    if (!find_lead(database, member_id, day, &hours->is_lead, error) ||
        !policy_table_find(database, "study", unit_id, year, &policy, error))
        return false;
    hours->asked_milli =
        hours->is_lead ? policy->yearly_hours_lead_milli : policy->yearly_hours_milli;
    return true;
}

bool record_hours_sum(Database *database, const char *member_id, int year, const char *today,
                      RecordHours *ret_hours, GError **error) {
    database_assert_current(database);
    *ret_hours = (RecordHours){.n_records = 0};
    g_snprintf(ret_hours->last_day, sizeof ret_hours->last_day, "%04d-12-31", year);
    const char *day = strcmp(today, ret_hours->last_day) < 0 ? today : ret_hours->last_day;
    if (!sum_records(database, member_id, year, ret_hours, error) ||
        !find_asked(database, member_id, year, day, ret_hours, error))
        return false;
    ret_hours->missing_milli =
        MAX(0, ret_hours->asked_milli - ret_hours->earned_milli - ret_hours->carried_milli);
    return true;
}

GArray *record_hours_years(Database *database, const char *member_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT DISTINCT year FROM record WHERE member_id = ?1 AND is_newest = 1"
                         " ORDER BY year DESC",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, member_id);
    g_autoptr(GArray) years = g_array_new(FALSE, FALSE, sizeof(int));
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        int year = (int)statement_int64(statement, 0);
        g_array_append_val(years, year);
    }
    return step == STATEMENT_FAILED ? NULL : g_steal_pointer(&years);
}
