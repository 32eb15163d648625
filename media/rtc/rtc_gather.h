/* Gathers the figures of a worker's peers. Private to media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/rtc_core.h"

void rtc_gather_figures(const RtcWorker *worker, RtcFiguresFn fn, void *user);
