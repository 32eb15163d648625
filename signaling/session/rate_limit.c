#include "signaling/session/rate_limit.h"

#include "base/clock.h"

bool rate_limit_take(const RateLimit *limit, int64_t *at_us, int64_t now_us, int64_t *ret_wait_us) {
    int64_t interval_us = CLOCK_US_PER_S / limit->per_s;
    int64_t start_us = *at_us > now_us ? *at_us : now_us;
    int64_t too_early_us = start_us + interval_us - now_us - interval_us * limit->burst;
    if (too_early_us > 0) {
        *ret_wait_us = too_early_us;
        return false;
    }
    *at_us = start_us + interval_us;
    return true;
}
