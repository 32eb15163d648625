/* The media side's numbers for /metrics. */
#pragma once

#include <glib.h>

#include "media/engine/media_engine.h"

void media_metrics_write(MediaEngine *media, GString *out);
