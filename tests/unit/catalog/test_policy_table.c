/* Policies: which one counts, what values they may have, versions. */
#include <string.h>

#include "base/error.h"
#include "catalog/attendance/policy_table.h"
#include "tree_fixture.h"

static PolicyRow *found(TableFixture *fixture, const char *kind, const char *unit, int year) {
    g_autoptr(GError) error = NULL;
    PolicyRow *row = NULL;
    g_assert_true(policy_table_find(fixture->database, kind, unit, year, &row, &error));
    g_assert_no_error(error);
    return row;
}

static PolicyRow *proposal(const char *kind, const char *unit, int year) {
    PolicyRow *row = g_new0(PolicyRow, 1);
    g_strlcpy(row->kind, kind, sizeof row->kind);
    g_strlcpy(row->unit_id, unit ? unit : "", sizeof row->unit_id);
    row->from_year = year;
    row->preset = g_strdup("school");
    row->credit = *credit_policy_preset("school");
    row->reason = g_strdup("county resolution 7");
    row->made_name = g_strdup("Li");
    return row;
}

static PolicyRow *made(TableFixture *fixture, const char *kind, const char *unit, int year) {
    g_autoptr(GError) error = NULL;
    PolicyRow *row = proposal(kind, unit, year);
    g_assert_true(policy_table_insert(fixture->database, row, &error));
    g_assert_no_error(error);
    return row;
}

/* ---- what comes with the server ---- */

static void test_presets(TableFixture *fixture, gconstpointer data) {
    for (unsigned i = 0; POLICY_KINDS[i]; i++) {
        g_autoptr(PolicyRow) row = found(fixture, POLICY_KINDS[i], NULL, 2026);
        const CreditPolicy *preset = credit_policy_preset(row->preset);
        g_test_message("%s", POLICY_KINDS[i]);
        g_assert_cmpint(row->version, ==, 1);
        g_assert_cmpstr(row->unit_id, ==, "");
        g_assert_cmpstr(row->preset, ==, i == 0 ? "meeting" : "study");
        g_assert_cmpmem(&row->credit, sizeof row->credit, preset, sizeof *preset);
        g_assert_cmpint(row->yearly_hours_milli, ==, i == 1 ? 32000 : 0);
        g_assert_cmpint(row->yearly_hours_lead_milli, ==, i == 1 ? 56000 : 0);
    }
}

/* ---- which one counts ---- */

static void assert_found(TableFixture *fixture, const char *unit, int year,
                         const PolicyRow *expected) {
    g_autoptr(PolicyRow) row = found(fixture, "study", unit, year);
    g_assert_cmpstr(row->id, ==, expected->id);
    g_assert_cmpint(row->version, ==, expected->version);
}

static void test_nearest(TableFixture *fixture, gconstpointer data) {
    const char *county = tree_fixture_unit(fixture, NULL, "County");
    const char *town = tree_fixture_unit(fixture, county, "Town");
    const char *village = tree_fixture_unit(fixture, town, "Village");
    const char *other = tree_fixture_unit(fixture, county, "Other");
    g_autoptr(PolicyRow) shipped = found(fixture, "study", village, 2026);
    g_autoptr(PolicyRow) of_county = made(fixture, "study", county, 2026);
    g_autoptr(PolicyRow) of_village = made(fixture, "study", village, 2027);
    g_autoptr(PolicyRow) of_lessons = made(fixture, "lesson", village, 2026);
    assert_found(fixture, county, 2025, shipped);
    assert_found(fixture, county, 2026, of_county);
    assert_found(fixture, town, 2026, of_county);
    assert_found(fixture, village, 2026, of_county);
    assert_found(fixture, village, 2027, of_village);
    assert_found(fixture, village, 2099, of_village);
    assert_found(fixture, other, 2027, of_county);
    assert_found(fixture, NULL, 2027, shipped);
    assert_found(fixture, "", 1999, shipped);
    tree_fixture_forget();
}

