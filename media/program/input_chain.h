/* From one elementary stream of an input to what the programme takes: decoded, progressive, I420 of
 * the programme's size with bars where the shape differs; or S16 48 kHz stereo. The end is an
 * appsink that holds back the stream when nobody pulls. */
#pragma once

#include <gst/gst.h>
#include <stdbool.h>

#include "media/program/input_stats.h"

typedef struct ChainOptions {
    int width, height; /* of the programme */
    int64_t hold_us;   /* sound and picture are delayed by as much: they wait while compressed */
    bool skips_past;   /* begins with what was sent before now, which is not shown */
    InputStats *stats; /* outlives the pipeline */
} ChainOptions;

/* Builds the chain into `bin` and links it behind `pad`. Returns the appsink, borrowed from the
 * bin; NULL when an element is missing. Streaming thread. */
GstElement *input_chain_add(GstBin *bin, GstPad *pad, MediaKind kind, const ChainOptions *options);

/* The same for a stream that is raw and of the right kind already. */
GstElement *input_chain_sink(MediaKind kind);

/* What the programme takes, as caps text. Caller frees. */
char *input_chain_caps(MediaKind kind, const ChainOptions *options);
