/* Does the queue grow? The slope of one-way delay over the last groups, by least squares, in place
 * of the Kalman filter of draft-ietf-rmcat-gcc-02 §5.3: it needs no model of noise. */
#pragma once

#include "media/rtc/flow/bwe_groups.h"

#define BWE_TREND_POINTS 20

/* Zeroed: nothing seen. */
typedef struct BweTrend {
    double at_ms[BWE_TREND_POINTS], delay_ms[BWE_TREND_POINTS]; /* ring; delay is smoothed */
    unsigned n, next, n_deltas;
    double sum_ms, smoothed_ms;
    int64_t first_us;
    double slope; /* ms of delay per ms */
} BweTrend;

/* The trend m(i) in milliseconds, as bwe_detector compares it; 0 until there are enough groups. */
double bwe_trend_add(BweTrend *trend, const BweDelta *delta);
