#include "media/rtc/rtc_core.h"

int64_t rtc_core_now_us(const RtcWorker *worker) {
    return event_loop_now_us(worker->loop);
}

void rtc_core_send(RtcWorker *worker, const NetAddress *to, const uint8_t *bytes, size_t length) {
    if (to->line != 0)
        tcp_port_send(worker->lines, to, bytes, length, length);
    else
        udp_port_send(worker->port, to, bytes, length);
}

void rtc_core_write_id(uint64_t number, char ret_id[RTC_ID_BYTES]) {
    g_snprintf(ret_id, RTC_ID_BYTES, "%016" G_GINT64_MODIFIER "x", number);
}
