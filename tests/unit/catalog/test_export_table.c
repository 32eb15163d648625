#include "catalog/roster/export_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/store/role.h"
#include "roster_fixture.h"
#include "test_clock.h"

static void assert_refused(GError **error, ErrorCode code, const char *part) {
    g_assert_error(*error, BASE_ERROR, (int)code);
    g_assert_nonnull(strstr((*error)->message, part));
    g_clear_error(error);
}

/* county, with east and west below. */
static void grow_tree(RosterFixture *fixture) {
    roster_fixture_unit(fixture, "county", NULL);
    roster_fixture_unit(fixture, "east", "county");
    roster_fixture_unit(fixture, "west", "county");
}

static ExportRow ask(RosterFixture *fixture, const char *account_id, const char *unit_id,
                     ExportState state) {
    g_autoptr(GError) error = NULL;
    ExportRow row = {.with_numbers = true, .n_rows = 7, .state = state, .reason = (char *)"年报"};
    g_strlcpy(row.asked_by, account_id, sizeof row.asked_by);
    g_strlcpy(row.unit_id, unit_id, sizeof row.unit_id);
    g_assert_true(export_table_insert(fixture->database, &row, &error));
    g_assert_no_error(error);
    row.reason = NULL; /* borrowed */
    return row;
}

static ExportState state_of(RosterFixture *fixture, const ExportRow *row) {
    g_autoptr(GError) error = NULL;
    g_autoptr(ExportRow) found = export_table_get(fixture->database, row->id, &error);
    g_assert_no_error(error);
    return found->state;
}

static void test_whole(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    grow_tree(fixture);
    g_autoptr(AccountRow) asker = table_fixture_account(&fixture->table, "asker", ROLE_CLERK);
    g_autoptr(AccountRow) decider = table_fixture_account(&fixture->table, "other", ROLE_AUDITOR);
    ExportRow asked = ask(fixture, asker->id, "east", EXPORT_WAITING);
    g_assert_false(export_table_take(fixture->database, asked.id, &error));
    assert_refused(&error, ERROR_CONFLICT, "nobody else has allowed it yet");

    g_assert_true(export_table_decide(fixture->database, asked.id, decider->id, true, &error));
    g_autoptr(ExportRow) row = export_table_get(fixture->database, asked.id, &error);
    g_assert_cmpint(row->state, ==, EXPORT_READY);
    g_assert_cmpstr(row->decided_by, ==, decider->id);
    g_assert_cmpstr(row->decided_by_name, ==, decider->display_name);
    g_assert_cmpstr(row->asked_by_name, ==, asker->display_name);
    g_assert_cmpstr(row->reason, ==, "年报");
    g_assert_cmpint(row->n_rows, ==, 7);
    g_assert_true(row->with_numbers && !row->is_units && !row->is_xlsx);
    g_assert_cmpint(row->expires_at_us, ==, test_clock_now() + EXPORT_READY_US);

    g_assert_false(export_table_decide(fixture->database, asked.id, decider->id, false, &error));
    assert_refused(&error, ERROR_CONFLICT, "not waiting any more");
    g_assert_true(export_table_take(fixture->database, asked.id, &error));
    g_assert_false(export_table_take(fixture->database, asked.id, &error));
    assert_refused(&error, ERROR_CONFLICT, "taken already");
    g_assert_cmpint(state_of(fixture, &asked), ==, EXPORT_TAKEN);
}

static void test_refused(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    ExportRow asked = ask(fixture, "a", "", EXPORT_WAITING);
    g_assert_true(export_table_decide(fixture->database, asked.id, "b", false, &error));
    g_assert_false(export_table_take(fixture->database, asked.id, &error));
    assert_refused(&error, ERROR_CONFLICT, "it was refused");
    g_assert_null(export_table_get(fixture->database, "none", &error));
    assert_refused(&error, ERROR_NOT_FOUND, "cannot find this export");
}

static void test_expiry(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    ExportRow waiting = ask(fixture, "a", "", EXPORT_WAITING);
    ExportRow ready = ask(fixture, "a", "", EXPORT_READY);
    test_clock_advance(EXPORT_READY_US - 1);
    g_assert_cmpint(state_of(fixture, &ready), ==, EXPORT_READY);
    test_clock_advance(1);
    g_assert_cmpint(state_of(fixture, &ready), ==, EXPORT_EXPIRED);
    g_assert_false(export_table_take(fixture->database, ready.id, &error));
    assert_refused(&error, ERROR_CONFLICT, "its time is over");
    g_assert_cmpint(state_of(fixture, &waiting), ==, EXPORT_WAITING);
    test_clock_advance(EXPORT_WAIT_US - EXPORT_READY_US);
    g_assert_false(export_table_decide(fixture->database, waiting.id, "b", true, &error));
    assert_refused(&error, ERROR_CONFLICT, "not waiting any more");

    test_clock_advance(EXPORT_FORGET_US);
    ask(fixture, "a", "", EXPORT_READY);
    g_assert_cmpint(table_fixture_number(&fixture->table, "SELECT count(*) FROM export"), ==, 1);
}

