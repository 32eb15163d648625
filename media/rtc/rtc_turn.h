/* Which packets of a track go to one viewer, and when: at once, or, on a narrow line, when it is
 * their turn in the pacer. Private to media/rtc/; on the worker's thread; the batch is not flushed.
 */
#pragma once

#include "media/rtc/rtc_place.h"

/* Before anything is sent to this viewer. */
void rtc_turn_prepare(RtcViewer *viewer);
/* A packet that came of the place's track. */
void rtc_turn_take(RtcViewer *viewer, RtcPlace *place, const RtcFanPacket *fan);
/* A packet that the viewer lacks, again (RFC 4588). */
void rtc_turn_repeat(RtcViewer *viewer, RtcPlace *place, const NackHit *hit);
/* After its line has heard something: what waits there is sent step by step from now on. */
void rtc_turn_pace(RtcViewer *viewer);
