#include "catalog/roster/sample.h"

#include <string.h>

#include "base/error.h"
#include "catalog/roster/level_table.h"
#include "catalog/roster/sample_county.h"
#include "catalog/roster/sample_ids.h"
#include "catalog/roster/sample_remove.h"
#include "catalog/roster/unit_change.h"
#include "catalog/roster/unit_table.h"
#include "roster_fixture.h"
#include "test_clock.h"

static int64_t number(RosterFixture *fixture, const char *sql) {
    return table_fixture_number(&fixture->table, sql);
}

static void bring(RosterFixture *fixture, SampleIds *ret_ids) {
    g_autoptr(GError) error = NULL;
    g_assert_true(sample_bring(fixture->database, fixture->crypto, "admin", &error));
    g_assert_no_error(error);
    g_assert_true(sample_ids_read(fixture->database, ret_ids, &error));
    g_assert_no_error(error);
}

static GStrv take_out(RosterFixture *fixture) {
    g_autoptr(GError) error = NULL;
    GStrv ended = NULL;
    g_assert_true(sample_remove(fixture->database, &ended, &error));
    g_assert_no_error(error);
    return ended;
}

static void assert_refused(RosterFixture *fixture, bool (*try)(RosterFixture *, GError **),
                           const char *words) {
    g_autoptr(GError) error = NULL;
    g_assert_false(try(fixture, &error));
    g_assert_nonnull(error);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, words));
}

static bool try_bring(RosterFixture *fixture, GError **error) {
    return sample_bring(fixture->database, fixture->crypto, "admin", error);
}

static bool try_remove(RosterFixture *fixture, GError **error) {
    g_auto(GStrv) ended = NULL;
    return sample_remove(fixture->database, &ended, error);
}

static void run(RosterFixture *fixture, const char *sql, const char *first, const char *second) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) statement = database_prepare(fixture->database, sql, &error);
    g_assert_no_error(error);
    statement_bind_text(statement, 1, first);
    statement_bind_text(statement, 2, second);
    g_assert_true(statement_run(statement, &error));
    g_assert_no_error(error);
}

static void assert_state(RosterFixture *fixture, SampleState expected) {
    SampleState state;
    g_assert_true(sample_ids_state(fixture->database, &state, NULL));
    g_assert_cmpint(state, ==, expected);
}

/* ---- the county ---- */

static void test_people(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    unsigned n_people = 0;
    for (unsigned i = 0; i < SAMPLE_COUNTY_N_UNITS; i++)
        n_people += SAMPLE_COUNTY_UNITS[i].n_people;
    g_assert_cmpuint(n_people, ==, SAMPLE_COUNTY_N_PEOPLE);
    for (unsigned i = 0; i < SAMPLE_COUNTY_N_PEOPLE; i++) {
        SamplePerson person;
        sample_county_person(i, &person);
        g_assert_true(g_hash_table_add(names, g_strdup(person.name)));
        g_assert_true(!*person.phone || g_str_has_prefix(person.phone, "19900000"));
        g_assert_true(day_is_valid(person.from_day));
    }
}

static void test_brought(RosterFixture *fixture, gconstpointer data) {
    g_auto(SampleIds) ids = {0};
    assert_state(fixture, SAMPLE_NEVER);
    bring(fixture, &ids);
    assert_state(fixture, SAMPLE_THERE);
    g_assert_cmpuint(g_strv_length(ids.units), ==, SAMPLE_COUNTY_N_UNITS);
    g_assert_cmpuint(g_strv_length(ids.members), ==, SAMPLE_COUNTY_N_PEOPLE);
    static const struct {
        const char *sql;
        int64_t expected;
    } COUNTS[] = {
        {"SELECT count(*) FROM unit WHERE code GLOB '99*'", 16},
        {"SELECT count(*) FROM unit WHERE instr(name, '示例') = 0", 0},
        {"SELECT count(*) FROM unit WHERE level_id IS NULL", 0},
        {"SELECT count(*) FROM level", 3},
        {"SELECT count(*) FROM place", 4},
        {"SELECT count(*) FROM place_unit", 4},
        {"SELECT count(*) FROM member", 160},
        {"SELECT count(DISTINCT name) FROM member", 160},
        {"SELECT count(DISTINCT kind_id) FROM member", 4},
        {"SELECT count(*) FROM member WHERE identity_sealed NOT NULL", 0},
        {"SELECT count(*) FROM member WHERE phone_sealed NOT NULL", 120},
        {"SELECT count(*) FROM membership WHERE is_home = 1", 160},
        {"SELECT count(*) FROM membership WHERE is_home = 0", 3},
        {"SELECT count(*) FROM exemption WHERE decided_by = 'admin'", 1},
        {"SELECT last_change = (SELECT max(change) FROM member) FROM roster_head", 1},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(COUNTS); i++) {
        g_test_message("%s", COUNTS[i].sql);
        g_assert_cmpint(number(fixture, COUNTS[i].sql), ==, COUNTS[i].expected);
    }
    assert_refused(fixture, try_bring, "the roster is not empty (units: 16, people: 160)");
}

