/* Names of guests and reasons of leaves whose time is over are erased, a step at a time. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "base/clock.h"
#include "catalog/api/api_env.h"

#define RETENTION_WATCH_EVERY_US (INT64_C(3600) * CLOCK_US_PER_S)

typedef struct RetentionWatch {
    int64_t next_at_us;   /* monotonic; 0: at the first tick */
    atomic_bool has_more; /* the last step has left something */
} RetentionWatch;

/* Every few seconds, on one thread. One step an hour, and one each tick while there is more.
 * `watch` lives as long as the store. */
void retention_watch_tick(RetentionWatch *watch, ApiEnv *env);