static void test_bounded(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    for (unsigned i = 0; i < EXPORT_MAX_OPEN; i++)
        ask(fixture, "a", "", i % 2 ? EXPORT_READY : EXPORT_WAITING);
    ExportRow more = {.asked_by = "a", .state = EXPORT_READY};
    g_assert_false(export_table_insert(fixture->database, &more, &error));
    assert_refused(&error, ERROR_CONFLICT, "20 of yours are open");
    ExportRow other = ask(fixture, "b", "", EXPORT_READY);
    g_assert_cmpint(state_of(fixture, &other), ==, EXPORT_READY);
    test_clock_advance(EXPORT_READY_US); /* half of them */
    ask(fixture, "a", "", EXPORT_READY);
}

static char *list(RosterFixture *fixture, const char *account_id, const char *roots_json) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows =
        export_table_list(fixture->database, account_id, roots_json, &error);
    g_assert_no_error(error);
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < rows->len; i++) {
        const ExportRow *row = rows->pdata[i];
        g_string_append_printf(out, "%s:%s ", row->asked_by, row->unit_id);
    }
    return g_string_free(out, FALSE);
}

static void test_list(RosterFixture *fixture, gconstpointer data) {
    grow_tree(fixture);
    static const char *const UNITS[] = {"", "county", "east", "west"};
    for (unsigned i = 0; i < G_N_ELEMENTS(UNITS); i++) {
        test_clock_advance(1000);
        ask(fixture, i == 3 ? "b" : "a", UNITS[i], EXPORT_WAITING);
    }
    static const struct {
        const char *account, *roots, *rows;
    } CASES[] = {
        {"c", NULL, "b:west a:east a:county a: "},
        {"c", "[]", ""},
        {"c", "[\"county\"]", "b:west a:east a:county "},
        {"c", "[\"west\"]", "b:west "},
        {"a", "[]", "a:east a:county a: "},
        {"b", "[\"east\"]", "b:west a:east "},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *rows = list(fixture, CASES[i].account, CASES[i].roots);
        g_assert_cmpstr(rows, ==, CASES[i].rows);
    }
}

static void appoint(RosterFixture *fixture, const char *account_id, const char *unit_id,
                    bool has_ended) {
    g_autoptr(GError) error = NULL;
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO appointment (id, account_id, role, unit_id, appointed_by, appointed_at_us,"
        " ended_at_us) VALUES ('%s%s', '%s', 2, '%s', 'x', 1, %s)",
        account_id, unit_id, account_id, unit_id, has_ended ? "2" : "NULL");
    g_assert_true(database_execute(fixture->database, sql, &error));
    g_assert_no_error(error);
}

static char *deciders(RosterFixture *fixture, const char *account_id, const char *unit_id) {
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) ids = export_table_deciders(fixture->database, account_id,
                                              ROLE_ADMINISTRATOR | ROLE_AUDITOR, unit_id, &error);
    g_assert_no_error(error);
    return g_strjoinv(" ", ids);
}

static void test_deciders(RosterFixture *fixture, gconstpointer data) {
    grow_tree(fixture);
    g_autoptr(AccountRow) admin =
        table_fixture_account(&fixture->table, "admin", ROLE_ADMINISTRATOR);
    g_autoptr(AccountRow) clerk = table_fixture_account(&fixture->table, "clerk", ROLE_CLERK);
    g_autoptr(AccountRow) county = table_fixture_account(&fixture->table, "county", ROLE_MEMBER);
    g_autoptr(AccountRow) east = table_fixture_account(&fixture->table, "east", ROLE_MEMBER);
    g_autoptr(AccountRow) gone = table_fixture_account(&fixture->table, "gone", ROLE_MEMBER);
    appoint(fixture, county->id, "county", false);
    appoint(fixture, east->id, "east", false);
    appoint(fixture, gone->id, "west", true);

    g_autofree char *all = deciders(fixture, clerk->id, "");
    g_assert_cmpstr(all, ==, admin->id); /* nobody's unit */
    g_autofree char *own = deciders(fixture, admin->id, "");
    g_assert_cmpstr(own, ==, "");
    g_autofree char *west = deciders(fixture, admin->id, "west");
    g_assert_cmpstr(west, ==, county->id);
    g_autofree char *in_east = deciders(fixture, admin->id, "east");
    g_assert_nonnull(strstr(in_east, county->id));
    g_assert_nonnull(strstr(in_east, east->id));
    g_assert_null(strstr(in_east, clerk->id));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    ROSTER_TEST(whole);
    ROSTER_TEST(refused);
    ROSTER_TEST(expiry);
    ROSTER_TEST(bounded);
    ROSTER_TEST(list);
    ROSTER_TEST(deciders);
    return g_test_run();
}
