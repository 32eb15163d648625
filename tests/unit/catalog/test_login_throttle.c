#include "catalog/auth/login_throttle.h"

#include "base/clock.h"

#define S CLOCK_US_PER_S

static LoginVerdict try_at(LoginThrottle *throttle, const LoginAttempt *attempt, int64_t now_us,
                           LoginOutcome outcome) {
    int64_t wait_us = -1;
    LoginVerdict verdict = login_throttle_begin(throttle, attempt, now_us, &wait_us);
    if (verdict == LOGIN_ADMITTED)
        login_throttle_end(throttle, attempt, outcome, now_us);
    else
        g_assert_cmpint(wait_us, >, 0);
    return verdict;
}

/* How many of `n` wrong attempts at one moment were admitted. */
static unsigned try_many(LoginThrottle *throttle, const LoginAttempt *attempt, int64_t now_us,
                         unsigned n) {
    unsigned n_admitted = 0;
    for (unsigned i = 0; i < n; i++)
        n_admitted += try_at(throttle, attempt, now_us, LOGIN_WRONG) == LOGIN_ADMITTED;
    return n_admitted;
}

static void test_one_address(void) {
    g_autoptr(LoginThrottle) throttle = login_throttle_new(100);
    LoginAttempt attempt = {"anna", "192.0.2.1", NULL, false};
    g_assert_cmpuint(try_many(throttle, &attempt, 0, 20), ==, 10);
    g_assert_cmpuint(try_many(throttle, &attempt, 29 * S, 20), ==, 0);
    g_assert_cmpuint(try_many(throttle, &attempt, 30 * S, 20), ==, 1);
    g_assert_cmpuint(try_many(throttle, &attempt, 3600 * S, 20), ==, 10);

    int64_t wait_us = 0;
    g_assert_cmpint(login_throttle_begin(throttle, &attempt, 3600 * S, &wait_us), ==,
                    LOGIN_THROTTLED);
    g_assert_cmpint(wait_us, ==, 30 * S);

    LoginAttempt other = {"berta", "192.0.2.1", NULL, false}; /* same address, other account */
    g_assert_cmpuint(try_many(throttle, &other, 3600 * S, 20), ==, 10);
}

/* Right passwords and attempts that were never made cost nothing. */
static void test_right_is_free(void) {
    g_autoptr(LoginThrottle) throttle = login_throttle_new(100);
    LoginAttempt attempt = {"anna", "192.0.2.1", NULL, false};
    for (unsigned i = 0; i < 1000; i++) {
        g_assert_cmpint(try_at(throttle, &attempt, 0, LOGIN_RIGHT), ==, LOGIN_ADMITTED);
        g_assert_cmpint(try_at(throttle, &attempt, 0, LOGIN_DROPPED), ==, LOGIN_ADMITTED);
    }
    g_assert_cmpuint(try_many(throttle, &attempt, 0, 20), ==, 10);
}

/* The flood of strangers empties their common bucket; whoever is known does not notice. */
static void test_flood_spares_the_known(void) {
    g_autoptr(LoginThrottle) throttle = login_throttle_new(1000);
    unsigned n_admitted = 0;
    for (unsigned i = 0; i < 500; i++) {
        g_autofree char *address = g_strdup_printf("198.51.100.%u", i % 250);
        LoginAttempt stranger = {"anna", address, NULL, false};
        n_admitted += try_many(throttle, &stranger, 0, 1);
    }
    g_assert_cmpuint(n_admitted, ==, 50);
    LoginAttempt fresh = {"anna", "203.0.113.9", NULL, false};
    LoginAttempt at_home = {"anna", "192.0.2.1", NULL, true};
    LoginAttempt own_phone = {"anna", "198.51.100.7", "phone-1", false};
    LoginAttempt other = {"berta", "203.0.113.9", NULL, false};
    g_assert_cmpint(try_at(throttle, &fresh, 0, LOGIN_RIGHT), ==, LOGIN_THROTTLED);
    g_assert_cmpint(try_at(throttle, &at_home, 0, LOGIN_RIGHT), ==, LOGIN_ADMITTED);
    g_assert_cmpint(try_at(throttle, &own_phone, 0, LOGIN_RIGHT), ==, LOGIN_ADMITTED);
    g_assert_cmpint(try_at(throttle, &other, 0, LOGIN_RIGHT), ==, LOGIN_ADMITTED);
    /* the known are bounded too, each for himself */
    g_assert_cmpuint(try_many(throttle, &own_phone, 0, 20), ==, 10);
    g_assert_cmpuint(try_many(throttle, &at_home, 0, 20), ==, 10);
}

