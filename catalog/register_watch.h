/* Registers between requests: what other ways did to their events, members who stopped watching. */
#pragma once

#include <stdint.h>

#include "catalog/api/api_env.h"

#define REGISTER_WATCH_QUIET_US (INT64_C(3600) * 1000000)

/* Every few seconds, one thread. Looks for quiet members once in REGISTER_WATCH_QUIET_US, first at
 * once: `next_at_us` (monotonic) is the caller's, 0 at first. */
void register_watch_tick(ApiEnv *env, int64_t *next_at_us);
