/* What is missing from a publisher's stream, and when to ask for it again (RFC 4585 §6.2.1): a gap
 * is given a moment to be mere reordering, then asked for once per round trip, and given up. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define NACK_MAKE_MAX             256u /* packets missing at once; the oldest are given up */
#define NACK_MAKE_REORDER_PACKETS 3    /* so many newer ones: it is lost (as in RFC 5681 §3.2) */
#define NACK_MAKE_REORDER_US      10000
#define NACK_MAKE_MAX_TRIES       10
#define NACK_MAKE_MAX_AGE_US      1000000 /* later than that nobody waits for it */
#define NACK_MAKE_ROUND_TRIP_US   100000  /* as long as it is not known */
#define NACK_MAKE_SLACK_US        10000   /* on top of a round trip: the answer is paced */

typedef struct NackMissing {
    int64_t seen_us;  /* when the gap showed */
    int64_t asked_us; /* the last time */
    uint32_t number;
    uint32_t n_tries;
} NackMissing;

typedef struct NackMake {
    NackMissing missing[NACK_MAKE_MAX]; /* ascending */
    unsigned n;
    unsigned n_given_up; /* since nack_make_take_given_up() */
    uint32_t newest;
    bool is_started;
} NackMake;

void nack_make_init(NackMake *ret_make);
/* A packet came, in its turn, late or by RTX; `number` is unwrapped (receive_stats). */
void nack_make_take(NackMake *make, uint32_t number, int64_t now_us);
/* A key frame begins there: nobody needs what is older. */
void nack_make_forget_before(NackMake *make, uint32_t number);

/* Writes the sequence numbers to ask for now, ascending, at most `max`, and takes them as asked
 * for. round_trip_us 0 or less: unknown. */
unsigned nack_make_due(NackMake *make, int64_t now_us, int64_t round_trip_us, unsigned max,
                       uint16_t *ret_sequences);
/* When nack_make_due() has something to say again, a moment at the latest; INT64_MAX: nothing is
 * missing.
 */
int64_t nack_make_next_us(const NackMake *make, int64_t round_trip_us);
/* How many packets were given up since the last call: more than none needs a key frame. */
unsigned nack_make_take_given_up(NackMake *make);
