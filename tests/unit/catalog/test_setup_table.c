#include "catalog/store/setup_table.h"

#include "base/error.h"
#include "table_fixture.h"
#include "test_clock.h"

static bool take(TableFixture *fixture, const char *secret) {
    g_autoptr(GError) error = NULL;
    uint8_t hash[SECRET_HASH_BYTES];
    secret_hash_of(secret, hash);
    bool is_taken = setup_table_take(fixture->database, hash, &error);
    if (!is_taken)
        g_assert_error(error, BASE_ERROR, ERROR_UNAUTHENTICATED);
    return is_taken;
}

static void offer(TableFixture *fixture, const char *secret, int64_t for_us) {
    g_autoptr(GError) error = NULL;
    uint8_t hash[SECRET_HASH_BYTES];
    secret_hash_of(secret, hash);
    g_assert_true(setup_table_offer(fixture->database, hash, test_clock_now() + for_us, &error));
    g_assert_no_error(error);
}

static bool is_offered(TableFixture *fixture) {
    g_autoptr(GError) error = NULL;
    bool is_offered = false;
    g_assert_true(setup_table_is_offered(fixture->database, &is_offered, &error));
    g_assert_no_error(error);
    return is_offered;
}

static void test_once(TableFixture *fixture, gconstpointer data) {
    g_assert_false(is_offered(fixture));
    g_assert_false(take(fixture, "a"));
    offer(fixture, "a", 100);
    g_assert_true(is_offered(fixture));
    g_assert_false(take(fixture, "b"));
    g_assert_true(take(fixture, "a"));
    g_assert_false(take(fixture, "a"));
    g_assert_false(is_offered(fixture));
}

static void test_replace_and_expiry(TableFixture *fixture, gconstpointer data) {
    offer(fixture, "a", 100);
    offer(fixture, "b", 100);
    g_assert_false(take(fixture, "a"));
    test_clock_advance(100);
    g_assert_false(is_offered(fixture));
    g_assert_false(take(fixture, "b"));
    offer(fixture, "b", 100); /* also after it was used up */
    g_assert_true(take(fixture, "b"));
    offer(fixture, "c", 100);
    g_assert_true(take(fixture, "c"));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(once);
    TABLE_TEST(replace_and_expiry);
    return g_test_run();
}
