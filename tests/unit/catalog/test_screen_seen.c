/* Sightings are gathered: who is written when, and how many at once. */
#include "catalog/screen/screen_seen.h"

#include "screen_fixture.h"
#include "store_fixture.h"
#include "test_clock.h"

#define START_US INT64_C(1700000000000000)

static void set_up(StoreFixture *fixture, gconstpointer data) {
    test_clock_install(START_US);
    store_fixture_set_up(fixture, data);
}

static void note(ScreenSeen *seen, unsigned number) {
    g_autofree char *id = g_strdup_printf("screen %u", number);
    screen_seen_note(seen, id, "192.0.2.1", NULL);
}

static void test_once_a_minute(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(ScreenSeen) seen = screen_seen_new();
    g_assert_cmpint(screen_seen_at_us(seen, "screen 1"), ==, 0);
    note(seen, 1);
    g_assert_cmpint(screen_seen_at_us(seen, "screen 1"), ==, START_US);
    g_assert_cmpuint(screen_seen_flush(seen, fixture->store), ==, 1);
    g_assert_cmpuint(screen_seen_flush(seen, fixture->store), ==, 0); /* nothing new */
    test_clock_advance(SCREEN_SEEN_WRITE_US - 1);
    note(seen, 1);
    g_assert_cmpuint(screen_seen_flush(seen, fixture->store), ==, 0); /* too soon */
    test_clock_advance(1);
    g_assert_cmpuint(screen_seen_flush(seen, fixture->store), ==, 1);
    test_clock_advance(SCREEN_SEEN_FORGET_US);
    screen_seen_flush(seen, fixture->store);
    g_assert_cmpint(screen_seen_at_us(seen, "screen 1"), ==, 0); /* the database knows it */
}

static void test_many(StoreFixture *fixture, gconstpointer data) {
    enum { N = SCREEN_SEEN_MAX_WRITTEN + 100 };
    g_autoptr(ScreenSeen) seen = screen_seen_new();
    for (unsigned n = 0; n < N; n++)
        note(seen, n);
    g_assert_cmpuint(screen_seen_flush(seen, fixture->store), ==, SCREEN_SEEN_MAX_WRITTEN);
    g_assert_cmpuint(screen_seen_flush(seen, fixture->store), ==, 100);
    g_assert_cmpuint(screen_seen_flush(seen, fixture->store), ==, 0);
}

static void test_stored(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(ScreenSeen) seen = screen_seen_new();
    g_autofree char *path = g_build_filename(fixture->folder, "tongping.db", NULL);
    g_autoptr(Database) database = database_open(path, DATABASE_WRITER, NULL);
    screen_fixture_build(database);
    ScreenRow used = screen_fixture_row("used", SCREEN_VILLAGE, "");
    ScreenRow fresh = screen_fixture_row("fresh", SCREEN_VILLAGE, "");
    g_assert_true(screen_table_insert(database, &used, NULL));
    g_assert_true(screen_table_insert(database, &fresh, NULL));
    database_execute(database, "UPDATE screen SET last_seen_at_us = 1 WHERE name = 'used'", NULL);
    screen_seen_note(seen, used.id, "192.0.2.1", "7.0");
    screen_seen_note(seen, fresh.id, "192.0.2.1", "7.0");
    g_assert_cmpuint(screen_seen_flush(seen, fixture->store), ==, 2);
    store_stop(fixture->store); /* it runs what was accepted */
    int64_t n_written = 0;
    g_assert_true(database_query_int64(database,
                                       "SELECT count(*) FROM screen WHERE last_seen_at_us NOT NULL"
                                       " AND version = '7.0' AND peer = '192.0.2.1'",
                                       &n_written, NULL));
    /* A secret's first use writes its own moment: it ends the pairing. */
    g_assert_cmpint(n_written, ==, 1);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add("/screen_seen/once_a_minute", StoreFixture, NULL, set_up, test_once_a_minute,
               store_fixture_tear_down);
    g_test_add("/screen_seen/many", StoreFixture, NULL, set_up, test_many, store_fixture_tear_down);
    g_test_add("/screen_seen/stored", StoreFixture, NULL, set_up, test_stored,
               store_fixture_tear_down);
    return g_test_run();
}
