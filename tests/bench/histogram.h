/* Counts of latencies in microseconds, each exact to 1.6 % (log-linear: 64 steps per power of two).
 * Plain data for one thread. */
#pragma once

#include <stdint.h>

#define HISTOGRAM_POWERS 26  /* up to 2^32 us, more than an hour */
#define HISTOGRAM_STEPS  128 /* row 0 uses all, the others the upper half */

typedef struct Histogram {
    uint32_t counts[HISTOGRAM_POWERS][HISTOGRAM_STEPS];
    uint64_t total;
    uint64_t sum_us;
    uint64_t max_us;
} Histogram;

void histogram_clear(Histogram *histogram);

/* Larger values count as 2^32 us in the table; max_us stays exact. */
void histogram_add(Histogram *histogram, uint64_t value_us);

/* Adds the counts of `other`. */
void histogram_merge(Histogram *histogram, const Histogram *other);

/* The value that `share` (0 to 1) of all counted values do not exceed; 0 when there are none. */
uint64_t histogram_percentile(const Histogram *histogram, double share);
double histogram_mean(const Histogram *histogram);
