#include "catalog/screen/pairing_table.h"

#include <string.h>

#include "base/error.h"
#include "screen_fixture.h"
#include "test_clock.h"

static PairingRow row_of(unsigned number, const char *peer) {
    PairingRow row = {.kind = SCREEN_TV, .peer = (char *)peer};
    memcpy(row.device_hash, &number, sizeof number);
    memcpy(row.code_lookup, &number, sizeof number);
    return row;
}

static bool insert(TableFixture *fixture, unsigned number, const char *peer, GError **error) {
    PairingRow row = row_of(number, peer);
    return pairing_table_insert(fixture->database, &row, error);
}

static void expect_refused(TableFixture *fixture, unsigned number, const char *peer, int code) {
    g_autoptr(GError) error = NULL;
    g_assert_false(insert(fixture, number, peer, &error));
    g_assert_error(error, BASE_ERROR, code);
}

static void test_round_trip(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    PairingRow made = row_of(7, "192.0.2.1");
    made.kind = SCREEN_PC;
    g_assert_true(pairing_table_insert(fixture->database, &made, &error));
    g_autoptr(PairingRow) row =
        pairing_table_find_code(fixture->database, made.code_lookup, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(row->id, ==, made.id);
    g_assert_cmpint(row->kind, ==, SCREEN_PC);
    g_assert_cmpint(row->state, ==, PAIRING_WAITING);
    expect_refused(fixture, 7, "192.0.2.2", ERROR_CONFLICT); /* the same code */
    g_assert_true(pairing_table_decide(fixture->database, made.id, NULL, SCREEN_CLERK, &error));
    g_assert_false(pairing_table_decide(fixture->database, made.id, NULL, SCREEN_CLERK, &error));
    g_assert_error(error, BASE_ERROR, ERROR_STALE);
    g_autoptr(PairingRow) decided = NULL;
    g_assert_true(pairing_table_find_device(fixture->database, made.device_hash, &decided, NULL));
    g_assert_cmpint(decided->state, ==, PAIRING_REFUSED);
    g_assert_cmpstr(decided->decided_by, ==, SCREEN_CLERK);
}

static void test_expiry(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    PairingRow made = row_of(7, "192.0.2.1");
    int64_t removed = 0;
    g_assert_true(pairing_table_insert(fixture->database, &made, NULL));
    test_clock_advance(PAIRING_LIFETIME_US);
    g_assert_null(pairing_table_find_code(fixture->database, made.code_lookup, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    g_assert_false(pairing_table_decide(fixture->database, made.id, NULL, SCREEN_CLERK, NULL));
    test_clock_advance(1);
    g_assert_true(pairing_table_purge(fixture->database, &removed, NULL));
    g_assert_cmpint(removed, ==, 1);
}

static void test_limits(TableFixture *fixture, gconstpointer data) {
    unsigned n = 0;
    while (n < PAIRING_MAX_PER_ADDRESS / 2)
        g_assert_true(insert(fixture, n++, "2001:db8::1", NULL));
    while (n < PAIRING_MAX_PER_ADDRESS)
        g_assert_true(insert(fixture, n++, "2001:db8::abcd:1", NULL));
    expect_refused(fixture, n, "2001:db8::2", ERROR_RATE_LIMITED);
    while (n < PAIRING_MAX_WAITING) {
        g_autofree char *peer = g_strdup_printf("10.0.%u.%u", n / 250, n % 250);
        g_assert_true(insert(fixture, n++, peer, NULL));
    }
    expect_refused(fixture, n, "192.0.2.1", ERROR_OVERLOADED);
    test_clock_advance(PAIRING_LIFETIME_US);
    g_assert_true(insert(fixture, n, "2001:db8::2", NULL));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(round_trip);
    TABLE_TEST(expiry);
    TABLE_TEST(limits);
    return g_test_run();
}