static void test_versions(TableFixture *fixture, gconstpointer data) {
    const char *county = tree_fixture_unit(fixture, NULL, "County");
    g_autoptr(PolicyRow) first = made(fixture, "study", county, 2026);
    g_autoptr(PolicyRow) later = made(fixture, "study", county, 2028);
    g_autoptr(PolicyRow) again = made(fixture, "study", county, 2026);
    g_assert_cmpstr(again->id, ==, first->id);
    g_assert_cmpint(again->version, ==, 3);
    assert_found(fixture, county, 2027, again);
    assert_found(fixture, county, 2028, later); /* what was said for a later year stays said */
    g_autoptr(PolicyRow) whole = made(fixture, "study", NULL, 2026);
    g_assert_cmpint(whole->version, ==, 2); /* of the one that came with the server */
    g_autoptr(GError) error = NULL;
    const PolicyQuery query = {.id = first->id};
    g_autoptr(GPtrArray) all = policy_table_list(fixture->database, &query, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(all->len, ==, 3);
    g_assert_cmpint(((PolicyRow *)all->pdata[0])->version, ==, 3);
    g_assert_cmpstr(((PolicyRow *)all->pdata[0])->unit_name, ==, "County");
    tree_fixture_forget();
}

/* ---- bounds ---- */

typedef struct BoundCase {
    const char *kind;
    size_t offset; /* of an int64_t */
    int64_t value;
    const char *words; /* NULL: it is good */
} BoundCase;

#define CREDIT(member) G_STRUCT_OFFSET(PolicyRow, credit.member)

static const BoundCase BOUNDS[] = {
    {"meeting", CREDIT(max_rate_milli), 999, "max_rate must be between 1000 and 4000"},
    {"meeting", CREDIT(max_rate_milli), 4000, NULL},
    {"meeting", CREDIT(max_rate_milli), 4001, "max_rate"},
    {"meeting", CREDIT(replay_weight_milli), 1001, "replay_weight"},
    {"meeting", CREDIT(offline_weight_milli), -1, "offline_weight"},
    {"meeting", CREDIT(present_at_milli), 1001, "present_at"},
    {"meeting", CREDIT(absent_below_milli), 850, NULL},
    {"meeting", CREDIT(absent_below_milli), 851, "absent_below must be between 0 and 850"},
    {"meeting", CREDIT(least_ms), -1, "least"},
    {"meeting", CREDIT(cap_ms), INT64_MAX, "cap"},
    {"meeting", CREDIT(hour_ms), 0, "hour"},
    {"meeting", G_STRUCT_OFFSET(PolicyRow, yearly_hours_milli), 1, "yearly_hours"},
    {"study", G_STRUCT_OFFSET(PolicyRow, yearly_hours_milli), 32000, NULL},
    {"other", CREDIT(cap_ms), 0, "meetings, study sessions or lessons"},
};

static void test_bounds(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(BOUNDS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(PolicyRow) row = proposal(BOUNDS[i].kind, NULL, 2026);
        G_STRUCT_MEMBER(int64_t, row, BOUNDS[i].offset) = BOUNDS[i].value;
        g_test_message("case %u", i);
        bool is_good = policy_table_check(row, &error);
        g_assert_true(is_good == (BOUNDS[i].words == NULL));
        if (!is_good)
            tree_fixture_assert(&error, ERROR_INVALID, BOUNDS[i].words);
    }
}

static void test_no_reason(void) {
    g_autoptr(GError) error = NULL;
    g_autoptr(PolicyRow) row = proposal("study", NULL, 2026);
    row->reason[0] = '\0';
    g_assert_false(policy_table_check(row, &error));
    tree_fixture_assert(&error, ERROR_INVALID, "cannot use this reason");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(presets);
    TABLE_TEST(nearest);
    TABLE_TEST(versions);
    g_test_add_func("/bounds", test_bounds);
    g_test_add_func("/no_reason", test_no_reason);
    return g_test_run();
}
