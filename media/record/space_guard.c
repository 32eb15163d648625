#include "media/record/space_guard.h"

#define US_A_SECOND 1000000

/* The first row that holds counts. `full_in_us` is 0 as soon as the reserve is touched. */
static const struct {
    int64_t reserve_share; /* below this part of the reserve; 0: see the time */
    int64_t below_us;
    SpaceAction action;
} ROWS[] = {
    {SPACE_GUARD_LAST_SHARE, -1, SPACE_STOP_ALL},
    {1, -1, SPACE_STOP_OLDEST},
    {0, SPACE_GUARD_WARN_US, SPACE_WARN},
};

static bool holds(unsigned row, const SpaceState *state, int64_t full_in_us) {
    return ROWS[row].reserve_share > 0
               ? state->free_bytes < state->reserve_bytes / ROWS[row].reserve_share
               : full_in_us < ROWS[row].below_us;
}

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
    int64_t left = state->free_bytes - state->reserve_bytes, rate = rate_of(state);
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
    const unsigned n_rows = sizeof ROWS / sizeof ROWS[0];
    unsigned row = 0;
    while (row < n_rows && !holds(row, state, decision.full_in_us))
        row++;
    decision.action = row < n_rows ? ROWS[row].action : SPACE_OK;
    /* Nobody is left to be stopped: what remains is to say so. */
    if (decision.action == SPACE_STOP_OLDEST && decision.oldest == state->n_recordings)
        decision.action = SPACE_WARN;
    return decision;
}
