/* Reports as their readers were given them, and who of the people in them sees it. */
#include <string.h>

#include "base/clock.h"
#include "catalog/attendance/read_table.h"
#include "catalog/report/report.h"
#include "catalog/report/report_note.h"
#include "catalog/roster/unit_change.h"
#include "roster_fixture.h"
#include "test_clock.h"

#define COUNTY "00000000-0000-7000-8000-00000000c001"
#define TOWN   "00000000-0000-7000-8000-00000000c002"
#define OTHER  "00000000-0000-7000-8000-00000000c003"
#define HOME   "00000000-0000-7000-8000-00000000c004"
#define EVENT  "00000000-0000-7000-8000-00000000c005"
#define DAY_US (INT64_C(86400) * 1000000)
#define YEAR   2023 /* of the fixture's clock */

#define ROOTS(unit) "[\"" unit "\"]"

typedef struct Town {
    RosterFixture *fixture;
    MemberRow *member;
    AccountRow *reader;
} Town;

static void town_clear(Town *town) {
    member_row_free(town->member);
    account_row_free(town->reader);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Town, town_clear)

/* A member of HOME, which lies in TOWN; OTHER lies beside. */
static Town build(RosterFixture *fixture) {
    roster_fixture_unit(fixture, COUNTY, NULL);
    roster_fixture_unit(fixture, TOWN, COUNTY);
    roster_fixture_unit(fixture, OTHER, COUNTY);
    roster_fixture_unit(fixture, HOME, TOWN);
    const RosterPerson person = {.name = "Wang", .unit_id = HOME};
    return (Town){fixture, roster_fixture_member(fixture, &person),
                  table_fixture_account(&fixture->table, "reader", ROLE_CLERK)};
}

static void give(const Town *town, const char *kind, const char *subject, const char *roots,
                 int year) {
    g_autoptr(GError) error = NULL;
    const ReportGiven given = {.kind = report_find(kind),
                               .reader_id = town->reader->id,
                               .subject = subject,
                               .roots_json = roots,
                               .year = year,
                               .form = "screen",
                               .n_people = 1};
    g_assert_true(report_note(town->fixture->database, &given, &error));
    g_assert_no_error(error);
}

static GPtrArray *seen(const Town *town) {
    g_autoptr(GError) error = NULL;
    GPtrArray *rows =
        read_table_list(town->fixture->database, town->member->id, "2023-01-01", &error);
    g_assert_no_error(error);
    return rows;
}

static unsigned n_seen(const Town *town) {
    g_autoptr(GPtrArray) rows = seen(town);
    return rows->len;
}

static int64_t number(const Town *town, const char *sql) {
    return table_fixture_number(&town->fixture->table, sql);
}

/* ---- once a day ---- */

static void test_year(RosterFixture *fixture, gconstpointer data) {
    g_auto(Town) town = build(fixture);
    for (unsigned i = 0; i < 3; i++)
        give(&town, "year", TOWN, ROOTS(TOWN), YEAR);
    give(&town, "year", OTHER, ROOTS(OTHER), YEAR);
    g_autoptr(GPtrArray) rows = seen(&town);
    g_assert_cmpuint(rows->len, ==, 1);
    const ReadRow *row = rows->pdata[0];
    g_assert_cmpstr(row->kind, ==, "year");
    g_assert_cmpstr(row->form, ==, "screen");
    g_assert_cmpstr(row->about, ==, "unit " TOWN);
    g_assert_cmpstr(row->reader_name, ==, "reader");
    g_assert_cmpint(row->times, ==, 3);
    g_assert_cmpint(row->year, ==, YEAR);
    g_assert_cmpint(number(&town, "SELECT count(*) FROM ledger_leaf WHERE kind = 'read'"), ==, 2);
    g_assert_cmpint(number(&town, "SELECT count(*) FROM ledger_leaf WHERE text LIKE"
                                  " '%\nunits " TOWN "\n%'"),
                    ==, 1);
}

/* Every set of units is a report of its own: other people are in it. */
static void test_units(RosterFixture *fixture, gconstpointer data) {
    g_auto(Town) town = build(fixture);
    give(&town, "year", NULL, "[\"" OTHER "\",\"" TOWN "\"]", YEAR);
    give(&town, "year", NULL, "[\"" TOWN "\",\"" OTHER "\"]", YEAR);
    g_assert_cmpint(number(&town, "SELECT times FROM report_read"), ==, 2);
    give(&town, "year", NULL, NULL, YEAR);
    give(&town, "year", NULL, "[]", YEAR);
    g_assert_cmpint(number(&town, "SELECT count(*) FROM report_read"), ==, 2);
    g_autoptr(GPtrArray) rows = seen(&town);
    g_assert_cmpuint(rows->len, ==, 2);
    g_assert_null(((ReadRow *)rows->pdata[0])->about);
}

/* ---- whose line was in it ---- */

