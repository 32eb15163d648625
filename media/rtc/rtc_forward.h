/* From publishers' packets to viewers: what came of a channel in one round goes out in one round,
 * viewer by viewer, so that a viewer's key is in the cache once and what it gets is as few messages
 * as can be (rtc-limits: fan-out). Private to media/rtc/. */
#pragma once

#include "media/rtc/rtc_channel.h"

/* Waits for the end of the round, or for RTC_FAN_PACKETS. */
void rtc_forward_add(RtcPublisher *publisher, PacketSlot *slot, RtcLayer *layer);
/* What came is sent, but for channels whose round waits; the batch is not flushed. Returns when to
 * call again at the latest; 0: nothing waits. */
int64_t rtc_forward_all(RtcWorker *worker);
/* The publisher leaves. */
void rtc_forward_forget(RtcPublisher *publisher);