/* A flood through the owner's own network spares his known device. */
static void test_shared_address(void) {
    g_autoptr(LoginThrottle) throttle = login_throttle_new(1000);
    LoginAttempt neighbour = {"anna", "192.0.2.1", NULL, true};
    LoginAttempt owner = {"anna", "192.0.2.1", "phone-1", true};
    g_assert_cmpuint(try_many(throttle, &neighbour, 0, 100), ==, 10);
    g_assert_cmpint(try_at(throttle, &owner, 0, LOGIN_RIGHT), ==, LOGIN_ADMITTED);
}

static void test_ipv6_network(void) {
    g_autoptr(LoginThrottle) throttle = login_throttle_new(1000);
    unsigned n_admitted = 0;
    for (unsigned i = 0; i < 30; i++) {
        g_autofree char *address = g_strdup_printf("2001:db8:1:2::%x", i + 1);
        LoginAttempt attempt = {"anna", address, NULL, false};
        n_admitted += try_many(throttle, &attempt, 0, 1);
    }
    g_assert_cmpuint(n_admitted, ==, 10);
    LoginAttempt elsewhere = {"anna", "2001:db8:1:3::1", NULL, false};
    g_assert_cmpuint(try_many(throttle, &elsewhere, 0, 1), ==, 1);
}

static void test_at_once(void) {
    g_autoptr(LoginThrottle) throttle = login_throttle_new(10000);
    int64_t wait_us;
    char name[16];
    for (unsigned i = 0; i < LOGIN_THROTTLE_MAX_PER_ADDRESS; i++) {
        g_snprintf(name, sizeof name, "m%u", i);
        LoginAttempt attempt = {name, "192.0.2.1", NULL, false};
        g_assert_cmpint(login_throttle_begin(throttle, &attempt, 0, &wait_us), ==, LOGIN_ADMITTED);
    }
    LoginAttempt more = {"more", "192.0.2.1", NULL, false};
    LoginAttempt elsewhere = {"more", "192.0.2.2", NULL, false};
    g_assert_cmpint(login_throttle_begin(throttle, &more, 0, &wait_us), ==, LOGIN_CROWDED);
    g_assert_cmpint(login_throttle_begin(throttle, &elsewhere, 0, &wait_us), ==, LOGIN_ADMITTED);
    LoginAttempt first = {"m0", "192.0.2.1", NULL, false};
    login_throttle_end(throttle, &first, LOGIN_WRONG, 0);
    g_assert_cmpint(login_throttle_begin(throttle, &more, 0, &wait_us), ==, LOGIN_ADMITTED);
}

/* Guesses made at one moment pass together, but the rate holds. */
static void test_burst_is_paid_for(void) {
    g_autoptr(LoginThrottle) throttle = login_throttle_new(100);
    LoginAttempt attempt = {"anna", "192.0.2.1", NULL, true};
    int64_t wait_us;
    for (unsigned i = 0; i < 100; i++)
        g_assert_cmpint(login_throttle_begin(throttle, &attempt, 0, &wait_us), ==, LOGIN_ADMITTED);
    for (unsigned i = 0; i < 100; i++)
        login_throttle_end(throttle, &attempt, LOGIN_WRONG, 0);
    g_assert_cmpuint(try_many(throttle, &attempt, 90 * 30 * S, 20), ==, 0);
    g_assert_cmpuint(try_many(throttle, &attempt, 91 * 30 * S, 20), ==, 1);
}

static void test_bounded(void) {
    g_autoptr(LoginThrottle) throttle = login_throttle_new(64);
    LoginAttempt target = {"anna", "192.0.2.1", NULL, true};
    try_many(throttle, &target, 0, 10);
    for (unsigned i = 0; i < 10000; i++) {
        g_autofree char *name = g_strdup_printf("nobody%u", i);
        LoginAttempt attempt = {name, "198.51.100.1", NULL, false};
        try_many(throttle, &attempt, 0, 1);
        if (i % 16 == 0) /* an attacked account's bucket is in use and stays */
            g_assert_cmpuint(try_many(throttle, &target, 0, 1), ==, 0);
        g_assert_cmpuint(login_throttle_n_buckets(throttle), <=, 64);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/login_throttle/one_address", test_one_address);
    g_test_add_func("/login_throttle/right_is_free", test_right_is_free);
    g_test_add_func("/login_throttle/flood_spares_the_known", test_flood_spares_the_known);
    g_test_add_func("/login_throttle/shared_address", test_shared_address);
    g_test_add_func("/login_throttle/ipv6_network", test_ipv6_network);
    g_test_add_func("/login_throttle/at_once", test_at_once);
    g_test_add_func("/login_throttle/burst_is_paid_for", test_burst_is_paid_for);
    g_test_add_func("/login_throttle/bounded", test_bounded);
    return g_test_run();
}
