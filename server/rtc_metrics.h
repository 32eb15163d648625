/* The numbers of people's media for /metrics, by worker. */
#pragma once

#include <glib.h>

#include "media/rtc/rtc.h"

void rtc_metrics_write(const Rtc *rtc, GString *out);
