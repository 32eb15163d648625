/* What one thread of the SFU tells others of itself: written by its own thread each second, read by
 * any. Private to media/rtc/. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "media/rtc/rtc_stats.h"

#define RTC_COUNTERS_N (sizeof(RtcStats) / sizeof(uint64_t))

typedef struct RtcCounters {
    atomic_uint_fast64_t numbers[RTC_COUNTERS_N]; /* those of RtcStats, in its order */
} RtcCounters;

void rtc_counters_tell(RtcCounters *counters, const RtcStats *stats);
void rtc_counters_read(const RtcCounters *counters, RtcStats *ret_stats);
