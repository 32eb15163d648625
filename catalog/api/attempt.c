#include "catalog/api/attempt.h"

#include "base/clock.h"
#include "base/error.h"

static LoginAttempt borrow(const Attempt *attempt) {
    return (LoginAttempt){.account = attempt->account,
                          .address = attempt->address,
                          .device = attempt->device,
                          .is_known_address = attempt->is_known_address};
}

bool attempt_begin(Attempt *attempt, ApiEnv *env, int64_t *ret_retry_after_s, GError **error) {
    worker_assert_current(env->worker);
    LoginAttempt seen = borrow(attempt);
    int64_t retry_after_us = 0;
    LoginVerdict verdict =
        login_throttle_begin(env->throttle, &seen, clock_monotonic_us(), &retry_after_us);
    if (verdict == LOGIN_ADMITTED) {
        attempt->under_way = env;
        return true;
    }
    atomic_fetch_add_explicit(&env->counters.throttled_sign_ins, 1, memory_order_relaxed);
    *ret_retry_after_s = (retry_after_us + CLOCK_US_PER_S - 1) / CLOCK_US_PER_S;
    g_set_error(error, BASE_ERROR,
                verdict == LOGIN_THROTTLED ? ERROR_RATE_LIMITED : ERROR_OVERLOADED,
                "Too many %s were tried: try again in %" G_GINT64_FORMAT " seconds.",
                attempt->things ? attempt->things : "passwords", *ret_retry_after_s);
    return false;
}

void attempt_end(Attempt *attempt, LoginOutcome outcome) {
    if (!attempt->under_way)
        return;
    LoginAttempt seen = borrow(attempt);
    login_throttle_end(attempt->under_way->throttle, &seen, outcome, clock_monotonic_us());
    attempt->under_way = NULL;
}

void attempt_clear(Attempt *attempt) {
    if (attempt->under_way && worker_current() == attempt->under_way->worker)
        attempt_end(attempt, LOGIN_DROPPED);
    g_clear_pointer(&attempt->account, g_free);
    g_clear_pointer(&attempt->address, g_free);
    g_clear_pointer(&attempt->device, g_free);
}
