#include "media/rtc/rtc_counters.h"

#include <string.h>

void rtc_counters_tell(RtcCounters *counters, const RtcStats *stats) {
    uint64_t numbers[RTC_COUNTERS_N];
    memcpy(numbers, stats, sizeof numbers);
    for (unsigned i = 0; i < RTC_COUNTERS_N; i++)
        atomic_store_explicit(&counters->numbers[i], numbers[i], memory_order_relaxed);
}

void rtc_counters_read(const RtcCounters *counters, RtcStats *ret_stats) {
    uint64_t numbers[RTC_COUNTERS_N];
    for (unsigned i = 0; i < RTC_COUNTERS_N; i++)
        numbers[i] = atomic_load_explicit(&counters->numbers[i], memory_order_relaxed);
    memcpy(ret_stats, numbers, sizeof numbers);
}
