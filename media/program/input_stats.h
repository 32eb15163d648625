/* What one life of an input has delivered: written by its streaming threads, read by the stagehand.
 * Counted from the compressed stream and, where it says more, behind the decoder. */
#pragma once

#include <gst/gst.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/types/media_grid.h"

typedef struct InputFlow {
    _Atomic(const char *) codec; /* "H.264"; NULL: none seen */
    _Atomic int64_t bytes, units;
    _Atomic int64_t delay_us; /* arrival - timestamp of the latest */
    _Atomic int64_t decoded, decoded_at_us;
} InputFlow;

typedef struct InputStats {
    InputFlow flows[N_MEDIA_KINDS];
    _Atomic int width, height, frame_rate_milli;
    _Atomic bool is_interlaced;
    _Atomic int64_t key_at_us;   /* 0: none */
    _Atomic bool has_come;       /* the source has given something */
    _Atomic int64_t ended_at_us; /* the source has no more; 0: it has */
    _Atomic int64_t dropped;     /* breaks in the row of pictures */
} InputStats;

/* Counts what passes a pad with compressed data. `stats` must outlive the pad. */
void input_stats_watch_coded(InputStats *stats, GstPad *pad, MediaKind kind);
/* Takes the caps of a parser's pad, and its key frames. */
void input_stats_watch_parsed(InputStats *stats, GstPad *pad, MediaKind kind);
/* Size, rate and count of what a decoder gives. */
void input_stats_watch_decoded(InputStats *stats, GstPad *pad, MediaKind kind);

/* Notes the beginning and the end of what a source gives. */
void input_stats_watch_source(InputStats *stats, GstPad *pad);

/* Moment of the last decoded picture or sound; 0: none. */
int64_t input_stats_live_at_us(InputStats *stats);
