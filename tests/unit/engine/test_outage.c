/* Which beginnings of a programme leave a fault behind, and where it lies. */
#include "media/engine/outage.h"

#include <glib.h>

#define S INT64_C(1000000)

static void expect(const Outage *outage, bool is_server, int64_t from_us, int64_t to_us) {
    g_assert_cmpint(outage->last.is_server, ==, is_server);
    g_assert_cmpint(outage->last.from_us, ==, from_us);
    g_assert_cmpint(outage->last.to_us, ==, to_us);
}

static void test_first_life(void) {
    Outage outage = {0};
    g_assert_false(outage_programme_ready(&outage, 0));
    g_assert_false(outage_programme_ready(&outage, 100 * S)); /* by order: an end that was undone */
    expect(&outage, false, 0, 0);
}

static void test_programme(void) {
    Outage outage = {0};
    outage_programme_lost(&outage);
    outage_programme_lost(&outage); /* it did not come up at first */
    g_assert_true(outage_programme_ready(&outage, 100 * S));
    expect(&outage, false, 95 * S, 130 * S);
    g_assert_false(outage_programme_ready(&outage, 200 * S));
    expect(&outage, false, 95 * S, 130 * S); /* said again until there is another */
    outage_programme_lost(&outage);
    g_assert_true(outage_programme_ready(&outage, 3 * S));
    expect(&outage, false, 0, 33 * S);
    outage_programme_lost(&outage);
    g_assert_false(outage_programme_ready(&outage, 0)); /* nothing was made before */
}

static void test_server(void) {
    Outage outage = {0};
    outage_found_past(&outage, 50 * S, 60 * S);
    g_assert_true(outage_programme_ready(&outage, 100 * S));
    expect(&outage, true, 95 * S, 130 * S);
    outage_programme_lost(&outage);
    g_assert_true(outage_programme_ready(&outage, 150 * S));
    expect(&outage, false, 145 * S, 180 * S);
    Outage asleep = {0};
    outage_found_past(&asleep, 61 * S, 60 * S);
    g_assert_false(outage_programme_ready(&asleep, 100 * S));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/outage/first-life", test_first_life);
    g_test_add_func("/outage/programme", test_programme);
    g_test_add_func("/outage/server", test_server);
    return g_test_run();
}
