/* Where rights hold: everywhere, in a subtree, nowhere; and that it is read anew each time. */
#include "catalog/rights/rights.h"

#include <string.h>

#include "base/error.h"
#include "catalog/rights/appointment_table.h"
#include "tree_fixture.h"

typedef struct County {
    const char *county, *town, *village, *other;
    AccountRow *root, *head, *clerk, *guest;
    char appointment[ID_TEXT_BYTES]; /* of the head of the town */
} County;

static void appoint(TableFixture *fixture, const AccountRow *account, uint32_t role,
                    const char *unit, char ret_id[ID_TEXT_BYTES]) {
    g_autoptr(GError) error = NULL;
    AppointmentRow row = {.role = role};
    g_strlcpy(row.account_id, account->id, sizeof row.account_id);
    g_strlcpy(row.unit_id, unit, sizeof row.unit_id);
    g_assert_true(appointment_table_insert(fixture->database, &row, &error));
    g_assert_no_error(error);
    g_strlcpy(ret_id, row.id, ID_TEXT_BYTES);
}

static void set_up(TableFixture *fixture, County *county) {
    char id[ID_TEXT_BYTES];
    county->county = tree_fixture_unit(fixture, NULL, "county");
    county->town = tree_fixture_unit(fixture, county->county, "town");
    county->village = tree_fixture_unit(fixture, county->town, "village");
    county->other = tree_fixture_unit(fixture, county->county, "other");
    county->root = table_fixture_account(fixture, "root", ROLE_ADMINISTRATOR);
    county->head = table_fixture_account(fixture, "head", ROLE_MEMBER);
    county->clerk = table_fixture_account(fixture, "clerk", ROLE_MEMBER);
    county->guest = table_fixture_account(fixture, "guest", ROLE_MEMBER);
    appoint(fixture, county->head, ROLE_ADMINISTRATOR, county->town, county->appointment);
    appoint(fixture, county->clerk, ROLE_CLERK, county->village, id);
    appoint(fixture, county->clerk, ROLE_CLERK, county->other, id);
}

static void tear_down(County *county) {
    account_row_free(county->root);
    account_row_free(county->head);
    account_row_free(county->clerk);
    account_row_free(county->guest);
    tree_fixture_forget();
}

static bool may(TableFixture *fixture, const AccountRow *account, RightId right, const char *unit) {
    g_autoptr(GError) error = NULL;
    bool is_allowed = rights_check(fixture->database, account->id, right, unit, &error);
    g_assert_true(is_allowed == !error);
    if (error)
        g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    return is_allowed;
}

static void test_check(TableFixture *fixture, gconstpointer data) {
    County county;
    set_up(fixture, &county);
    const struct {
        const AccountRow *account;
        RightId right;
        const char *unit;
        bool is_allowed;
    } ROWS[] = {
        {county.root, RIGHT_UNIT_CHANGE, county.village, true},
        {county.root, RIGHT_UNIT_CHANGE, NULL, true},
        {county.root, RIGHT_SCREEN_SELF, county.village, false},
        {county.head, RIGHT_UNIT_CHANGE, county.town, true},
        {county.head, RIGHT_UNIT_CHANGE, county.village, true},
        {county.head, RIGHT_UNIT_CHANGE, county.county, false},
        {county.head, RIGHT_UNIT_CHANGE, county.other, false},
        {county.head, RIGHT_UNIT_CHANGE, NULL, false}, /* the whole tree */
        {county.head, RIGHT_UNIT_CHANGE, "", false},
        {county.head, RIGHT_UNIT_CHANGE, "no-unit", false},
        {county.clerk, RIGHT_PLACE_CHANGE, county.village, true},
        {county.clerk, RIGHT_PLACE_CHANGE, county.town, false},
        {county.clerk, RIGHT_UNIT_CHANGE, county.village, false}, /* not a clerk's */
        {county.clerk, RIGHT_SELF, county.town, true},            /* as member, everywhere */
        {county.guest, RIGHT_UNIT_SEE, county.village, false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++)
        g_assert_true(may(fixture, ROWS[i].account, ROWS[i].right, ROWS[i].unit) ==
                      ROWS[i].is_allowed);
    tear_down(&county);
}

static void test_what_was_taken_away(TableFixture *fixture, gconstpointer data) {
    County county;
    set_up(fixture, &county);
    g_assert_true(may(fixture, county.head, RIGHT_UNIT_SEE, county.village));
    tree_fixture_run(fixture, "UPDATE unit SET parent_id = ?2 WHERE id = ?1", county.village,
                     county.other);
    g_assert_false(may(fixture, county.head, RIGHT_UNIT_SEE, county.village));
    tree_fixture_run(fixture, "UPDATE unit SET closed_at_us = 1 WHERE id IN (?1, ?2)", county.town,
                     NULL);
    g_assert_true(may(fixture, county.head, RIGHT_UNIT_SEE, county.town)); /* its past is hers */
    tree_fixture_run(fixture, "UPDATE account SET locked = 1 WHERE id IN (?1, ?2)", county.head->id,
                     county.root->id);
    g_assert_false(may(fixture, county.head, RIGHT_UNIT_SEE, county.town));
    g_assert_false(may(fixture, county.root, RIGHT_UNIT_SEE, county.town));
    tree_fixture_run(fixture, "UPDATE account SET locked = 0 WHERE id IN (?1, ?2)", county.head->id,
                     NULL);
    g_assert_true(may(fixture, county.head, RIGHT_UNIT_SEE, county.town));
    g_assert_true(appointment_table_end(fixture->database, county.appointment, "", NULL));
    g_assert_false(may(fixture, county.head, RIGHT_UNIT_SEE, county.town));
    tear_down(&county);
}

static void assert_reach(TableFixture *fixture, const AccountRow *account, RightId right,
                         bool is_everywhere, unsigned n_roots) {
    g_autoptr(GError) error = NULL;
    g_auto(RightsReach) reach = {0};
    g_assert_true(rights_reach(fixture->database, account->id, right, &reach, &error));
    g_assert_true(reach.is_everywhere == is_everywhere);
    g_assert_true((reach.json == NULL) == is_everywhere);
    g_assert_cmpuint(reach.roots ? g_strv_length(reach.roots) : 0, ==, n_roots);
    for (unsigned i = 0; i < n_roots; i++)
        g_assert_nonnull(strstr(reach.json, reach.roots[i]));
}

static void test_reach(TableFixture *fixture, gconstpointer data) {
    County county;
    set_up(fixture, &county);
    assert_reach(fixture, county.root, RIGHT_MEMBER_SEE, true, 0);
    assert_reach(fixture, county.head, RIGHT_MEMBER_SEE, false, 1);
    assert_reach(fixture, county.clerk, RIGHT_MEMBER_SEE, false, 2);
    assert_reach(fixture, county.clerk, RIGHT_IMPORT, false, 0);
    assert_reach(fixture, county.guest, RIGHT_MEMBER_SEE, false, 0);
    tear_down(&county);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(check);
    TABLE_TEST(what_was_taken_away);
    TABLE_TEST(reach);
    return g_test_run();
}
