/* From running times to exact ticks of the grid. Pure. */
#pragma once

#include <stdint.h>

#include "media/types/media_grid.h"

/* Picture n begins at n × 40 ms, sound frame n at n × 1024 samples. */
#define CODED_TIME_PICTURE_NS INT64_C(40000000)
#define CODED_TIME_SOUND      INT64_C(1024)

/* libavcodec's AAC encoder gives out each frame 1024 samples late and does not say so: its first
 * frame holds no sound yet. */
#define CODED_TIME_SOUND_DELAY INT64_C(1024)

/* Ticks of the access unit nearest to a running time: multiples of the frame. Sound is corrected by
 * the encoder's delay, so its first frame is negative. */
int64_t coded_time_ticks(MediaKind kind, int64_t running_ns);

/* When sound frame n begins, in nanoseconds, rounded down. */
int64_t coded_time_sound_ns(int64_t n);
