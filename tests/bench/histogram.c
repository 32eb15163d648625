#include "tests/bench/histogram.h"

#include <math.h>
#include <string.h>

#define LARGEST_US UINT64_C(0xffffffff)

void histogram_clear(Histogram *histogram) {
    memset(histogram, 0, sizeof *histogram);
}

/* Row = how often the value is halved until it fits into one row. */
static unsigned row_of(uint64_t value) {
    unsigned bits = value == 0 ? 0 : 64 - (unsigned)__builtin_clzll(value);
    return bits > 7 ? bits - 7 : 0;
}

void histogram_add(Histogram *histogram, uint64_t value_us) {
    uint64_t value = value_us < LARGEST_US ? value_us : LARGEST_US;
    unsigned row = row_of(value);
    histogram->counts[row][value >> row]++;
    histogram->total++;
    histogram->sum_us += value_us;
    if (value_us > histogram->max_us)
        histogram->max_us = value_us;
}

void histogram_merge(Histogram *histogram, const Histogram *other) {
    for (unsigned row = 0; row < HISTOGRAM_POWERS; row++)
        for (unsigned step = 0; step < HISTOGRAM_STEPS; step++)
            histogram->counts[row][step] += other->counts[row][step];
    histogram->total += other->total;
    histogram->sum_us += other->sum_us;
    if (other->max_us > histogram->max_us)
        histogram->max_us = other->max_us;
}

uint64_t histogram_percentile(const Histogram *histogram, double share) {
    uint64_t wanted = (uint64_t)ceil(share * (double)histogram->total), seen = 0;
    for (unsigned row = 0; row < HISTOGRAM_POWERS; row++) {
        for (unsigned step = 0; step < HISTOGRAM_STEPS; step++) {
            seen += histogram->counts[row][step];
            if (seen < wanted || seen == 0)
                continue;
            uint64_t upper_us = (((uint64_t)step + 1) << row) - 1;
            return upper_us < histogram->max_us ? upper_us : histogram->max_us;
        }
    }
    return histogram->max_us;
}

double histogram_mean(const Histogram *histogram) {
    return histogram->total == 0 ? 0 : (double)histogram->sum_us / (double)histogram->total;
}
