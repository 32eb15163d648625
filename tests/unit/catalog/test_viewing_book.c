/* Viewings in memory: what is written when, who resumes where, who counts as watching, how much one
 * may send. */
#include "catalog/viewing/viewing_book.h"

#include <string.h>

#include "base/error.h"
#include "catalog/viewing/viewing_rate.h"
#include "store_fixture.h"
#include "test_clock.h"

#define START_US INT64_C(1700000000000000)
#define MEETING  "meeting"

static void set_up(StoreFixture *fixture, gconstpointer data) {
    test_clock_install(START_US);
    store_fixture_set_up(fixture, data);
}

static ViewingRow row_of(const char *id, ViewingWho who) {
    ViewingRow row = {.who = who, .started_at_us = clock_wall_us()};
    strcpy(row.id, id);
    strcpy(row.meeting_id, MEETING);
    strcpy(row.who_id, who == VIEWING_ANONYMOUS ? "" : "anna");
    return row;
}

static ViewingRow *keep(ViewingBook *book, const char *id, ViewingWho who) {
    ViewingRow row = row_of(id, who);
    return viewing_book_keep(book, &row, NULL);
}

static void beat(ViewingBook *book, ViewingRow *row, int64_t position_ms) {
    row->last_sequence++;
    row->last_beat_at_us = clock_wall_us();
    row->resume_ms = position_ms;
    row->state = VIEWING_PLAYING;
    viewing_book_mark(book, row);
}

static void test_written(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(ViewingBook) book = viewing_book_new();
    ViewingRow *row = keep(book, "one", VIEWING_ACCOUNT);
    g_assert_true(viewing_book_find(book, "one") == row);
    g_assert_cmpuint(viewing_book_flush(book, fixture->store, VIEWING_BOOK_DUE), ==, 0);
    beat(book, row, 10000);
    g_assert_cmpuint(viewing_book_flush(book, fixture->store, VIEWING_BOOK_DUE), ==, 1);
    beat(book, row, 20000);
    g_assert_cmpuint(viewing_book_flush(book, fixture->store, VIEWING_BOOK_DUE), ==, 0);
    test_clock_advance(VIEWING_BOOK_WRITE_US);
    g_assert_cmpuint(viewing_book_flush(book, fixture->store, VIEWING_BOOK_DUE), ==, 1);
    beat(book, row, 30000);
    g_assert_cmpuint(viewing_book_flush(book, fixture->store, VIEWING_BOOK_ALL), ==, 1);
    test_clock_advance(VIEWING_BOOK_FORGET_US + 1);
    viewing_book_flush(book, fixture->store, VIEWING_BOOK_DUE);
    g_assert_cmpuint(viewing_book_n(book), ==, 0);
}

static void test_many(StoreFixture *fixture, gconstpointer data) {
    enum { N = VIEWING_BOOK_MAX_WRITTEN + 10 };
    g_autoptr(ViewingBook) book = viewing_book_new();
    for (unsigned i = 0; i < N; i++) {
        g_autofree char *id = g_strdup_printf("%u", i);
        beat(book, keep(book, id, VIEWING_ANONYMOUS), 1);
    }
    g_assert_cmpuint(viewing_book_flush(book, fixture->store, VIEWING_BOOK_DUE), ==,
                     VIEWING_BOOK_MAX_WRITTEN);
    g_assert_cmpuint(viewing_book_flush(book, fixture->store, VIEWING_BOOK_ALL), ==, 10);
}

static void expect_resume(ViewingBook *book, ViewingWho who, int64_t wanted_ms) {
    int64_t resume_ms = -1;
    ViewingRow asks = row_of("asks", who);
    bool is_known = viewing_book_resume(book, &asks, &resume_ms);
    g_assert_cmpint(is_known ? resume_ms : -1, ==, wanted_ms);
}

