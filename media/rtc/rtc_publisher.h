/* A peer that publishes: takes its packets, keeps them, hands them to the forwarding, reports to
 * it. Private to media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/rtc_channel.h"
#include "media/rtc/rtc_track.h"
#include "media/rtc/wire/sdp_types.h"

/* One section of the offer that is used; the choice is that of the answer. */
typedef struct RtcTrackPlan {
    const SdpSection *section;
    const SdpChoice *choice;
} RtcTrackPlan;

/* Hangs on the peer until its end, joins the channel. At most RTC_MAX_TRACKS plans. */
RtcPublisher *rtc_publisher_new(RtcPeer *peer, RtcChannel *channel, const RtcTrackPlan *plans,
                                unsigned n_plans);
/* NULL: this peer does not publish. */
RtcPublisher *rtc_publisher_of(const RtcPeer *peer);
/* What a host takes and gives back: RtcHold bits. */
void rtc_publisher_hold(RtcPublisher *publisher, unsigned holds, bool is_held);
