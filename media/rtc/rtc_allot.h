/* Which layer of which picture a viewer is sent: what its line bears, over all its places by what
 * is shown. Private to media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/rtc_place.h"

/* Every 100 ms, and when the viewer begins. */
void rtc_allot(RtcViewer *viewer, int64_t now_us);