static void test_home_of_that_year(RosterFixture *fixture, gconstpointer data) {
    g_auto(Town) town = build(fixture);
    give(&town, "year", TOWN, ROOTS(TOWN), YEAR - 1); /* he came later */
    g_assert_cmpuint(n_seen(&town), ==, 0);
    give(&town, "course", "c", ROOTS(COUNTY), YEAR);
    g_assert_cmpuint(n_seen(&town), ==, 1);
}

static void test_tree_of_that_moment(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_auto(Town) town = build(fixture);
    const UnitPatch patch = {.parent_id = OTHER};
    give(&town, "year", TOWN, ROOTS(TOWN), YEAR);
    test_clock_advance(DAY_US);
    unit_row_free(unit_change_patch(fixture->database, HOME, &patch, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(n_seen(&town), ==, 1);
    test_clock_advance(1);
    give(&town, "year", TOWN, ROOTS(TOWN), YEAR);
    g_assert_cmpuint(n_seen(&town), ==, 1);
    give(&town, "year", OTHER, ROOTS(OTHER), YEAR);
    g_assert_cmpuint(n_seen(&town), ==, 2);
    give(&town, "year", COUNTY, ROOTS(COUNTY), YEAR);
    g_assert_cmpuint(n_seen(&town), ==, 3);
}

static void put_record(const Town *town) {
    g_autoptr(GError) error = NULL;
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO register (id, kind, event_id, type_id, title, unit_id, began_at_us)"
        " VALUES ('" EVENT "', 'meeting', 'm', 'lecture', 'T', '" COUNTY "', 0);"
        "INSERT INTO record (id, register_id, kind, event_id, type_id, title, began_at_us, year,"
        " member_id, name, unit_id, unit_name, group_id, group_name, is_expected, policy_id,"
        " policy_version, live_ms, replay_ms, offline_ms, presence_ms, required_ms, covered_ms,"
        " credited_ms, hours_milli, state, how, confidence, confidence_reason, is_newest,"
        " looked_until_us, closed_at_us, leaf) VALUES ('r', '" EVENT "', 'meeting', 'm', 'lecture',"
        " 'T', 0, 2023, '%s', 'Wang', '" HOME "', 'V', '" HOME "', 'V', 1, 'p', 1, 0, 0, 0, 0, 0,"
        " 0, 0, 0, 'present', 'account', 'high', 'contacts', 1, 0, %" G_GINT64_FORMAT ", 0)",
        town->member->id, clock_wall_us());
    g_assert_true(database_execute(town->fixture->database, sql, &error));
    g_assert_no_error(error);
}

static void test_event(RosterFixture *fixture, gconstpointer data) {
    g_auto(Town) town = build(fixture);
    give(&town, "event", EVENT, ROOTS(TOWN), YEAR); /* before there is a record */
    test_clock_advance(DAY_US);
    put_record(&town);
    give(&town, "event", EVENT, ROOTS(OTHER), YEAR);
    give(&town, "event", "another", ROOTS(TOWN), YEAR);
    g_assert_cmpuint(n_seen(&town), ==, 0);
    give(&town, "event", EVENT, ROOTS(TOWN), YEAR);
    g_autoptr(GPtrArray) rows = seen(&town);
    g_assert_cmpuint(rows->len, ==, 1);
    g_assert_cmpstr(((ReadRow *)rows->pdata[0])->about, ==, "T");
}

static void test_own(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_auto(Town) town = build(fixture);
    g_autofree char *sql = g_strdup_printf("UPDATE account SET member_id = '%s' WHERE id = '%s'",
                                           town.member->id, town.reader->id);
    g_assert_true(database_execute(fixture->database, sql, &error));
    give(&town, "year", TOWN, ROOTS(TOWN), YEAR);
    g_assert_cmpuint(n_seen(&town), ==, 0);
}

/* ---- bounds ---- */

static void test_newest_first_and_no_more(RosterFixture *fixture, gconstpointer data) {
    g_auto(Town) town = build(fixture);
    for (int i = 0; i <= READ_LIST_MAX_ROWS; i++)
        give(&town, "course", i % 2 ? "a" : "b", ROOTS(TOWN), YEAR + i);
    test_clock_advance(DAY_US);
    g_autoptr(GError) error = NULL;
    g_assert_true(read_table_note(fixture->database, town.reader->id, town.member->id, &error));
    g_autoptr(GPtrArray) rows = seen(&town);
    g_assert_cmpuint(rows->len, ==, READ_LIST_MAX_ROWS);
    const ReadRow *first = rows->pdata[0];
    g_assert_cmpstr(first->kind, ==, "record");
    g_assert_null(first->form);
    g_assert_cmpint(first->year, ==, 0);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ROSTER_TEST(year);
    ROSTER_TEST(units);
    ROSTER_TEST(home_of_that_year);
    ROSTER_TEST(tree_of_that_moment);
    ROSTER_TEST(event);
    ROSTER_TEST(own);
    ROSTER_TEST(newest_first_and_no_more);
    return g_test_run();
}
