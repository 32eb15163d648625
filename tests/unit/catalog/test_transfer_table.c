#include "catalog/roster/transfer_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/roster/member_leave.h"
#include "roster_fixture.h"
#include "test_clock.h"

#define DAY_US (INT64_C(24) * 3600 * 1000000)

static void assert_refused(GError **error, ErrorCode code, const char *part) {
    g_assert_error(*error, BASE_ERROR, (int)code);
    g_assert_nonnull(strstr((*error)->message, part));
    g_clear_error(error);
}

static MemberRow *person(RosterFixture *fixture) {
    roster_fixture_unit(fixture, "county", NULL);
    roster_fixture_unit(fixture, "east", "county");
    roster_fixture_unit(fixture, "west", "county");
    return roster_fixture_member(fixture, &(RosterPerson){"张三", "east", "2020-01-01"});
}

/* `days`: from today; the test's clock stands in 2023. */
static TransferRow transfer(const MemberRow *member, const char *unit_id, int days) {
    TransferRow row = {.asked_by = "clerk-of-east"};
    char today[DAY_TEXT_BYTES];
    day_today(today);
    g_strlcpy(row.member_id, member->id, sizeof row.member_id);
    g_strlcpy(row.to_unit_id, unit_id, sizeof row.to_unit_id);
    day_add(today, days, row.from_day);
    return row;
}

static bool decide(RosterFixture *fixture, const char *id, bool is_accepted, GError **error) {
    return transfer_table_decide(fixture->database, id,
                                 &(TransferDecision){is_accepted, "因为", "clerk-of-west"}, error);
}

static void assert_home(RosterFixture *fixture, const MemberRow *member, const char *unit_id,
                        const char *from_day) {
    g_autoptr(MembershipRow) home = NULL;
    g_assert_true(membership_table_home(fixture->database, member->id, &home, NULL));
    g_assert_cmpstr(home->unit_id, ==, unit_id);
    g_assert_cmpstr(home->from_day, ==, from_day);
}

static void test_accepted_today(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    TransferRow asked = transfer(member, "west", 0);
    g_assert_true(transfer_table_ask(fixture->database, &asked, &error));
    g_assert_cmpstr(asked.from_unit_id, ==, "east");
    assert_home(fixture, member, "east", "2020-01-01"); /* until somebody accepts */
    g_assert_true(decide(fixture, asked.id, true, &error));
    assert_home(fixture, member, "west", asked.from_day);
    g_autoptr(GPtrArray) rows = membership_table_list(fixture->database, member->id, &error);
    g_assert_cmpuint(rows->len, ==, 2);
    const MembershipRow *old = rows->pdata[1];
    g_assert_cmpstr(old->unit_id, ==, "east");
    g_assert_cmpstr(old->until_day, ==, asked.from_day); /* no day between, none twice */
    g_autoptr(TransferRow) row = transfer_table_get(fixture->database, asked.id, &error);
    g_assert_cmpint(row->state, ==, TRANSFER_ACCEPTED);
    g_assert_cmpstr(row->reason, ==, "因为");
    g_assert_cmpstr(row->member_name, ==, "张三");
    g_assert_cmpstr(row->to_unit_name, ==, "unit west");
    g_assert_cmpint(table_fixture_number(&fixture->table, "SELECT change FROM member"), ==, 2);
    g_assert_false(decide(fixture, asked.id, true, &error));
    assert_refused(&error, ERROR_CONFLICT, "accepted already");
}

/* Accepted late: days that have passed stay where they were. */
static void test_accepted_late(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    TransferRow asked = transfer(member, "west", 1);
    g_assert_true(transfer_table_ask(fixture->database, &asked, &error));
    test_clock_advance(10 * DAY_US);
    char today[DAY_TEXT_BYTES];
    day_today(today);
    g_assert_cmpstr(asked.from_day, <, today);
    g_assert_true(decide(fixture, asked.id, true, &error));
    assert_home(fixture, member, "west", today);
    g_autoptr(TransferRow) row = transfer_table_get(fixture->database, asked.id, &error);
    g_assert_cmpstr(row->from_day, ==, today);
}

static void test_accepted_ahead(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    TransferRow asked = transfer(member, "west", TRANSFER_MAX_DAYS_AHEAD);
    g_assert_true(transfer_table_ask(fixture->database, &asked, &error));
    g_assert_true(decide(fixture, asked.id, true, &error));
    assert_home(fixture, member, "west", asked.from_day);
}

static void test_days_refused(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    TransferRow row = transfer(member, "west", TRANSFER_MAX_DAYS_AHEAD + 1);
    g_assert_false(transfer_table_ask(fixture->database, &row, &error));
    assert_refused(&error, ERROR_INVALID, "must be from 2020-01-01");
    g_strlcpy(row.from_day, "2019-12-31", sizeof row.from_day);
    g_assert_false(transfer_table_ask(fixture->database, &row, &error));
    assert_refused(&error, ERROR_INVALID, "must be from 2020-01-01");
    g_strlcpy(row.from_day, "2023-02-30", sizeof row.from_day);
    g_assert_false(transfer_table_ask(fixture->database, &row, &error));
    assert_refused(&error, ERROR_INVALID, "is not a day");
    row.from_day[0] = '\0';
    g_assert_true(transfer_table_ask(fixture->database, &row, &error));
    char today[DAY_TEXT_BYTES];
    day_today(today);
    g_assert_cmpstr(row.from_day, ==, today);
}

