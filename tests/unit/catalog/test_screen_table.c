#include "base/error.h"
#include "screen_fixture.h"
#include "test_clock.h"

static void test_round_trip(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    screen_fixture_build(fixture->database);
    ScreenRow made = screen_fixture_row("电视", SCREEN_VILLAGE, SCREEN_ROOM);
    made.kind = SCREEN_KIOSK;
    made.capabilities = (char *)"{}";
    g_assert_true(screen_table_insert(fixture->database, &made, &error));
    g_autoptr(ScreenRow) row = screen_table_get(fixture->database, made.id, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(row->name, ==, "电视");
    g_assert_cmpint(row->kind, ==, SCREEN_KIOSK);
    g_assert_cmpstr(row->unit_name, ==, "village");
    g_assert_cmpstr(row->place_name, ==, "room");
    g_assert_cmpstr(row->capabilities, ==, "{}");
    g_assert_cmpint(row->paired_at_us, ==, test_clock_now());
    g_assert_cmpint(row->last_seen_at_us, ==, 0);
    g_assert_true(screen_table_unpair(fixture->database, made.id, &error));
    g_assert_null(screen_table_get(fixture->database, made.id, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
}

static void expect_refused(TableFixture *fixture, ScreenRow row, int code) {
    g_autoptr(GError) error = NULL;
    g_assert_false(screen_table_insert(fixture->database, &row, &error));
    g_assert_error(error, BASE_ERROR, code);
}

static void test_rules(TableFixture *fixture, gconstpointer data) {
    screen_fixture_build(fixture->database);
    expect_refused(fixture, screen_fixture_row("", SCREEN_VILLAGE, ""), ERROR_INVALID);
    expect_refused(fixture, screen_fixture_row("a\nb", SCREEN_VILLAGE, ""), ERROR_INVALID);
    expect_refused(fixture, screen_fixture_row("a", SCREEN_TOWN, SCREEN_ROOM), ERROR_INVALID);
    expect_refused(fixture, screen_fixture_row("a", "nowhere", ""), ERROR_CONFLICT);
    g_assert_true(database_execute(
        fixture->database, "INSERT INTO place_unit VALUES ('" SCREEN_ROOM "', '" SCREEN_TOWN "')",
        NULL));
    ScreenRow served = screen_fixture_row("a", SCREEN_TOWN, SCREEN_ROOM);
    g_assert_true(screen_table_insert(fixture->database, &served, NULL));
    g_assert_true(database_execute(fixture->database, "UPDATE unit SET closed_at_us = 1", NULL));
    expect_refused(fixture, screen_fixture_row("a", SCREEN_VILLAGE, ""), ERROR_CONFLICT);
}

static void test_limit(TableFixture *fixture, gconstpointer data) {
    screen_fixture_build(fixture->database);
    ScreenRow row;
    for (unsigned n = 0; n < SCREEN_MAX_PER_UNIT; n++) {
        row = screen_fixture_row("a", SCREEN_VILLAGE, "");
        g_assert_true(screen_table_insert(fixture->database, &row, NULL));
    }
    g_assert_true(screen_table_update(fixture->database, &row, NULL)); /* it counts not itself */
    expect_refused(fixture, screen_fixture_row("a", SCREEN_VILLAGE, ""), ERROR_CONFLICT);
}

static unsigned count(TableFixture *fixture, const char *roots, const char *unit_id) {
    ScreenQuery query = {roots, unit_id, 100};
    g_autoptr(GPtrArray) rows = screen_table_list(fixture->database, &query, NULL);
    return rows->len;
}

static void test_list(TableFixture *fixture, gconstpointer data) {
    screen_fixture_build(fixture->database);
    ScreenRow one = screen_fixture_row("one", SCREEN_VILLAGE, "");
    ScreenRow two = screen_fixture_row("two", SCREEN_OTHER, "");
    g_assert_true(screen_table_insert(fixture->database, &one, NULL));
    g_assert_true(screen_table_insert(fixture->database, &two, NULL));
    g_assert_cmpuint(count(fixture, NULL, NULL), ==, 2);
    g_assert_cmpuint(count(fixture, NULL, SCREEN_TOWN), ==, 1);
    g_assert_cmpuint(count(fixture, "[\"" SCREEN_OTHER "\"]", NULL), ==, 1);
    g_assert_cmpuint(count(fixture, "[\"" SCREEN_OTHER "\"]", SCREEN_TOWN), ==, 0);
    g_assert_cmpuint(count(fixture, "[]", NULL), ==, 0);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(round_trip);
    TABLE_TEST(rules);
    TABLE_TEST(limit);
    TABLE_TEST(list);
    return g_test_run();
}
