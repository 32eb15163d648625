/* An input begins with what its encoder had sent before: that is decoded as fast as can be and
 * thrown away, until pictures and sound are those of now. One for each stream. Pure.
 *
 * "Now" is the newest of what has arrived, and goes on with the clock. A decoder that never comes
 * near it (it needs many pictures, or the machine is slow) is waited for only while it gains. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* As old as this is not old; less than TIME_MAP_DELAY_US. */
#define CATCH_UP_NEAR_US INT64_C(150000)
/* When nothing old has come for so long it is over. */
#define CATCH_UP_CALM_US INT64_C(100000)
/* Whatever the timestamps say. */
#define CATCH_UP_MOST_US INT64_C(5000000)

typedef struct CatchUp {
    bool is_over, has_mark;
    int64_t begun_us;
    int64_t mark_us;  /* what was the newest when it was looked at last … */
    int64_t age_us;   /* … how far the stream was behind it … */
    int64_t delay_us; /* … the delay … */
    int64_t at_us;    /* … and the time then */
} CatchUp;

/* Whether a decoded sample is to be thrown away. `delay_us`: arrival - timestamp of what has
 * arrived last; it shrinks while old data come faster than time goes. */
bool catch_up_is_old(CatchUp *catch_up, int64_t pts_us, int64_t delay_us, int64_t now_us);
