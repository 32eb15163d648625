/* What to do when the disk fills: a decision, nothing else. Recordings are stopped, the oldest
 * first, before the meeting is; both are warned of well before. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define SPACE_GUARD_WARN_US         (INT64_C(6) * 3600 * 1000000)
#define SPACE_GUARD_LAST_SHARE      8 /* of the reserve: below this part of it nothing is written */
#define SPACE_GUARD_MAX_BYTES_A_SEC INT64_C(1000000000) /* what a recording may be said to grow */

typedef enum SpaceAction {
    SPACE_OK,
    SPACE_WARN,        /* will be full soon */
    SPACE_STOP_OLDEST, /* `oldest` is to be stopped: it goes on live, without being kept */
    SPACE_STOP_ALL,    /* nothing more may be written */
} SpaceAction;

/* One recording that is being written. */
typedef struct SpaceRecording {
    int64_t began_us;
    int64_t bytes_a_second;
    bool is_stopped; /* already: its parts are no longer kept */
} SpaceRecording;

typedef struct SpaceState {
    int64_t free_bytes;
    int64_t reserve_bytes;        /* for the database, logs, backups */
    int64_t other_bytes_a_second; /* everything else that grows */
    const SpaceRecording *recordings;
    unsigned n_recordings;
} SpaceState;

typedef struct SpaceDecision {
    SpaceAction action;
    unsigned oldest;    /* of `recordings`, for SPACE_STOP_OLDEST */
    int64_t full_in_us; /* until the reserve is reached at this rate; INT64_MAX: never */
} SpaceDecision;

SpaceDecision space_guard_decide(const SpaceState *state);
