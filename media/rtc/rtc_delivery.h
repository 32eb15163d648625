/* How much media time has gone to one viewer, for crediting: from packet to packet as long as they
 * follow each other, and only what a later report of the viewer's confirms. And how much has come
 * from one publisher: who speaks to a silent room is there, too. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/wire/sdp_types.h"

#define RTC_DELIVERY_KINDS 2u /* SDP_AUDIO, SDP_VIDEO */
/* Between two packets: Opus sends one each 400 ms in silence (RFC 7587 §3.1.3), a browser's still
 * screen is a frame a second. */
#define RTC_DELIVERY_GAP_US INT64_C(1500000)

/* Zeroed: nothing was sent. By kind. */
typedef struct RtcDelivery {
    int64_t sent_us[RTC_DELIVERY_KINDS];      /* the newest packet; 0: none */
    int64_t until_us[RTC_DELIVERY_KINDS];     /* counted so far */
    int64_t pending_us[RTC_DELIVERY_KINDS];   /* counted, not confirmed */
    int64_t confirmed_us[RTC_DELIVERY_KINDS]; /* not told yet */
} RtcDelivery;

/* Per packet. */
static inline void rtc_delivery_sent(RtcDelivery *delivery, SdpKind kind, int64_t now_us) {
    delivery->sent_us[kind] = now_us;
}

/* Every 100 ms. */
void rtc_delivery_count(RtcDelivery *delivery);
/* A report names newer packets than the one before it. More than half of them lost: what is pending
 * was not delivered. */
void rtc_delivery_confirm(RtcDelivery *delivery, SdpKind kind, uint8_t fraction_lost);
/* Whole milliseconds since the last time; the rest is kept. */
uint32_t rtc_delivery_tell_ms(RtcDelivery *delivery, SdpKind kind);

/* What has come from one publisher, by kind. Zeroed: nothing. */
typedef struct RtcArrival {
    uint64_t n_packets[RTC_DELIVERY_KINDS];
    bool is_coming[RTC_DELIVERY_KINDS]; /* since the look before */
    int64_t looked_us[RTC_DELIVERY_KINDS];
} RtcArrival;

/* Every second, with all packets so far: whole milliseconds since the look before, if packets came
 * before it and after it; so a beginning is told short by what an end is told long. */
uint32_t rtc_delivery_arrived_ms(RtcArrival *arrival, SdpKind kind, uint64_t n_packets,
                                 int64_t now_us);