/* What the administrator has named stays as it is named. */
static void test_own_levels(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)level_row_free);
    LevelRow *banner = g_new0(LevelRow, 1);
    banner->name = g_strdup("旗");
    g_ptr_array_add(rows, banner);
    g_assert_true(level_table_replace(fixture->database, rows, &error));
    g_auto(SampleIds) ids = {0};
    bring(fixture, &ids);
    g_assert_cmpuint(g_strv_length(ids.levels), ==, 0);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM unit WHERE level_id NOT NULL"), ==, 1);
    g_auto(GStrv) ended = take_out(fixture);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM level WHERE name = '旗'"), ==, 1);
}

static const char *const TABLES[] = {"unit",       "unit_past",  "place",    "place_unit",
                                     "member",     "membership", "transfer", "exemption",
                                     "activation", "screen",     "level",    "appointment"};

static void test_removed(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_auto(SampleIds) ids = {0};
    bring(fixture, &ids);
    g_autoptr(UnitRow) renamed = unit_change_patch(fixture->database, ids.units[1],
                                                   &(UnitPatch){.name = "改名示例镇"}, &error);
    g_assert_no_error(error);
    g_autoptr(AccountRow) clerk = table_fixture_account(&fixture->table, "clerk", ROLE_MEMBER);
    run(fixture,
        "INSERT INTO screen (id, unit_id, name, kind, rotated_at_us, paired_by, paired_at_us)"
        " VALUES ('tv', ?1, ?2, 'tv', 1, 'x', 1)",
        ids.units[4], "电视");
    run(fixture, "INSERT INTO activation VALUES ('a', ?1, zeroblob(32), ?2, 1, 2, NULL, NULL)",
        ids.members[7], "x");
    run(fixture,
        "INSERT INTO transfer (id, member_id, from_unit_id, to_unit_id, from_day, state, asked_by,"
        " asked_at_us) VALUES ('t', ?1, ?2, ?2, '2026-01-01', 'asked', 'x', 1)",
        ids.members[7], ids.units[4]);
    run(fixture,
        "INSERT INTO appointment (id, account_id, role, unit_id, appointed_by, appointed_at_us)"
        " VALUES ('p', ?1, 16, ?2, 'x', 1)",
        clerk->id, ids.units[4]);
    run(fixture, "UPDATE account SET appointed_roles = 16 WHERE id = ?1 AND ?2 IS NULL", clerk->id,
        NULL);
    g_auto(GStrv) ended = take_out(fixture);
    g_assert_cmpuint(g_strv_length(ended), ==, 2);
    g_assert_true(g_strv_contains((const char *const *)ended, clerk->id));
    g_assert_true(g_strv_contains((const char *const *)ended, "tv"));
    for (unsigned i = 0; i < G_N_ELEMENTS(TABLES); i++) {
        g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s", TABLES[i]);
        g_test_message("%s", sql);
        int64_t n_rows = -1;
        g_assert_true(database_query_int64(fixture->database, g_intern_string(sql), &n_rows, NULL));
        g_assert_cmpint(n_rows, ==, 0);
    }
    g_assert_cmpint(number(fixture, "SELECT appointed_roles FROM account WHERE name = 'clerk'"), ==,
                    0);
    assert_state(fixture, SAMPLE_REMOVED);
    assert_refused(fixture, try_remove, "it is not in the roster");
    g_auto(SampleIds) again = {0};
    bring(fixture, &again);
}

