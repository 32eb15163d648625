/* Is the line used too much? The trend against a threshold that adapts to the line's own jitter and
 * to flows that only look at loss (draft-ietf-rmcat-gcc-02 §5.4). */
#pragma once

#include <stdint.h>

typedef enum BweUsage { BWE_NORMAL, BWE_OVER_USE, BWE_UNDER_USE, BWE_N_USAGES } BweUsage;

typedef struct BweDetector {
    double threshold_ms;
    double over_ms; /* how long the trend has been above it; < 0: not */
    unsigned n_over;
    double last_trend_ms;
    int64_t updated_us;
    BweUsage usage;
} BweDetector;

void bwe_detector_init(BweDetector *detector);

/* `trend_ms` of bwe_trend, `send_delta_us` of the group it comes from, `at_us` its arrival. */
BweUsage bwe_detector_update(BweDetector *detector, double trend_ms, int64_t send_delta_us,
                             int64_t at_us);
