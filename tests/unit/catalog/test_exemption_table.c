#include "catalog/roster/exemption_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/roster/member_kind_table.h"
#include "roster_fixture.h"
#include "test_clock.h"

static void assert_refused(GError **error, ErrorCode code, const char *part) {
    g_assert_error(*error, BASE_ERROR, (int)code);
    g_assert_nonnull(strstr((*error)->message, part));
    g_clear_error(error);
}

static MemberRow *person(RosterFixture *fixture) {
    roster_fixture_unit(fixture, "east", NULL);
    return roster_fixture_member(fixture, &(RosterPerson){"张三", "east", "2020-01-01"});
}

static ExemptionRow days(const MemberRow *member, const char *from_day, const char *until_day) {
    ExemptionRow row = {.unit_id = "east", .decided_by = "clerk"};
    g_strlcpy(row.member_id, member->id, sizeof row.member_id);
    g_strlcpy(row.from_day, from_day, sizeof row.from_day);
    g_strlcpy(row.until_day, until_day, sizeof row.until_day);
    return row;
}

static void test_round_trip(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    ExemptionRow row = days(member, "2023-01-01", "2023-02-01");
    g_assert_true(
        exemption_table_insert(fixture->database, &row, fixture->crypto, "住院手术", &error));
    g_autoptr(ExemptionRow) stored = exemption_table_get(fixture->database, row.id, &error);
    g_assert_true(stored->has_reason);
    g_assert_cmpstr(stored->unit_name, ==, "unit east");
    g_assert_cmpint(stored->decided_at_us, ==, test_clock_now());
    g_autofree char *reason =
        exemption_table_reason(fixture->database, row.id, fixture->crypto, &error);
    g_assert_cmpstr(reason, ==, "住院手术");
    g_assert_cmpint(
        table_fixture_number(&fixture->table, "SELECT instr(reason_sealed, '住院') FROM exemption"),
        ==, 0);
    g_assert_true(exemption_table_revoke(fixture->database, row.id, "other", &error));
    g_assert_false(exemption_table_revoke(fixture->database, row.id, "other", &error));
    assert_refused(&error, ERROR_CONFLICT, "ended already");
    g_autoptr(GPtrArray) rows = exemption_table_list(fixture->database, member->id, &error);
    g_assert_cmpuint(rows->len, ==, 1);
    g_assert_cmpint(((ExemptionRow *)rows->pdata[0])->revoked_at_us, ==, test_clock_now());
    g_assert_null(exemption_table_get(fixture->database, "none", &error));
    assert_refused(&error, ERROR_NOT_FOUND, "cannot find exemption");
}

static void test_days(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(MemberRow) member = person(fixture);
    static const struct {
        const char *from, *until;
        ErrorCode code;
        const char *part; /* NULL: taken */
    } CASES[] = {
        {"2023-01-10", "2023-01-20", 0, NULL},
        {"2023-01-19", "2023-01-25", ERROR_CONFLICT, "from 2023-01-10 until 2023-01-20"},
        {"2023-01-01", "2023-02-01", ERROR_CONFLICT, "holds already"},
        {"2023-01-20", "2023-01-21", 0, NULL}, /* begins when the other ends */
        {"2023-01-09", "2023-01-10", 0, NULL},
        {"2023-03-01", "2023-03-01", ERROR_INVALID, "end before they begin"},
        {"2023-03-02", "2023-03-01", ERROR_INVALID, "end before they begin"},
        {"2024-01-01", "2099-01-01", 0, NULL}, /* for good */
        {"2023-02-30", "2023-03-01", ERROR_INVALID, "is not a day"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        ExemptionRow row = days(member, CASES[i].from, CASES[i].until);
        bool is_stored =
            exemption_table_insert(fixture->database, &row, fixture->crypto, NULL, &error);
        g_assert_cmpint(is_stored, ==, !CASES[i].part);
        if (!is_stored)
            assert_refused(&error, CASES[i].code, CASES[i].part);
        else
            g_assert_null(exemption_table_reason(fixture->database, row.id, fixture->crypto, NULL));
    }
}

/* ---- kinds of people ---- */

static bool set_kinds(RosterFixture *fixture, const char *const *ids, GError **error) {
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)member_kind_row_free);
    for (unsigned i = 0; ids[i]; i++) {
        MemberKindRow *row = g_new0(MemberKindRow, 1);
        row->id = g_strdup(ids[i]);
        row->name = g_strdup_printf("名%s", ids[i]);
        row->votes = i == 0;
        g_ptr_array_add(rows, row);
    }
    return member_kind_table_set(fixture->database, rows, error);
}

static void test_kinds(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) given = member_kind_table_list(fixture->database, &error);
    g_assert_cmpuint(given->len, ==, 4);
    g_assert_cmpstr(((MemberKindRow *)given->pdata[0])->id, ==, "full");
    g_assert_true(set_kinds(fixture, (const char *const[]){"guest", "full", NULL}, &error));
    g_autoptr(GPtrArray) rows = member_kind_table_list(fixture->database, &error);
    g_assert_cmpuint(rows->len, ==, 2);
    g_assert_cmpstr(((MemberKindRow *)rows->pdata[0])->name, ==, "名guest");
    g_assert_true(((MemberKindRow *)rows->pdata[0])->votes);
    roster_fixture_unit(fixture, "east", NULL);
    member_row_free(roster_fixture_member(
        fixture, &(RosterPerson){.name = "张三", .unit_id = "east", .kind_id = "guest"}));
    g_assert_true(database_savepoint(fixture->database, &error));
    g_assert_false(set_kinds(fixture, (const char *const[]){"full", NULL}, &error));
    assert_refused(&error, ERROR_CONFLICT, "1 people are of it");
    g_assert_true(database_savepoint_undo(fixture->database, &error));
    g_assert_false(set_kinds(fixture, (const char *const[]){"guest", NULL}, &error));
    assert_refused(&error, ERROR_INVALID, "cannot do without the kind 'full'");
    g_assert_false(set_kinds(fixture, (const char *const[]){"full", "full", NULL}, &error));
    assert_refused(&error, ERROR_INVALID, "twice");
    g_assert_false(set_kinds(fixture, (const char *const[]){"full", "Ä", NULL}, &error));
    assert_refused(&error, ERROR_INVALID, "small letters");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ROSTER_TEST(round_trip);
    ROSTER_TEST(days);
    ROSTER_TEST(kinds);
    return g_test_run();
}
