/* Appointments: what is refused, whom they reach, that account.appointed_roles follows. */
#include "catalog/rights/appointment_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/rights/appointment_candidate.h"
#include "catalog/rights/rights.h"
#include "catalog/store/outbox_table.h"
#include "table_fixture.h"

/* county > town > village, county > other; a member in the village and one in the other town. */
#define COUNTY  "00000000-0000-7000-8000-000000000001"
#define TOWN    "00000000-0000-7000-8000-000000000002"
#define VILLAGE "00000000-0000-7000-8000-000000000003"
#define OTHER   "00000000-0000-7000-8000-000000000004"
#define CLOSED  "00000000-0000-7000-8000-000000000005"
#define EVENT   "00000000-0000-7000-8000-000000000006"
#define LI      "00000000-0000-7000-8000-000000000007"
#define WANG    "00000000-0000-7000-8000-000000000008"
#define NOBODY  "00000000-0000-7000-8000-000000000009"

static void run_sql(TableFixture *fixture, const char *sql) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) statement = database_prepare(fixture->database, sql, &error);
    g_assert_no_error(error);
    g_assert_true(statement_run(statement, &error));
}

static void add_unit(TableFixture *fixture, const char *id, const char *parent,
                     const char *closed) {
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO unit (id, parent_id, name, name_key, search_key, position, from_us,"
        " closed_at_us, change, created_at_us, updated_at_us)"
        " VALUES ('%s', %s%s%s, '%s', '%s', '', 1, 1, %s, 1, 1, 1)",
        id, parent ? "'" : "", parent ? parent : "NULL", parent ? "'" : "", id, id, closed);
    run_sql(fixture, sql);
}

static void add_member(TableFixture *fixture, const char *id, const char *unit) {
    g_autofree char *member = g_strdup_printf(
        "INSERT INTO member (id, name, name_key, search_key, kind_id, change, created_at_us,"
        " updated_at_us) VALUES ('%s', 'x', 'x', 'x', 'full', 1, 1, 1)",
        id);
    run_sql(fixture, member);
    g_autofree char *membership = g_strdup_printf(
        "INSERT INTO membership VALUES ('%s', '%s', '%s', 1, '2020-01-01', NULL)", id, id, unit);
    run_sql(fixture, membership);
}

static void add_county(TableFixture *fixture) {
    add_unit(fixture, COUNTY, NULL, "NULL");
    add_unit(fixture, TOWN, COUNTY, "NULL");
    add_unit(fixture, VILLAGE, TOWN, "NULL");
    add_unit(fixture, OTHER, COUNTY, "NULL");
    add_unit(fixture, CLOSED, TOWN, "5");
    add_member(fixture, LI, VILLAGE);
    run_sql(fixture, "INSERT INTO meeting (id, type_id, title, note, state, visibility,"
                     " starts_at_us, ends_at_us, time_zone, is_recorded, publishes_itself,"
                     " revision, created_by, created_at_us, updated_at_us) VALUES ('" EVENT
                     "', 'broadcast', 'x', '', 'scheduled', 'public', 1, 2, 'Asia/Shanghai', 0, 0,"
                     " 1, 'x', 1, 1)");
    add_member(fixture, WANG, OTHER);
}

static bool appoint(TableFixture *fixture, const AccountRow *account, uint32_t role,
                    const char *unit, char ret_id[ID_TEXT_BYTES], GError **error) {
    AppointmentRow row = {.role = role};
    g_strlcpy(row.account_id, account->id, sizeof row.account_id);
    g_strlcpy(row.appointed_by, account->id, sizeof row.appointed_by);
    g_strlcpy(g_str_equal(unit, EVENT) ? row.event_id : row.unit_id, unit, ID_TEXT_BYTES);
    bool is_done = appointment_table_insert(fixture->database, &row, error);
    if (ret_id)
        g_strlcpy(ret_id, row.id, ID_TEXT_BYTES);
    return is_done;
}

static void must_appoint(TableFixture *fixture, const AccountRow *account, uint32_t role,
                         const char *unit) {
    g_autoptr(GError) error = NULL;
    appoint(fixture, account, role, unit, NULL, &error);
    g_assert_no_error(error);
}

static uint32_t roles_of(TableFixture *fixture, const AccountRow *account) {
    g_autoptr(AccountRow) row = account_table_get(fixture->database, account->id, NULL);
    return row->appointed_roles;
}

