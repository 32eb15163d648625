#include "media/rtc/rtc_core.h"

int64_t rtc_core_now_us(const RtcWorker *worker) {
    return event_loop_now_us(worker->loop);
}
