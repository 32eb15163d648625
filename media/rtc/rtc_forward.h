/* From a publisher's packets to its viewers: what came in one round goes out in one round, viewer
 * by viewer, so that a viewer's key is in the cache once (rtc-limits: fan-out). Private to
 * media/rtc/. */
#pragma once

#include "media/rtc/rtc_place.h"

/* Waits for the end of the round, or for RTC_FAN_PACKETS. */
void rtc_forward_add(RtcPublisher *publisher, PacketSlot *slot, RtcLayer *layer);
/* All that waits, of all publishers; the batch is not flushed. */
void rtc_forward_all(RtcWorker *worker);
/* The publisher leaves. */
void rtc_forward_forget(RtcPublisher *publisher);
