/* Where an input's timestamps lie on the programme's time line. Pure.
 *
 * One map serves picture and sound of one input, so that what belongs together stays together. It
 * is anchored by the first sample: that one is due after the delay, all others as far from it as
 * their timestamps are. Timestamps that jump (a sender that begins again at 0, a wrapped counter)
 * anchor it anew; samples of the time before the jump that still come are known by the old anchor.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/types/media_grid.h"

/* A sample that is due later or earlier than this from now did not come from the same time line; a
 * picture may just be late, where the machine is too slow to decode it. */
#define TIME_MAP_FARTHEST_US INT64_C(5000000)
#define TIME_MAP_LATEST_US   INT64_C(1500000)

#define TIME_MAP_DELAY_US INT64_C(160000)

typedef struct TimeMap {
    int64_t delay_us;  /* between a sample's arrival and its time, at least */
    int64_t shift_us;  /* what the operator adds */
    bool may_hurry;    /* a live input that lags is brought back to its delay */
    int64_t offset_us; /* the rest is the map's own */
    int64_t old_offset_us;
    bool is_anchored, has_old;
    int64_t lag_us;                     /* moved since it was anchored */
    int64_t slack_us, watched_since_us; /* least seen, of arrivals since */
    int64_t watch_us;
    bool has_hurried; /* in the last watch */
    unsigned n_anchors, n_late;
} TimeMap;

/* Begins anew: nothing known. */
void time_map_init(TimeMap *map, int64_t shift_us, bool may_hurry);

/* When the sample with this timestamp is due. `begun_us` is the time up to which the programme has
 * gone out. A sample that comes too late for it moves the map: the whole input then lags. Pictures
 * move it by a second at most, for they are late when the machine is too slow, and sound must not
 * suffer for that; beyond it they are given as they are, in the past. */
int64_t time_map_due(TimeMap *map, MediaKind kind, int64_t pts_us, int64_t begun_us);
