#include "media/rtc/flow/bwe_trend.h"

#include <glib.h>

#define SMOOTHING 0.9
/* The slope as a delay: over so many groups, with a gain that puts a queue that grows at a tenth of
 * real time above the first threshold of §5.4. */
#define MAX_DELTAS 60
#define GAIN       4.0

static double slope_of(const BweTrend *trend) {
    double mean_at = 0, mean_delay = 0, above = 0, below = 0;
    for (unsigned i = 0; i < BWE_TREND_POINTS; i++) {
        mean_at += trend->at_ms[i] / BWE_TREND_POINTS;
        mean_delay += trend->delay_ms[i] / BWE_TREND_POINTS;
    }
    for (unsigned i = 0; i < BWE_TREND_POINTS; i++) {
        double at = trend->at_ms[i] - mean_at;
        above += at * (trend->delay_ms[i] - mean_delay);
        below += at * at;
    }
    return below > 0 ? above / below : trend->slope;
}

double bwe_trend_add(BweTrend *trend, const BweDelta *delta) {
    if (trend->n_deltas == 0)
        trend->first_us = delta->at_us;
    trend->n_deltas = MIN(trend->n_deltas + 1, MAX_DELTAS);
    trend->sum_ms += (double)(delta->arrival_us - delta->send_us) / 1000;
    trend->smoothed_ms = SMOOTHING * trend->smoothed_ms + (1 - SMOOTHING) * trend->sum_ms;
    trend->at_ms[trend->next] = (double)(delta->at_us - trend->first_us) / 1000;
    trend->delay_ms[trend->next] = trend->smoothed_ms;
    trend->next = (trend->next + 1) % BWE_TREND_POINTS;
    trend->n = MIN(trend->n + 1, BWE_TREND_POINTS);
    if (trend->n == BWE_TREND_POINTS)
        trend->slope = slope_of(trend);
    return trend->slope * trend->n_deltas * GAIN;
}
