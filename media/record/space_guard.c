#include "media/record/space_guard.h"

#define US_A_SECOND 1000000

/* The first row that holds counts. `full_in_us` is 0 as soon as the reserve is touched. */
static const struct {
    int64_t below_bytes, below_us;
    SpaceAction action;
} ROWS[] = {
    {SPACE_GUARD_LAST_BYTES, -1, SPACE_STOP_ALL},
    {SPACE_GUARD_RESERVE_BYTES, -1, SPACE_STOP_OLDEST},
    {-1, SPACE_GUARD_WARN_US, SPACE_WARN},
    {INT64_MAX, INT64_MAX, SPACE_OK},
};

static int64_t clamp_rate(int64_t bytes_a_second) {
    if (bytes_a_second < 0)
        return 0;
    return bytes_a_second < SPACE_GUARD_MAX_BYTES_A_SEC ? bytes_a_second
                                                        : SPACE_GUARD_MAX_BYTES_A_SEC;
}

static int64_t rate_of(const SpaceState *state) {
    int64_t sum = clamp_rate(state->other_bytes_a_second);
    for (unsigned i = 0; i < state->n_recordings; i++)
        if (!state->recordings[i].is_stopped)
            sum += clamp_rate(state->recordings[i].bytes_a_second);
    return sum;
}

static int64_t time_until_full(const SpaceState *state) {
    int64_t left = state->free_bytes - SPACE_GUARD_RESERVE_BYTES, rate = rate_of(state);
    if (left <= 0)
        return 0;
    if (rate == 0 || left / rate >= INT64_MAX / US_A_SECOND)
        return INT64_MAX;
    return left / rate * US_A_SECOND;
}

/* n_recordings: none is being written. */
static unsigned find_oldest(const SpaceState *state) {
    unsigned oldest = state->n_recordings;
    for (unsigned i = 0; i < state->n_recordings; i++)
        if (!state->recordings[i].is_stopped &&
            (oldest == state->n_recordings ||
             state->recordings[i].began_us < state->recordings[oldest].began_us))
            oldest = i;
    return oldest;
}

SpaceDecision space_guard_decide(const SpaceState *state) {
    SpaceDecision decision = {.full_in_us = time_until_full(state), .oldest = find_oldest(state)};
    unsigned row = 0;
    while (state->free_bytes >= ROWS[row].below_bytes &&
           decision.full_in_us >= ROWS[row].below_us && ROWS[row].action != SPACE_OK)
        row++;
    decision.action = ROWS[row].action;
    /* Nobody is left to be stopped: what remains is to say so. */
    if (decision.action == SPACE_STOP_OLDEST && decision.oldest == state->n_recordings)
        decision.action = SPACE_WARN;
    return decision;
}
