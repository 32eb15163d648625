/* A peer that views: answers what it asks for, reports to it. Private to media/rtc/; on the
 * worker's thread. */
#pragma once

#include "media/rtc/rtc_channel.h"
#include "media/rtc/rtc_place.h"
#include "media/rtc/wire/sdp_types.h"

typedef struct RtcPlacePlan {
    const SdpSection *section;
    const SdpChoice *choice;
    uint32_t ssrc, rtx_ssrc; /* as the answer has them */
} RtcPlacePlan;

/* Hangs on the peer until its end, joins the channel. At most RTC_MAX_PLACES plans. */
RtcViewer *rtc_viewer_new(RtcPeer *peer, RtcChannel *channel, const RtcPlacePlan *plans,
                          unsigned n_plans);
/* NULL: this peer does not view. */
RtcViewer *rtc_viewer_of(const RtcPeer *peer);
/* A chosen viewer: what its picture places are to show from now on; nothing happens to others. */
void rtc_viewer_show(RtcViewer *viewer, const RtcWish *wishes, unsigned n_wishes);
