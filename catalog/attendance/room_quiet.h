/* When nobody in a room sends: a pause, a paper that all read. Nothing is delivered then, so nobody
 * could cover that time, and nobody is to miss it: it becomes a fault of the meeting
 * (docs/attendance.md, "Who was in a room"). Values of ms since 1970. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define ROOM_QUIET_LEAST_MS 10000 /* shorter ones are breath */
#define ROOM_QUIET_CHUNK_MS                                                                        \
    60000                        /* a long one is said piece by piece: who has an end, has it all */
#define ROOM_QUIET_LATE_MS 10000 /* media is told at most so long behind its time */

typedef struct RoomQuiet {
    int64_t until_ms; /* somebody was heard, or quiet was said, until then; 0: nobody yet */
} RoomQuiet;

/* Nobody was heard in it; half-open. */
typedef struct RoomQuietSpan {
    int64_t from_ms; /* 0: since the beginning of the meeting */
    int64_t to_ms;
} RoomQuietSpan;

/* Media of somebody. True: it was quiet before. */
bool room_quiet_hear(RoomQuiet *quiet, int64_t from_ms, int64_t to_ms, RoomQuietSpan *ret_span);
/* Now and then. True: it has been quiet for a while, and goes on. */
bool room_quiet_tick(RoomQuiet *quiet, int64_t now_ms, RoomQuietSpan *ret_span);