/* Real units beside the sample, and what was done there, stay. */
static void test_beside(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_auto(SampleIds) ids = {0};
    bring(fixture, &ids);
    roster_fixture_unit(fixture, "real", NULL);
    roster_fixture_unit(fixture, "real-village", "real");
    g_autoptr(MemberRow) real =
        roster_fixture_member(fixture, &(RosterPerson){.name = "真人", .unit_id = "real-village"});
    run(fixture, "UPDATE unit SET level_id = ?2 WHERE id = ?1", "real", ids.levels[1]);
    run(fixture, "INSERT INTO place VALUES ('room', ?1, ?2, ?2, NULL, NULL, 1, 1)", "real", "室");
    run(fixture, "INSERT INTO place_unit VALUES (?1, ?2)", "room", ids.units[3]);
    run(fixture, "INSERT INTO place_unit VALUES (?1, ?2)", "room", "real-village");
    run(fixture, /* was in the sample for a day */
        "INSERT INTO membership VALUES ('past', ?1, ?2, 0, '2026-01-01', '2026-01-02')", real->id,
        ids.units[2]);
    g_auto(GStrv) ended = take_out(fixture);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM unit"), ==, 2);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM member"), ==, 1);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM membership"), ==, 1);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM level WHERE name = '乡镇'"), ==, 1);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM level"), ==, 1);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM place"), ==, 1);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM place_unit"), ==, 1);
    assert_refused(fixture, try_bring, "(units: 2, people: 1)");
}

static void test_in_the_way(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_auto(SampleIds) ids = {0};
    bring(fixture, &ids);
    roster_fixture_unit(fixture, "real", ids.units[2]);
    assert_refused(
        fixture, try_remove,
        "other units stand below its units (1, such as 'unit real'); move or close them");
    g_assert_true(unit_change_close(fixture->database, "real", &error));
    g_autoptr(MemberRow) row =
        roster_fixture_member(fixture, &(RosterPerson){.name = "真人", .unit_id = ids.units[4]});
    assert_refused(fixture, try_remove,
                   "other people belong to its units (1, such as '河东示例村'); move them first");
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM unit"), ==, 17); /* nothing half done */
    run(fixture,
        "UPDATE membership SET until_day = '2026-01-01' WHERE member_id = ?1 AND ?2 IS NULL",
        row->id, NULL);
    g_auto(GStrv) ended = take_out(fixture);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM unit WHERE id = 'real'"), ==, 1);
}

static void add_account(RosterFixture *fixture, const char *name, uint32_t roles,
                        const char *member_id) {
    g_autoptr(AccountRow) row = table_fixture_account(&fixture->table, name, roles);
    run(fixture, "UPDATE account SET member_id = ?2 WHERE id = ?1", row->id, member_id);
}

static void test_accounts(RosterFixture *fixture, gconstpointer data) {
    g_auto(SampleIds) ids = {0};
    g_autoptr(AccountRow) linked = table_fixture_account(&fixture->table, "linked", ROLE_MEMBER);
    test_clock_advance(1000);
    bring(fixture, &ids);
    run(fixture, "UPDATE account SET member_id = ?2 WHERE id = ?1", linked->id, ids.members[0]);
    test_clock_advance(1000);
    add_account(fixture, "made", ROLE_MEMBER, ids.members[1]);
    add_account(fixture, "editor", ROLE_MEMBER | ROLE_EDITOR, ids.members[2]);
    add_account(fixture, "beside", ROLE_MEMBER, NULL);
    g_auto(GStrv) ended = take_out(fixture);
    g_assert_cmpuint(g_strv_length(ended), ==, 3);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM account"), ==, 3);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM account WHERE name = 'made'"), ==, 0);
    g_assert_cmpint(number(fixture, "SELECT count(*) FROM account WHERE member_id NOT NULL"), ==,
                    0);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ROSTER_TEST(people);
    ROSTER_TEST(brought);
    ROSTER_TEST(own_levels);
    ROSTER_TEST(removed);
    ROSTER_TEST(beside);
    ROSTER_TEST(in_the_way);
    ROSTER_TEST(accounts);
    return g_test_run();
}
