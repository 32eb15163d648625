#include "catalog/roster/unit_table.h"

#include "base/error.h"
#include "catalog/roster/roster_change.h"
#include "tree_fixture.h"
#include "test_clock.h"

static bool try_insert(TableFixture *fixture, UnitRow row, GError **error) {
    return unit_table_insert(fixture->database, &row, NULL, error);
}

static void test_round_trip(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    tree_fixture_run(fixture, "INSERT INTO level VALUES (?1, 1, ?2)", "lvl", "县");
    UnitRow row = {.name = (char *)"青松县",
                   .code = (char *)"150000000000",
                   .external_id = (char *)"org-1",
                   .level_id = "lvl"};
    g_assert_true(unit_table_insert(fixture->database, &row, NULL, &error));
    g_assert_no_error(error);
    g_assert_true(id_is_uuid(row.id));
    g_autoptr(UnitRow) stored = unit_table_get(fixture->database, row.id, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(stored->name, ==, "青松县");
    g_assert_cmpstr(stored->parent_id, ==, "");
    g_assert_cmpstr(stored->level_id, ==, "lvl");
    g_assert_cmpstr(stored->code, ==, "150000000000");
    g_assert_cmpstr(stored->external_id, ==, "org-1");
    g_assert_cmpint(stored->position, ==, 1);
    g_assert_cmpint(stored->from_us, ==, test_clock_now());
    g_assert_cmpint(stored->closed_at_us, ==, 0);
    g_assert_cmpint(stored->change, ==, 1);
    g_assert_null(unit_table_get(fixture->database, "nobody", &error));
    tree_fixture_assert(&error, ERROR_NOT_FOUND, "nobody");
}

static void test_found(TableFixture *fixture, gconstpointer data) {
    static const char *const PATH[] = {"县", "Ａ 乡", "一村", NULL};
    static const char *const WRONG[] = {"县", "一村", NULL};
    static const char *const SHORT[] = {"a 乡", NULL};
    g_autoptr(GError) error = NULL;
    const char *county = tree_fixture_unit(fixture, NULL, "县");
    const char *town = tree_fixture_unit(fixture, county, "a 乡");
    const char *village = tree_fixture_unit(fixture, town, "一村");
    g_autoptr(UnitRow) found = NULL, none = NULL, below = NULL, child = NULL;
    g_assert_true(unit_table_find_path(fixture->database, NULL, PATH, &found, &error));
    g_assert_cmpstr(found->id, ==, village);
    g_assert_true(unit_table_find_path(fixture->database, NULL, WRONG, &none, &error));
    g_assert_null(none);
    g_assert_true(unit_table_find_path(fixture->database, county, SHORT, &below, &error));
    g_assert_cmpstr(below->id, ==, town);
    g_assert_true(unit_table_find_child(fixture->database, "", "县", &child, &error));
    g_assert_cmpstr(child->id, ==, county);
    g_assert_true(unit_table_find_child(fixture->database, "", "\xff", &none, &error));
    g_assert_null(none);
    g_assert_true(unit_table_find_external(fixture->database, "org-1", &none, &error));
    g_assert_null(none);
    g_assert_no_error(error);
}

static void test_search_key(TableFixture *fixture, gconstpointer data) {
    static const struct {
        const char *name, *key;
    } ROWS[] = {{"河东村", "河东村\nhedongcun\nhdc"}, {"3", "3"}};
    g_autoptr(GError) error = NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const char *id = tree_fixture_unit(fixture, NULL, ROWS[i].name);
        g_autoptr(Statement) statement = database_prepare(
            fixture->database, "SELECT search_key FROM unit WHERE id = ?1", &error);
        statement_bind_text(statement, 1, id);
        g_assert_cmpint(statement_step(statement, &error), ==, STATEMENT_ROW);
        g_assert_true(g_str_has_prefix(statement_text(statement, 0), ROWS[i].key));
    }
}

