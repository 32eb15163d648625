/* A token bucket in one number (generic cell rate algorithm). Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct RateLimit {
    unsigned per_s; /* tokens that come back each second */
    unsigned burst; /* tokens at once */
} RateLimit;

/* Takes one token. `at_us` is the bucket, 0 when new. When there is none: false, and how long until
 * the next. */
bool rate_limit_take(const RateLimit *limit, int64_t *at_us, int64_t now_us, int64_t *ret_wait_us);
