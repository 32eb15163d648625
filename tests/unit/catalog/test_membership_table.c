#include "catalog/roster/membership_table.h"

#include <string.h>

#include "base/error.h"
#include "roster_fixture.h"
#include "test_clock.h"

static void assert_refused(GError **error, ErrorCode code, const char *part) {
    g_assert_error(*error, BASE_ERROR, (int)code);
    g_assert_nonnull(strstr((*error)->message, part));
    g_clear_error(error);
}

static MembershipRow membership(const MemberRow *member, const char *unit_id,
                                const char *from_day) {
    MembershipRow row = {0};
    g_strlcpy(row.member_id, member->id, sizeof row.member_id);
    g_strlcpy(row.unit_id, unit_id, sizeof row.unit_id);
    g_strlcpy(row.from_day, from_day, sizeof row.from_day);
    return row;
}

static MemberRow *person(RosterFixture *fixture) {
    roster_fixture_unit(fixture, "east", NULL);
    roster_fixture_unit(fixture, "west", NULL);
    return roster_fixture_member(fixture, &(RosterPerson){"张三", "east", "2020-01-01"});
}

static void test_days(void) {
    static const struct {
        const char *day;
        bool is_valid;
    } DAYS[] = {
        {"2026-07-01", true},   {"2024-02-29", true},  {"2026-02-29", false}, {"2026-13-01", false},
        {"2026-00-10", false},  {"2026-01-32", false}, {"1899-12-31", false}, {"2026-7-1", false},
        {"2026-07-01 ", false}, {"", false},           {"2026/07/01", false}, {NULL, false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(DAYS); i++)
        g_assert_cmpint(day_is_valid(DAYS[i].day), ==, DAYS[i].is_valid);
    char day[DAY_TEXT_BYTES];
    day_add("2024-02-28", 2, day);
    g_assert_cmpstr(day, ==, "2024-03-01");
    day_add("2026-01-01", -1, day);
    g_assert_cmpstr(day, ==, "2025-12-31");
}

static void test_one_home(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    g_autoptr(MembershipRow) home = NULL;
    g_assert_true(membership_table_home(fixture->database, member->id, &home, &error));
    g_assert_cmpstr(home->unit_id, ==, "east");
    g_assert_cmpstr(home->unit_name, ==, "unit east");
    g_assert_cmpstr(home->from_day, ==, "2020-01-01");
    MembershipRow second = membership(member, "west", "2021-01-01");
    second.is_home = true;
    g_assert_false(membership_table_open(fixture->database, &second, &error));
    assert_refused(&error, ERROR_CONFLICT, "home unit already");
    second.is_home = false;
    g_assert_true(membership_table_open(fixture->database, &second, &error));
    g_auto(GStrv) units = membership_table_units(fixture->database, member->id, &error);
    g_assert_cmpuint(g_strv_length(units), ==, 2);
}

/* [from, until): the day on which one ends another may begin. */
static void test_no_overlap(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    MembershipRow guest = membership(member, "west", "2021-01-01");
    g_assert_true(membership_table_open(fixture->database, &guest, &error));
    MembershipRow again = membership(member, "west", "2022-01-01");
    g_assert_false(membership_table_open(fixture->database, &again, &error));
    assert_refused(&error, ERROR_CONFLICT, "belongs to this unit already");
    g_assert_true(membership_table_end(fixture->database, guest.id, "2021-06-01", &error));
    again = membership(member, "west", "2021-05-31");
    g_assert_false(membership_table_open(fixture->database, &again, &error));
    assert_refused(&error, ERROR_CONFLICT, "belongs to this unit already");
    again = membership(member, "west", "2021-06-01");
    g_assert_true(membership_table_open(fixture->database, &again, &error));
    /* one that ended on the day it began stood on no day */
    g_assert_true(membership_table_end(fixture->database, again.id, "2021-06-01", &error));
    again = membership(member, "west", "2021-06-01");
    g_assert_true(membership_table_open(fixture->database, &again, &error));
}

static void test_end(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    MembershipRow guest = membership(member, "west", "2021-01-01");
    g_assert_true(membership_table_open(fixture->database, &guest, &error));
    g_assert_false(membership_table_end(fixture->database, guest.id, "2020-12-31", &error));
    assert_refused(&error, ERROR_CONFLICT, "it begins on 2021-01-01");
    g_assert_false(membership_table_end(fixture->database, guest.id, "soon", &error));
    assert_refused(&error, ERROR_INVALID, "'soon' is not a day");
    g_assert_true(membership_table_end(fixture->database, guest.id, "2022-01-01", &error));
    g_assert_false(membership_table_end(fixture->database, guest.id, "2023-01-01", &error));
    assert_refused(&error, ERROR_CONFLICT, "it ended on 2022-01-01");
    g_assert_false(membership_table_end(fixture->database, "none", "2023-01-01", &error));
    assert_refused(&error, ERROR_NOT_FOUND, "cannot find membership");
    g_autoptr(GPtrArray) rows = membership_table_list(fixture->database, member->id, &error);
    g_assert_cmpuint(rows->len, ==, 2);
    g_assert_cmpstr(((MembershipRow *)rows->pdata[0])->unit_id, ==, "west"); /* newest first */
    g_assert_cmpstr(((MembershipRow *)rows->pdata[0])->until_day, ==, "2022-01-01");
}

static void test_end_all(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    MembershipRow later = membership(member, "west", "2030-01-01");
    g_assert_true(membership_table_open(fixture->database, &later, &error));
    g_assert_true(membership_table_end_all(fixture->database, member->id, "2023-01-01", &error));
    g_assert_cmpint(table_fixture_number(&fixture->table,
                                         "SELECT count(*) FROM membership WHERE until_day IS NULL"),
                    ==, 0);
    g_autoptr(MembershipRow) stored = membership_table_get(fixture->database, later.id, &error);
    g_assert_cmpstr(stored->until_day, ==, "2030-01-01");
}

static void test_units_must_be_open(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    g_assert_true(database_execute(fixture->database,
                                   "UPDATE unit SET closed_at_us = 1 WHERE id = 'west'", &error));
    MembershipRow row = membership(member, "west", "");
    g_assert_false(membership_table_open(fixture->database, &row, &error));
    assert_refused(&error, ERROR_CONFLICT, "it is closed");
    row = membership(member, "nowhere", "");
    g_assert_false(membership_table_open(fixture->database, &row, &error));
    assert_refused(&error, ERROR_NOT_FOUND, "cannot find unit 'nowhere'");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/days", test_days);
    ROSTER_TEST(one_home);
    ROSTER_TEST(no_overlap);
    ROSTER_TEST(end);
    ROSTER_TEST(end_all);
    ROSTER_TEST(units_must_be_open);
    return g_test_run();
}
