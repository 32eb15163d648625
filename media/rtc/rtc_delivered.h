/* Tells once a second what was delivered to a worker's viewers, and what came from its publishers.
 * Private to media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/rtc_place.h"

/* Nothing happens when nobody wants to know. */
void rtc_delivered_start(RtcWorker *worker);
void rtc_delivered_stop(RtcWorker *worker);
/* The last of a viewer that leaves. */
void rtc_delivered_tell(RtcViewer *viewer);