static void test_life(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    add_county(fixture);
    g_autoptr(AccountRow) clerk = table_fixture_account(fixture, "clerk", ROLE_MEMBER);
    char village[ID_TEXT_BYTES], town[ID_TEXT_BYTES];
    appoint(fixture, clerk, ROLE_CLERK, VILLAGE, village, &error);
    appoint(fixture, clerk, ROLE_CLERK, TOWN, town, &error);
    must_appoint(fixture, clerk, ROLE_INTERPRETER, EVENT);
    g_assert_cmpuint(roles_of(fixture, clerk), ==, ROLE_CLERK | ROLE_INTERPRETER);
    g_assert_true(appointment_table_end(fixture->database, village, clerk->id, &error));
    g_assert_cmpuint(roles_of(fixture, clerk), ==, ROLE_CLERK | ROLE_INTERPRETER);
    g_assert_true(appointment_table_end(fixture->database, town, clerk->id, &error));
    g_assert_cmpuint(roles_of(fixture, clerk), ==, ROLE_INTERPRETER);
    g_assert_false(appointment_table_end(fixture->database, town, clerk->id, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    g_clear_error(&error);
    appoint(fixture, clerk, ROLE_CLERK, TOWN, NULL, &error); /* an ended one is no obstacle */
    g_assert_no_error(error);

    g_autoptr(GPtrArray) facts = outbox_table_read(fixture->database, 0, 99, &error);
    unsigned n_made = 0, n_ended = 0;
    for (unsigned i = 0; i < facts->len; i++) {
        const OutboxRow *fact = facts->pdata[i];
        n_made += g_str_equal(fact->kind, "appointment.made");
        n_ended += g_str_equal(fact->kind, "appointment.ended");
    }
    g_assert_cmpuint(n_made, ==, 4);
    g_assert_cmpuint(n_ended, ==, 2);
}

static void test_refused(TableFixture *fixture, gconstpointer data) {
    add_county(fixture);
    g_autoptr(AccountRow) known = table_fixture_account(fixture, "known", ROLE_MEMBER);
    g_autoptr(AccountRow) locked = table_fixture_account(fixture, "locked", ROLE_MEMBER);
    g_autoptr(AccountRow) unknown = g_new0(AccountRow, 1);
    g_strlcpy(unknown->id, NOBODY, sizeof unknown->id);
    locked->locked = true;
    g_assert_true(account_table_update(fixture->database, locked, NULL));
    must_appoint(fixture, known, ROLE_CLERK, VILLAGE);
    const struct {
        const AccountRow *account;
        uint32_t role;
        const char *unit;
        int code;
        const char *words;
    } ROWS[] = {
        {known, ROLE_CLERK, VILLAGE, ERROR_CONFLICT, "appointed to this already"},
        {known, ROLE_CLERK, CLOSED, ERROR_CONFLICT, "is closed"},
        {locked, ROLE_CLERK, VILLAGE, ERROR_CONFLICT, "is locked"},
        {unknown, ROLE_CLERK, VILLAGE, ERROR_NOT_FOUND, "cannot find"},
        {known, ROLE_CLERK, NOBODY, ERROR_NOT_FOUND, "cannot find"},
        {known, ROLE_STUDIO, VILLAGE, ERROR_INVALID, "role 'studio'"},
        {known, ROLE_EDITOR, VILLAGE, ERROR_INVALID, "role 'editor'"},
        {known, ROLE_MEMBER, VILLAGE, ERROR_INVALID, "role 'member'"},
        {known, ROLE_CLERK, EVENT, ERROR_INVALID, "role 'clerk'"},
        {known, ROLE_CLERK | ROLE_AUDITOR, VILLAGE, ERROR_INVALID, "role"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(appoint(fixture, ROWS[i].account, ROWS[i].role, ROWS[i].unit, NULL, &error));
        g_assert_error(error, BASE_ERROR, ROWS[i].code);
        g_assert_nonnull(strstr(error->message, ROWS[i].words));
    }
    g_assert_cmpuint(roles_of(fixture, known), ==, ROLE_CLERK);
}

static void test_limit(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) account = table_fixture_account(fixture, "many", ROLE_MEMBER);
    for (unsigned i = 0; i <= APPOINTMENT_MAX_OPEN; i++) {
        char id[ID_TEXT_BYTES];
        id_new_uuid7(id);
        add_unit(fixture, id, NULL, "NULL");
        bool is_done = appoint(fixture, account, ROLE_CLERK, id, NULL, &error);
        g_assert_true(is_done == (i < APPOINTMENT_MAX_OPEN));
    }
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
}

static unsigned count_listed(TableFixture *fixture, const char *json, const char *account_id) {
    g_autoptr(GError) error = NULL;
    const AppointmentQuery query = {.reach_json = json, .account_id = account_id};
    g_autoptr(GPtrArray) rows = appointment_table_list(fixture->database, &query, &error);
    g_assert_no_error(error);
    return rows->len;
}

static void test_reach(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    add_county(fixture);
    g_autoptr(AccountRow) county = table_fixture_account(fixture, "county", ROLE_MEMBER);
    g_autoptr(AccountRow) village = table_fixture_account(fixture, "village", ROLE_MEMBER);
    g_autoptr(AccountRow) other = table_fixture_account(fixture, "other", ROLE_CLERK);
    must_appoint(fixture, county, ROLE_ADMINISTRATOR, COUNTY);
    must_appoint(fixture, village, ROLE_CLERK, VILLAGE);
    must_appoint(fixture, village, ROLE_INTERPRETER, EVENT);
    must_appoint(fixture, other, ROLE_CLERK, OTHER);
    g_assert_cmpuint(count_listed(fixture, NULL, NULL), ==, 4);
    g_assert_cmpuint(count_listed(fixture, NULL, village->id), ==, 2);
    g_assert_cmpuint(count_listed(fixture, "[\"" COUNTY "\"]", NULL), ==, 3);
    g_assert_cmpuint(count_listed(fixture, "[\"" TOWN "\"]", NULL), ==, 1);
    g_assert_cmpuint(count_listed(fixture, "[\"" TOWN "\"]", other->id), ==, 0);
    g_assert_cmpuint(count_listed(fixture, "[]", NULL), ==, 0);

    g_auto(GStrv) both = appointment_table_accounts_for(fixture->database, VILLAGE,
                                                        ROLE_CLERK | ROLE_ADMINISTRATOR, &error);
    g_assert_cmpuint(g_strv_length(both), ==, 2);
    g_assert_true(g_strv_contains((const char *const *)both, county->id));
    g_assert_true(g_strv_contains((const char *const *)both, village->id));
    g_auto(GStrv) none =
        appointment_table_accounts_for(fixture->database, TOWN, ROLE_CLERK, &error);
    g_assert_cmpuint(g_strv_length(none), ==, 0);
    village->locked = true;
    g_assert_true(account_table_update(fixture->database, village, &error));
    g_auto(GStrv) one =
        appointment_table_accounts_for(fixture->database, VILLAGE, ROLE_CLERK, &error);
    g_assert_cmpuint(g_strv_length(one), ==, 0);
}

static AccountRow *account_of(TableFixture *fixture, const char *name, const char *member_id) {
    AccountRow *row = table_fixture_account(fixture, name, ROLE_MEMBER);
    g_autofree char *sql =
        g_strdup_printf("UPDATE account SET member_id = '%s' WHERE id = '%s'", member_id, row->id);
    run_sql(fixture, sql);
    return row;
}

static int find_candidate(TableFixture *fixture, const AccountRow *asker, const char *account_id,
                          const char *member_id) {
    g_autoptr(GError) error = NULL;
    char found[ID_TEXT_BYTES];
    const AppointmentCandidate candidate = {asker->id, account_id, member_id};
    if (appointment_candidate_find(fixture->database, &candidate, found, &error))
        return -1;
    return error->code;
}

static void test_candidates(TableFixture *fixture, gconstpointer data) {
    add_county(fixture);
    g_autoptr(AccountRow) root = table_fixture_account(fixture, "root", ROLE_ADMINISTRATOR);
    g_autoptr(AccountRow) town = table_fixture_account(fixture, "town", ROLE_MEMBER);
    g_autoptr(AccountRow) li = account_of(fixture, "li", LI);
    g_autoptr(AccountRow) wang = account_of(fixture, "wang", WANG);
    must_appoint(fixture, town, ROLE_ADMINISTRATOR, TOWN);
    enum { FOUND = -1 };

    g_assert_cmpint(find_candidate(fixture, root, wang->id, NULL), ==, FOUND);
    g_assert_cmpint(find_candidate(fixture, root, NULL, WANG), ==, FOUND);
    g_assert_cmpint(find_candidate(fixture, root, NOBODY, NULL), ==, ERROR_NOT_FOUND);

    g_assert_cmpint(find_candidate(fixture, town, li->id, NULL), ==, FOUND);
    g_assert_cmpint(find_candidate(fixture, town, NULL, LI), ==, FOUND);
    g_assert_cmpint(find_candidate(fixture, town, town->id, NULL), ==, FOUND); /* appointed there */
    g_assert_cmpint(find_candidate(fixture, town, wang->id, NULL), ==, ERROR_NOT_FOUND);
    g_assert_cmpint(find_candidate(fixture, town, NULL, WANG), ==, ERROR_NOT_FOUND);
    g_assert_cmpint(find_candidate(fixture, town, root->id, NULL), ==, ERROR_NOT_FOUND);
    g_assert_cmpint(find_candidate(fixture, li, li->id, NULL), ==, ERROR_NOT_FOUND); /* no reach */

    run_sql(fixture, "UPDATE account SET member_id = NULL");
    g_assert_cmpint(find_candidate(fixture, town, NULL, LI), ==, ERROR_CONFLICT); /* no account */
    g_assert_cmpint(find_candidate(fixture, town, NULL, WANG), ==, ERROR_NOT_FOUND);
    run_sql(fixture, "UPDATE membership SET until_day = '2026-01-01'");
    g_assert_cmpint(find_candidate(fixture, town, NULL, LI), ==, ERROR_NOT_FOUND); /* was there */
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(life);
    TABLE_TEST(refused);
    TABLE_TEST(limit);
    TABLE_TEST(reach);
    TABLE_TEST(candidates);
    return g_test_run();
}
