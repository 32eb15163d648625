/* The end of a worker's rounds: what came is forwarded and sent; where a round waits, a timer ends
 * it, because the loop's own are too coarse (10 ms). Private to media/rtc/; on the worker's thread.
 */
#pragma once

#include "media/rtc/rtc_core.h"

/* ERROR_IO when the kernel has no timer. */
RtcRounds *rtc_rounds_new(RtcWorker *worker, GError **error);
/* After the worker's loop has stopped; NULL is allowed. */
void rtc_rounds_free(RtcRounds *rounds);
/* Before the loop's thread ends, on it. */
void rtc_rounds_stop(RtcRounds *rounds);

/* All that is there was read. */
void rtc_rounds_end(RtcRounds *rounds);