/* The last beat decides, not the last one opened. */
static void test_resume(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(ViewingBook) book = viewing_book_new();
    ViewingRow *one = keep(book, "one", VIEWING_ACCOUNT);
    expect_resume(book, VIEWING_ACCOUNT, -1);
    beat(book, one, 10000);
    ViewingRow *two = keep(book, "two", VIEWING_ACCOUNT);
    expect_resume(book, VIEWING_ACCOUNT, 10000);
    test_clock_advance(1);
    beat(book, two, 500);
    expect_resume(book, VIEWING_ACCOUNT, 500);
    two->state = VIEWING_ENDED;
    expect_resume(book, VIEWING_ACCOUNT, 0);
    beat(book, keep(book, "three", VIEWING_ANONYMOUS), 7);
    expect_resume(book, VIEWING_ANONYMOUS, -1);
    test_clock_advance(VIEWING_BOOK_FORGET_US + 1);
    viewing_book_flush(book, fixture->store, VIEWING_BOOK_ALL);
    viewing_book_flush(book, fixture->store, VIEWING_BOOK_DUE);
    g_assert_cmpuint(viewing_book_n(book), ==, 0);
    expect_resume(book, VIEWING_ACCOUNT, -1); /* the database knows it */
}

static void test_alive(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(ViewingBook) book = viewing_book_new();
    ViewingRow *set = keep(book, "set", VIEWING_SCREEN),
               *other = keep(book, "o", VIEWING_ANONYMOUS);
    strcpy(set->place_id, "room");
    strcpy(other->meeting_id, "another");
    g_assert_cmpuint(viewing_book_n_alive(book, MEETING), ==, 0);
    beat(book, set, 1);
    beat(book, other, 1);
    g_assert_cmpuint(viewing_book_n_alive(book, MEETING), ==, 1);
    g_autoptr(GHashTable) places = viewing_book_places_alive(book, MEETING);
    g_assert_true(g_hash_table_contains(places, "room"));
    test_clock_advance(VIEWING_BOOK_ALIVE_US + 1);
    g_assert_cmpuint(viewing_book_n_alive(book, MEETING), ==, 0);
    g_autoptr(GHashTable) nowhere = viewing_book_places_alive(book, MEETING);
    g_assert_cmpuint(g_hash_table_size(nowhere), ==, 0);
}

static void test_admit(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(ViewingBook) book = viewing_book_new();
    ViewingRow *row = keep(book, "one", VIEWING_ANONYMOUS);
    g_assert_true(viewing_book_admit(book, row, VIEWING_BOOK_BEATS_BURST, &error));
    g_assert_false(viewing_book_admit(book, row, 60, &error));
    g_assert_cmpint(error_code(error), ==, ERROR_RATE_LIMITED);
}

static void test_rate(StoreFixture *fixture, gconstpointer data) {
    g_autoptr(ViewingRate) rate = viewing_rate_new();
    for (unsigned i = 0; i < VIEWING_RATE_PERSON_BURST; i++)
        g_assert_true(viewing_rate_take(rate, "anna", "192.0.2.1", NULL));
    g_assert_false(viewing_rate_take(rate, "anna", "192.0.2.2", NULL));
    g_assert_true(viewing_rate_take(rate, "bert", "192.0.2.1", NULL));
    for (unsigned i = 0; i < VIEWING_RATE_ADDRESS_BURST; i++)
        g_assert_true(viewing_rate_take(rate, "", "2001:db8::1", NULL));
    g_assert_false(viewing_rate_take(rate, "", "2001:db8::2", NULL)); /* the same network */
    g_assert_true(viewing_rate_take(rate, "", "2001:db8:0:1::1", NULL));
}

#define ADD(name)                                                                                  \
    g_test_add("/" #name, StoreFixture, NULL, set_up, test_##name, store_fixture_tear_down)

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    ADD(written);
    ADD(many);
    ADD(resume);
    ADD(alive);
    ADD(admit);
    ADD(rate);
    return g_test_run();
}
