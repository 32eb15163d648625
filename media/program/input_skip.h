/* Keeps the past of an input out of the programme: what a decoder gives is thrown away until the
 * stream has caught up (media/program/catch_up.h). */
#pragma once

#include <gst/gst.h>

#include "media/program/input_stats.h"

/* Compressed data that may wait meanwhile: what ingest keeps of an encoder, and what came since. */
#define INPUT_SKIP_WAITING_NS (12 * GST_SECOND)

/* `pad` gives decoded data. `queue` is the one before the decoder; from the end of the skipping on
 * its limit in time is `waiting_ns`. Borrowed: both outlive the pad, as `stats` does. */
void input_skip_watch(InputStats *stats, GstPad *pad, GstElement *queue, guint64 waiting_ns);
