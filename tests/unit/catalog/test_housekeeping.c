#include "catalog/housekeeping.h"

#include "tests/unit/catalog/store_fixture.h"

/* One sign-in and one token that ended in 1970, and one of each that is good for ever. */
static const char ROWS[] =
    "INSERT INTO account (id, name, name_key, display_name, search_key, password_hash, roles, "
    "created_at_us, updated_at_us) VALUES ('a', 'a', 'a', 'a', 'a', 'x', 1, 1, 1);"
    "INSERT INTO session (id, account_id, secret_hash, device, peer, created_at_us, rotated_at_us, "
    "last_used_at_us, expires_at_us) VALUES ('old', 'a', zeroblob(32), '', '', 1, 1, 1, 2),"
    "('new', 'a', randomblob(32), '', '', 1, 1, 1, 9000000000000000);"
    "INSERT INTO bearer (id, account_id, secret_hash, label, created_at_us, expires_at_us) VALUES "
    "('old', 'a', zeroblob(32), '', 1, 2), ('new', 'a', randomblob(32), '', 1, 9000000000000000);";

#define COUNT_OF(table) "SELECT count(*) FROM " table

static void write_and_wait(StoreFixture *f, const char *sql) {
    Waiter done;
    int code = 0;
    waiter_init(&done);
    Item item = {.fixture = f, .done = &done, .ret_code = &code, .sql = sql};
    g_assert_true(store_fixture_write(f, &item, NULL));
    waiter_wait(&done, 1);
    g_assert_cmpint(code, ==, -1);
    waiter_clear(&done);
}

static void test_hourly(StoreFixture *f, gconstpointer data) {
    Housekeeping housekeeping = {0};
    write_and_wait(f, ROWS);
    housekeeping_tick(&housekeeping, f->store, 1);
    write_and_wait(f, NULL); /* jobs keep their order: the sweep is done by now */
    g_assert_cmpint(store_fixture_number(f, COUNT_OF("session")), ==, 1);
    g_assert_cmpint(store_fixture_number(f, COUNT_OF("bearer WHERE id = 'new'")), ==, 1);
    g_assert_cmpint(store_fixture_number(f, COUNT_OF("bearer")), ==, 1);

    uint64_t writes = store_fixture_stats(f).writes;
    housekeeping_tick(&housekeeping, f->store, HOUSEKEEPING_INTERVAL_US);
    write_and_wait(f, NULL);
    g_assert_cmpuint(store_fixture_stats(f).writes, ==, writes + 1);
    housekeeping_tick(&housekeeping, f->store, HOUSEKEEPING_INTERVAL_US + 1);
    write_and_wait(f, NULL);
    g_assert_cmpuint(store_fixture_stats(f).writes, ==, writes + 3);
}

/* A full writer is no reason to wait an hour. */
static void test_refused(StoreFixture *f, gconstpointer data) {
    Housekeeping housekeeping = {0};
    store_stop(f->store);
    housekeeping_tick(&housekeeping, f->store, 1);
    g_assert_cmpint(housekeeping.next_at_us, ==, 0);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add("/housekeeping/hourly", StoreFixture, NULL, store_fixture_set_up, test_hourly,
               store_fixture_tear_down);
    g_test_add("/housekeeping/refused", StoreFixture, NULL, store_fixture_set_up, test_refused,
               store_fixture_tear_down);
    return g_test_run();
}
