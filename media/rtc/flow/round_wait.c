#include "media/rtc/flow/round_wait.h"

/* A wait that brings a single small packet costs more than it saves. */
#define LEAST_GAIN 2u

static bool begins(RoundWait *wait, const RoundState *state) {
    if (state->n_viewers < ROUND_WAIT_LEAST_VIEWERS || state->is_whole)
        return false;
    if (wait->n_to_pass > 0) {
        wait->n_to_pass--;
        return false;
    }
    wait->until_us = state->now_us + ROUND_WAIT_US;
    wait->n_first = state->n_packets;
    return true;
}

static void learn(RoundWait *wait, unsigned n_packets) {
    unsigned half = wait->n_first / 2;
    if (n_packets >= wait->n_first + (half > LEAST_GAIN ? half : LEAST_GAIN)) {
        wait->n_misses = 0;
    } else if (++wait->n_misses == ROUND_WAIT_MISSES) {
        wait->n_misses--; /* the next try is the only one, unless it pays */
        wait->n_to_pass = ROUND_WAIT_PAUSE;
    }
}

bool round_wait_is_over(RoundWait *wait, const RoundState *state) {
    if (wait->until_us == 0)
        return !begins(wait, state);
    if (!state->is_whole && state->now_us < wait->until_us)
        return false;
    learn(wait, state->n_packets);
    wait->until_us = 0;
    return true;
}