static void test_bad_values(TableFixture *fixture, gconstpointer data) {
    static const char *const NAMES[] = {"", " 乡", "乡 ", "乡\n", "\xe3\x80\x80乡", "\xff"};
    static const char *const CODES[] = {"1", "15000000000x", "1500000000001",
                                        "１５０００００００００"};
    g_autoptr(GError) error = NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_assert_false(try_insert(fixture, (UnitRow){.name = (char *)NAMES[i]}, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
        g_clear_error(&error);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(CODES); i++) {
        UnitRow row = {.name = (char *)"乡", .code = (char *)CODES[i]};
        g_assert_false(try_insert(fixture, row, &error));
        tree_fixture_assert(&error, ERROR_INVALID, "12 digits");
    }
    g_assert_false(try_insert(fixture, (UnitRow){.name = (char *)"乡", .level_id = "x"}, &error));
    tree_fixture_assert(&error, ERROR_INVALID, "level 'x'");
    g_assert_false(try_insert(fixture, (UnitRow){.name = (char *)"乡", .parent_id = "x"}, &error));
    tree_fixture_assert(&error, ERROR_NOT_FOUND, "unit 'x'");
    g_autofree char *longer = g_strnfill(UNIT_NAME_MAX_CHARS + 1, 'a');
    g_assert_false(try_insert(fixture, (UnitRow){.name = longer}, &error));
    tree_fixture_assert(&error, ERROR_INVALID, "characters");
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM unit"), ==, 0);
    g_assert_cmpint(table_fixture_number(fixture, "SELECT last_change FROM roster_head"), ==, 0);
}

/* Codes may repeat, names may not repeat below one parent, external ids never. */
static void test_taken(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    const char *county = tree_fixture_unit(fixture, NULL, "县");
    UnitRow row = {.name = (char *)"Bei 乡", .code = (char *)"150000000000"};
    row.external_id = (char *)"7";
    g_strlcpy(row.parent_id, county, sizeof row.parent_id);
    g_assert_true(try_insert(fixture, row, &error));
    row.name = (char *)"ｂｅｉ　乡";
    row.external_id = NULL;
    g_assert_false(try_insert(fixture, row, &error));
    tree_fixture_assert(&error, ERROR_CONFLICT, "of that name beside it");
    row.name = (char *)"南乡";
    g_assert_true(try_insert(fixture, row, &error));
    row.external_id = (char *)"7";
    row.name = (char *)"东乡";
    g_assert_false(try_insert(fixture, row, &error));
    tree_fixture_assert(&error, ERROR_CONFLICT, "external id '7' is taken");
    tree_fixture_unit(fixture, NULL, "Bei 乡"); /* elsewhere */
}

static void test_depth(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    const char *parent = NULL;
    for (unsigned i = 0; i < UNIT_MAX_DEPTH; i++)
        parent = tree_fixture_unit(fixture, parent, "层");
    UnitRow row = {.name = (char *)"底"};
    g_strlcpy(row.parent_id, parent, sizeof row.parent_id);
    g_assert_false(try_insert(fixture, row, &error));
    tree_fixture_assert(&error, ERROR_CONFLICT, "16 units deep");
}

static void test_room(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    tree_fixture_run(fixture,
                     "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n"
                     " WHERE i < 19999) INSERT INTO unit SELECT 'u' || i, NULL, NULL, i, i, ?1,"
                     " ?2, NULL, i, 1, NULL, 1, 1, 1 FROM n",
                     "", NULL);
    int64_t room = 0;
    g_assert_true(unit_table_room(fixture->database, &room, &error));
    g_assert_cmpint(room, ==, 1);
    UnitRow row = {.name = (char *)"最后"};
    g_assert_true(unit_table_insert(fixture->database, &row, &room, &error));
    g_assert_cmpint(room, ==, 0);
    row.name = (char *)"太多";
    g_assert_false(unit_table_insert(fixture->database, &row, &room, &error));
    tree_fixture_assert(&error, ERROR_CONFLICT, "20000 units");
    g_assert_false(unit_table_insert(fixture->database, &row, NULL, &error));
    tree_fixture_assert(&error, ERROR_CONFLICT, "20000 units");
}

/* A county's tree comes in well under a second. */
static void test_many(TableFixture *fixture, gconstpointer data) {
    enum { TOWNS = 30, VILLAGES = 49 };
    g_autoptr(GError) error = NULL;
    const char *county = tree_fixture_unit(fixture, NULL, "县");
    int64_t room = 0, start_us = g_get_monotonic_time();
    g_assert_true(unit_table_room(fixture->database, &room, &error));
    for (unsigned i = 0; i < TOWNS; i++) {
        g_autofree char *town_name = g_strdup_printf("%u乡", i);
        UnitRow town = {.name = town_name};
        g_strlcpy(town.parent_id, county, sizeof town.parent_id);
        g_assert_true(unit_table_insert(fixture->database, &town, &room, &error));
        for (unsigned j = 0; j < VILLAGES; j++) {
            g_autofree char *name = g_strdup_printf("%u村", j);
            UnitRow village = {.name = name};
            g_strlcpy(village.parent_id, town.id, sizeof village.parent_id);
            g_assert_true(unit_table_insert(fixture->database, &village, &room, &error));
        }
    }
    g_test_message("1,500 units: %" G_GINT64_FORMAT " us", g_get_monotonic_time() - start_us);
    int64_t n_units = 0, change = 0;
    g_assert_true(unit_table_count(fixture->database, &n_units, &error));
    g_assert_cmpint(n_units, ==, 1 + TOWNS * (1 + VILLAGES));
    g_assert_cmpint(room, ==, UNIT_MAX_OPEN - n_units);
    g_assert_true(roster_change_last(fixture->database, &change, &error));
    g_assert_cmpint(change, ==, n_units);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(round_trip);
    TABLE_TEST(found);
    TABLE_TEST(search_key);
    TABLE_TEST(bad_values);
    TABLE_TEST(taken);
    TABLE_TEST(depth);
    TABLE_TEST(room);
    TABLE_TEST(many);
    int status = g_test_run();
    tree_fixture_forget();
    return status;
}
