/* Study sessions between requests: those that nobody ended are over by catalog/study/study_rule.h.
 */
#pragma once

#include <stdint.h>

#include "catalog/api/api_env.h"

/* Every few seconds, one thread; looks at them once in STUDY_WATCH_US, first at once:
 * `next_at_us` (monotonic) is the caller's, 0 at first. */
#define STUDY_WATCH_US (INT64_C(60) * 1000000)
void study_watch_tick(ApiEnv *env, int64_t *next_at_us);
