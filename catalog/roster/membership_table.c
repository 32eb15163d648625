#include "catalog/roster/membership_table.h"

#include <string.h>

#include "base/error.h"

#define FROM                                                                                       \
    "SELECT membership.id, member_id, unit_id, is_home, from_day, until_day, unit.name"            \
    " FROM membership JOIN unit ON unit.id = unit_id "

void membership_row_free(MembershipRow *row) {
    if (!row)
        return;
    g_free(row->unit_name);
    g_free(row);
}

/* ---- reading ---- */

static void *row_from(Statement *statement) {
    MembershipRow *row = g_new0(MembershipRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->member_id, sizeof row->member_id);
    statement_copy_text(statement, 2, row->unit_id, sizeof row->unit_id);
    row->is_home = statement_int64(statement, 3) != 0;
    statement_copy_text(statement, 4, row->from_day, sizeof row->from_day);
    statement_copy_text(statement, 5, row->until_day, sizeof row->until_day);
    row->unit_name = statement_dup_text(statement, 6);
    return row;
}

static bool find(Database *database, const char *sql, const char *id, MembershipRow **ret_row,
                 GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    *ret_row = step == STATEMENT_ROW ? row_from(statement) : NULL;
    return step != STATEMENT_FAILED;
}

MembershipRow *membership_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    MembershipRow *row = NULL;
    if (find(database, FROM "WHERE membership.id = ?1", id, &row, error) && !row)
        g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find membership '%s'", id);
    return row;
}

bool membership_table_home(Database *database, const char *member_id, MembershipRow **ret_row,
                           GError **error) {
    database_assert_current(database);
    return find(database, FROM "WHERE member_id = ?1 AND is_home = 1 AND until_day IS NULL",
                member_id, ret_row, error);
}

GPtrArray *membership_table_list(Database *database, const char *member_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, FROM "WHERE member_id = ?1 ORDER BY from_day DESC, membership.id DESC", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, member_id);
    return statement_rows(statement, row_from, (GDestroyNotify)membership_row_free, error);
}

GStrv membership_table_units(Database *database, const char *member_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT DISTINCT unit_id FROM membership WHERE member_id = ?1"
        " AND ifnull(until_day, '9999') = (SELECT max(ifnull(until_day, '9999')) FROM membership"
        " WHERE member_id = ?1)",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, member_id);
    g_autoptr(GStrvBuilder) units = g_strv_builder_new();
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_strv_builder_add(units, statement_text(statement, 0));
    return step == STATEMENT_DONE ? g_strv_builder_end(units) : NULL;
}

/* ---- opening ---- */

static bool check_unit(Database *database, const char *unit_id, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT name, closed_at_us FROM unit WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, unit_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find unit '%s'", unit_id);
    if (step != STATEMENT_ROW)
        return false;
    if (statement_is_null(statement, 1))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "cannot add anybody to unit '%s': it is closed",
                statement_text(statement, 0));
    return false;
}

/* The reason why `row` cannot stand beside what the member has, or NULL. */
static const char *find_obstacle(const GPtrArray *others, const MembershipRow *row) {
    unsigned n_open = 0;
    for (unsigned i = 0; i < others->len; i++) {
        const MembershipRow *other = g_ptr_array_index(others, i);
        bool is_open = !other->until_day[0];
        n_open += is_open;
        if (is_open && other->is_home && row->is_home)
            return "the member has a home unit already: ask for a transfer";
        bool is_empty = g_str_equal(other->from_day, other->until_day);
        bool overlaps = is_open || (!is_empty && strcmp(row->from_day, other->until_day) < 0);
        if (overlaps && g_str_equal(other->unit_id, row->unit_id))
            return "the member belongs to this unit already on these days";
    }
    return n_open < MEMBERSHIP_MAX_OPEN ? NULL : "the member belongs to too many units";
}

static bool insert(Database *database, MembershipRow *row, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO membership (id, member_id, unit_id, is_home, from_day)"
                         " VALUES (?1, ?2, ?3, ?4, ?5)",
                         error);
    if (!statement)
        return false;
    id_new_uuid7(row->id);
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->member_id);
    statement_bind_text(statement, 3, row->unit_id);
    statement_bind_int64(statement, 4, row->is_home);
    statement_bind_text(statement, 5, row->from_day);
    return statement_run(statement, error);
}

static bool complete_days(MembershipRow *row, GError **error) {
    if (!row->from_day[0])
        day_today(row->from_day);
    row->until_day[0] = '\0';
    return day_check("cannot add the member to the unit", row->from_day, error);
}

bool membership_table_open_first(Database *database, MembershipRow *row, GError **error) {
    database_assert_current(database);
    return complete_days(row, error) && insert(database, row, error);
}

bool membership_table_open(Database *database, MembershipRow *row, GError **error) {
    database_assert_current(database);
    if (!complete_days(row, error) || !check_unit(database, row->unit_id, error))
        return false;
    g_autoptr(GPtrArray) others = membership_table_list(database, row->member_id, error);
    if (!others)
        return false;
    const char *obstacle = find_obstacle(others, row);
    if (!obstacle)
        return insert(database, row, error);
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "cannot add the member to the unit: %s",
                obstacle);
    return false;
}

/* ---- ending ---- */

bool membership_table_end(Database *database, const char *id, const char *until_day,
                          GError **error) {
    database_assert_current(database);
    g_autoptr(MembershipRow) row = membership_table_get(database, id, error);
    if (!row || !day_check("cannot end the membership", until_day, error))
        return false;
    if (row->until_day[0] || strcmp(until_day, row->from_day) < 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    row->until_day[0] ? "cannot end the membership: it ended on %s"
                                      : "cannot end the membership: it begins on %s",
                    row->until_day[0] ? row->until_day : row->from_day);
        return false;
    }
    g_autoptr(Statement) statement =
        database_prepare(database, "UPDATE membership SET until_day = ?2 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, until_day);
    return statement_run(statement, error);
}

bool membership_table_end_all(Database *database, const char *member_id, const char *until_day,
                              GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE membership SET until_day = max(?2, from_day)"
                         " WHERE member_id = ?1 AND until_day IS NULL",
                         error);
    if (!statement || !day_check("cannot end the memberships", until_day, error))
        return false;
    statement_bind_text(statement, 1, member_id);
    statement_bind_text(statement, 2, until_day);
    return statement_run(statement, error);
}
