#include "media/rtc/flow/bwe_detector.h"

#include <glib.h>
#include <math.h>

/* §5.4 and its table of parameters. */
#define FIRST_THRESHOLD_MS 12.5
#define MIN_THRESHOLD_MS   6.0
#define MAX_THRESHOLD_MS   600.0
#define GAIN_UP            0.01
#define GAIN_DOWN          0.00018
#define MAX_STEP_MS        100.0
#define OUTLIER_MS         15.0 /* a trend so far beyond the threshold does not move it */
#define OVER_USE_MS        10.0
/* One late group is jitter. */
#define OVER_USE_GROUPS 2u

void bwe_detector_init(BweDetector *detector) {
    *detector = (BweDetector){.threshold_ms = FIRST_THRESHOLD_MS, .over_ms = -1};
}

static void adapt(BweDetector *detector, double size_ms, int64_t at_us) {
    double step_ms = detector->updated_us ? (double)(at_us - detector->updated_us) / 1000 : 0;
    detector->updated_us = at_us;
    if (size_ms > detector->threshold_ms + OUTLIER_MS)
        return;
    double gain = size_ms < detector->threshold_ms ? GAIN_DOWN : GAIN_UP;
    double threshold_ms = detector->threshold_ms + gain * (size_ms - detector->threshold_ms) *
                                                       CLAMP(step_ms, 0, MAX_STEP_MS);
    detector->threshold_ms = CLAMP(threshold_ms, MIN_THRESHOLD_MS, MAX_THRESHOLD_MS);
}

static BweUsage judge(BweDetector *detector, double trend_ms, int64_t send_delta_us) {
    if (trend_ms <= detector->threshold_ms) {
        detector->over_ms = -1;
        detector->n_over = 0;
        return trend_ms < -detector->threshold_ms ? BWE_UNDER_USE : BWE_NORMAL;
    }
    double step_ms = (double)send_delta_us / 1000;
    detector->over_ms = detector->over_ms < 0 ? step_ms / 2 : detector->over_ms + step_ms;
    detector->n_over++;
    if (detector->over_ms < OVER_USE_MS || detector->n_over < OVER_USE_GROUPS ||
        trend_ms < detector->last_trend_ms)
        return detector->usage;
    detector->over_ms = 0;
    detector->n_over = 0;
    return BWE_OVER_USE;
}

BweUsage bwe_detector_update(BweDetector *detector, double trend_ms, int64_t send_delta_us,
                             int64_t at_us) {
    detector->usage = judge(detector, trend_ms, send_delta_us);
    detector->last_trend_ms = trend_ms;
    adapt(detector, fabs(trend_ms), at_us);
    return detector->usage;
}
