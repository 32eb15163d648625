/* What is said of a session after its offer: the answer to ours, an ICE restart. Private to
 * media/rtc/. */
#pragma once

#include "media/rtc/rtc_core.h"
#include "media/rtc/rtc_session.h"

/* As rtc_patch(), for the peer of this number. Any thread. */
bool rtc_later_post(RtcWorker *worker, uint64_t number, const RtcPatch *patch, GError **error);
