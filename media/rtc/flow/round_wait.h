/* Whether what has come to a channel goes on at once, or waits for what is about to follow: all
 * that a round has for a viewer leaves as few messages (UDP_SEGMENT), so the rest of a picture, and
 * what others of a room send at the same time, costs little when it is there and a message for each
 * viewer when it comes a moment later. Only where many are sent it, and only as long as waiting is
 * seen to pay. Pure; zeroed: nothing waits. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define ROUND_WAIT_US            INT64_C(1500) /* from the round's first packet on, at the most */
#define ROUND_WAIT_LEAST_VIEWERS 16u           /* fewer: everything goes at once */
/* So many times in a row without gain: nobody waits for so many rounds, then it is tried once. One
 * in 400 stays out of the last hundredth of what is late. */
#define ROUND_WAIT_MISSES 3u
#define ROUND_WAIT_PAUSE  400u /* rounds */

typedef struct RoundWait {
    int64_t until_us; /* 0: nothing waits */
    unsigned n_first; /* packets of the round when the wait began */
    unsigned n_misses, n_to_pass;
} RoundWait;

/* A round as it stands. */
typedef struct RoundState {
    int64_t now_us;
    unsigned n_packets; /* more than 0 */
    unsigned n_viewers; /* of the publisher that has most of them */
    bool is_whole;      /* of everybody who sends something is here, and no picture is unfinished */
} RoundState;

/* True: it goes now, and is over. False: ask again when more has come, at until_us at the latest.
 */
bool round_wait_is_over(RoundWait *wait, const RoundState *state);