static void test_refused_and_withdrawn(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    TransferRow one = transfer(member, "west", 0), two = one, three = one;
    g_assert_true(transfer_table_ask(fixture->database, &one, &error));
    g_assert_false(transfer_table_ask(fixture->database, &two, &error));
    assert_refused(&error, ERROR_CONFLICT, "asked for already");
    g_assert_true(decide(fixture, one.id, false, &error));
    assert_home(fixture, member, "east", "2020-01-01");
    g_assert_true(transfer_table_ask(fixture->database, &two, &error));
    g_assert_true(transfer_table_withdraw(fixture->database, two.id, "clerk", &error));
    g_assert_false(decide(fixture, two.id, true, &error));
    assert_refused(&error, ERROR_CONFLICT, "withdrawn already");
    g_assert_true(transfer_table_ask(fixture->database, &three, &error));
    g_autoptr(GPtrArray) open =
        transfer_table_list(fixture->database, &(TransferQuery){.state = "asked"}, &error);
    g_assert_cmpuint(open->len, ==, 1);
    g_autoptr(GPtrArray) west = transfer_table_list(
        fixture->database, &(TransferQuery){.roots_json = "[\"west\"]"}, &error);
    g_autoptr(GPtrArray) county = transfer_table_list(
        fixture->database, &(TransferQuery){.roots_json = "[\"county\"]"}, &error);
    g_autoptr(GPtrArray) nowhere =
        transfer_table_list(fixture->database, &(TransferQuery){.roots_json = "[]"}, &error);
    g_assert_cmpuint(west->len, ==, 3);
    g_assert_cmpuint(county->len, ==, 3);
    g_assert_cmpuint(nowhere->len, ==, 0);
}

static void test_impossible(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    TransferRow row = transfer(member, "east", 0);
    g_assert_false(transfer_table_ask(fixture->database, &row, &error));
    assert_refused(&error, ERROR_CONFLICT, "at home there already");
    row = transfer(member, "nowhere", 0);
    g_assert_false(transfer_table_ask(fixture->database, &row, &error));
    assert_refused(&error, ERROR_NOT_FOUND, "cannot find unit");
    row = transfer(member, "west", 0);
    g_assert_true(transfer_table_ask(fixture->database, &row, &error));
    g_assert_true(database_execute(fixture->database,
                                   "UPDATE unit SET closed_at_us = 1 WHERE id = 'west'", &error));
    g_assert_true(database_savepoint(fixture->database, &error));
    g_assert_false(decide(fixture, row.id, true, &error));
    assert_refused(&error, ERROR_CONFLICT, "it is closed");
    g_assert_true(database_savepoint_undo(fixture->database, &error));
    assert_home(fixture, member, "east", "2020-01-01");
}

/* A guest of the new unit becomes one of its own. */
static void test_guest(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    MembershipRow guest = {.unit_id = "west", .from_day = "2022-01-01"};
    g_strlcpy(guest.member_id, member->id, sizeof guest.member_id);
    g_assert_true(membership_table_open(fixture->database, &guest, &error));
    TransferRow row = transfer(member, "west", 0);
    g_assert_true(transfer_table_ask(fixture->database, &row, &error));
    g_assert_true(decide(fixture, row.id, true, &error));
    g_assert_no_error(error);
    assert_home(fixture, member, "west", row.from_day);
    g_auto(GStrv) units = membership_table_units(fixture->database, member->id, &error);
    g_assert_cmpuint(g_strv_length(units), ==, 1);
}

static void test_leave(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    g_autoptr(AccountRow) account = table_fixture_account(&fixture->table, "zhang", ROLE_MEMBER);
    g_assert_true(database_execute(
        fixture->database, "UPDATE account SET member_id = (SELECT id FROM member)", &error));
    TransferRow row = transfer(member, "west", 0);
    g_assert_true(transfer_table_ask(fixture->database, &row, &error));
    char account_id[ID_TEXT_BYTES];
    g_assert_true(member_leave(fixture->database, member->id, "clerk", account_id, &error));
    g_assert_cmpstr(account_id, ==, account->id);
    g_autoptr(AccountRow) locked = account_table_get(fixture->database, account_id, &error);
    g_assert_true(locked->locked);
    g_autoptr(TransferRow) stored = transfer_table_get(fixture->database, row.id, &error);
    g_assert_cmpint(stored->state, ==, TRANSFER_WITHDRAWN);
    g_autoptr(MembershipRow) home = NULL;
    g_assert_true(membership_table_home(fixture->database, member->id, &home, &error));
    g_assert_null(home);
    g_autoptr(MemberRow) gone = member_table_get(fixture->database, member->id, &error);
    g_assert_cmpint(gone->left_at_us, ==, test_clock_now());
    g_auto(GStrv) units = membership_table_units(fixture->database, member->id, &error);
    g_assert_cmpstr(units[0], ==, "east"); /* whose member it was */
    g_assert_false(member_leave(fixture->database, member->id, "clerk", account_id, &error));
    assert_refused(&error, ERROR_CONFLICT, "done already");
    TransferRow late = transfer(member, "west", 0);
    g_assert_false(transfer_table_ask(fixture->database, &late, &error));
    assert_refused(&error, ERROR_CONFLICT, "has left");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ROSTER_TEST(accepted_today);
    ROSTER_TEST(accepted_late);
    ROSTER_TEST(accepted_ahead);
    ROSTER_TEST(days_refused);
    ROSTER_TEST(refused_and_withdrawn);
    ROSTER_TEST(impossible);
    ROSTER_TEST(guest);
    ROSTER_TEST(leave);
    return g_test_run();
}
