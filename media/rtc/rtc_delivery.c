#include "media/rtc/rtc_delivery.h"

#define HALF_LOST 128u /* of 256, RFC 3550 §6.4.1 */
#define US_PER_MS 1000

void rtc_delivery_count(RtcDelivery *delivery) {
    for (unsigned kind = 0; kind < RTC_DELIVERY_KINDS; kind++) {
        int64_t since_us = delivery->sent_us[kind] - delivery->until_us[kind];
        if (delivery->until_us[kind] != 0 && since_us <= RTC_DELIVERY_GAP_US)
            delivery->pending_us[kind] += since_us;
        delivery->until_us[kind] = delivery->sent_us[kind];
    }
}

void rtc_delivery_confirm(RtcDelivery *delivery, SdpKind kind, uint8_t fraction_lost) {
    if (fraction_lost < HALF_LOST)
        delivery->confirmed_us[kind] += delivery->pending_us[kind];
    delivery->pending_us[kind] = 0;
}

uint32_t rtc_delivery_tell_ms(RtcDelivery *delivery, SdpKind kind) {
    int64_t ms = delivery->confirmed_us[kind] / US_PER_MS;
    delivery->confirmed_us[kind] -= ms * US_PER_MS;
    return (uint32_t)ms;
}

uint32_t rtc_delivery_arrived_ms(RtcArrival *arrival, SdpKind kind, uint64_t n_packets,
                                 int64_t now_us) {
    int64_t since_us = now_us - arrival->looked_us[kind];
    bool was_coming = arrival->is_coming[kind];
    arrival->is_coming[kind] = n_packets != arrival->n_packets[kind];
    arrival->n_packets[kind] = n_packets;
    arrival->looked_us[kind] = now_us;
    return was_coming && arrival->is_coming[kind] ? (uint32_t)(since_us / US_PER_MS) : 0;
}
