/* What the database forgets by itself: sign-ins and tokens that ended long ago. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "catalog/store/store.h"

#define HOUSEKEEPING_INTERVAL_US (INT64_C(3600) * CLOCK_US_PER_S)

typedef struct Housekeeping {
    int64_t next_at_us; /* monotonic; 0: at the first tick */
} Housekeeping;

/* Posts one job to the writer when an hour has passed; else does nothing. A refused job is tried
 * again at the next tick. One thread at a time. */
void housekeeping_tick(Housekeeping *housekeeping, Store *store, int64_t now_us);
