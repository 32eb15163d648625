#include "catalog/attendance/register_snapshot.h"

#include "base/clock.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/day.h"

/* The tree with the unit by which reports group its people, seen from the register's unit ?2:
 * its own child that they are below, for its own people itself; elsewhere, and for the whole tree
 * (?2 NULL), the unit below the root. */
#define TREE_SQL                                                                                   \
    "WITH RECURSIVE tree (id, parent_id, name, depth, group_id) AS ("                              \
    " SELECT id, parent_id, name, 0, id FROM unit WHERE parent_id IS NULL"                         \
    " UNION ALL SELECT unit.id, unit.parent_id, unit.name, tree.depth + 1,"                        \
    " CASE WHEN tree.depth = 0 OR unit.id IS ?2 OR unit.parent_id IS ?2 THEN unit.id"              \
    " ELSE tree.group_id END FROM unit JOIN tree ON unit.parent_id = tree.id)"

/* ?1 register, ?2 its unit, ?3 event, ?4 the day, ?5 kind, ?6 place or member (but of meetings); of
 * `audience (member_id, is_home)`. */
#define INSERT_SQL                                                                                 \
    "INSERT OR IGNORE INTO register_person (register_id, member_id, account_id, name, search_key," \
    " kind_id, unit_id, unit_name, group_id, group_name, is_expected, is_visiting, is_excused)"
#define PERSON_SQL(is_expected)                                                                    \
    " SELECT ?1, member.id, account.id, member.name, member.search_key, member.kind_id, home.id,"  \
    " home.name, home.group_id, crowd.name, " is_expected ", NOT audience.is_home,"                \
    " EXISTS (SELECT 1 FROM exemption WHERE exemption.member_id = member.id"                       \
    " AND from_day <= ?4 AND until_day > ?4 AND revoked_at_us IS NULL)"                            \
    " OR EXISTS (SELECT 1 FROM attendance_leave AS leave WHERE leave.member_id = member.id"        \
    " AND state = 'granted' AND ((event_kind = ?5 AND event_id = ?3)"                              \
    " OR (from_day <= ?4 AND until_day > ?4)))"                                                    \
    " FROM audience CROSS JOIN member ON member.id = audience.member_id"                           \
    " JOIN member_kind ON member_kind.id = member.kind_id"                                         \
    " JOIN membership ON membership.member_id = member.id AND membership.is_home = 1"              \
    " AND membership.until_day IS NULL"                                                            \
    " JOIN tree AS home ON home.id = membership.unit_id"                                           \
    " JOIN unit AS crowd ON crowd.id = home.group_id"                                              \
    " LEFT JOIN account ON account.member_id = member.id"                                          \
    " WHERE member.left_at_us IS NULL"

#define AUDIENCE_OF(units)                                                                         \
    ", audience (member_id, is_home) AS MATERIALIZED (SELECT member_id, max(is_home)"              \
    " FROM membership WHERE until_day IS NULL AND from_day <= ?4 AND unit_id IN (" units ")"       \
    " GROUP BY member_id)"

static const char *const TAKE[REGISTER_N_KINDS] = {
    [REGISTER_MEETING] = TREE_SQL
    ", invited (id) AS (SELECT unit_id FROM meeting_unit WHERE meeting_id = ?3"
    " UNION SELECT unit.id FROM meeting JOIN unit ON parent_id IS NULL WHERE meeting.id = ?3"
    " AND visibility != 'invited' AND NOT EXISTS"
    " (SELECT 1 FROM meeting_unit WHERE meeting_id = ?3)"
    " UNION SELECT unit.id FROM unit JOIN invited ON unit.parent_id = invited.id)" AUDIENCE_OF(
        "SELECT id FROM invited") INSERT_SQL PERSON_SQL("member_kind.required"),
    [REGISTER_STUDY] =
        TREE_SQL AUDIENCE_OF("SELECT unit_id FROM place WHERE id = ?6"
                             " UNION SELECT unit_id FROM place_unit WHERE place_id = ?6")
            INSERT_SQL PERSON_SQL("member_kind.required"),
    [REGISTER_LESSON] =
        TREE_SQL ", audience (member_id, is_home) AS (SELECT ?6, 1)" INSERT_SQL PERSON_SQL("0"),
};

/* A visitor is who has no membership in the units of the place or the audience, but comes: what
 * `is_home` says is about the register's people. */
static const char ADD[] =
    TREE_SQL ", audience (member_id, is_home) AS (SELECT ?6, 0)" INSERT_SQL PERSON_SQL("0");

static bool run(Database *database, const char *sql, const RegisterRow *row, const char *of,
                GError **error) {
    char today[DAY_TEXT_BYTES];
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    day_of(row->began_at_us, today);
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, *row->unit_id ? row->unit_id : NULL);
    statement_bind_text(statement, 3, row->event_id);
    statement_bind_text(statement, 4, today);
    statement_bind_text(statement, 5, REGISTER_KIND_WORDS[row->kind]);
    if (of)
        statement_bind_text(statement, 6, of);
    return statement_run(statement, error);
}

bool register_snapshot_take(Database *database, const RegisterRow *row, GError **error) {
    database_assert_current(database);
    const char *const of[REGISTER_N_KINDS] = {
        [REGISTER_STUDY] = row->place_id, [REGISTER_LESSON] = row->member_id};
    return run(database, TAKE[row->kind], row, of[row->kind], error);
}

static bool stands_there(Database *database, const RegisterRow *row, const char *member_id,
                         bool *ret_stands, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT 1 FROM register_person WHERE register_id = ?1 AND member_id = ?2", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, member_id);
    StatementStep step = statement_step(statement, error);
    *ret_stands = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

bool register_snapshot_add(Database *database, const RegisterRow *row, const char *member_id,
                           GError **error) {
    database_assert_current(database);
    bool stands;
    if (!stands_there(database, row, member_id, &stands, error))
        return false;
    if (stands)
        return true;
    return run(database, ADD, row, member_id, error) &&
           (database_changes(database) > 0 || rights_not_found(error));
}
