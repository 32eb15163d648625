/* The clock of what is sent with a pause: one timer for all viewers of a worker, that stands still
 * while nothing waits. Private to media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/rtc_core.h"

#define RTC_PACE_STEP_US INT64_C(5000)

/* Embedded in what waits. */
struct RtcPaced {
    RtcPaced *next;
    bool (*fn)(RtcPaced *paced, int64_t now_us); /* false: nothing waits any more */
    bool is_waiting;
};

/* ERROR_IO when the kernel has no timer. */
RtcPace *rtc_pace_new(RtcWorker *worker, GError **error);
/* After the worker's loop has stopped; NULL is allowed. */
void rtc_pace_free(RtcPace *pace);
/* Before the loop's thread ends, on it. */
void rtc_pace_stop(RtcPace *pace);

/* `fn` is called at each step from now on, then the batch is flushed; again while it is there:
 * nothing happens. */
void rtc_pace_add(RtcPace *pace, RtcPaced *paced);
void rtc_pace_remove(RtcPace *pace, RtcPaced *paced);
