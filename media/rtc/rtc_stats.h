/* Gathers the figures of a worker's peers. Private to media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/rtc_core.h"

void rtc_stats_gather(const RtcWorker *worker, RtcStatsFn fn, void *user);
