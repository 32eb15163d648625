/* Monotonic and wall time in microseconds; replaceable by tests. */
#pragma once

#include <stdint.h>

#define CLOCK_US_PER_MS INT64_C(1000)
#define CLOCK_US_PER_S  INT64_C(1000000)

typedef struct ClockSource {
    int64_t (*monotonic_us)(void); /* never goes back; origin arbitrary */
    int64_t (*wall_us)(void);      /* since 1970-01-01T00:00:00Z */
} ClockSource;

int64_t clock_monotonic_us(void);
int64_t clock_wall_us(void);

/* Replaces the source for the whole process; NULL restores the system's clocks. Tests only, before
 * threads start. */
void clock_replace(const ClockSource *source);
