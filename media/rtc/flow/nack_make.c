#include "media/rtc/flow/nack_make.h"

#include <string.h>

#include "media/rtc/wire/rtp_number.h"

void nack_make_init(NackMake *ret_make) {
    ret_make->n = ret_make->n_given_up = 0;
    ret_make->is_started = false;
}

static void remove_first(NackMake *make, unsigned n) {
    make->n -= n;
    memmove(make->missing, make->missing + n, make->n * sizeof *make->missing);
}

/* The first missing packet that is not before `number`. */
static unsigned find_place(const NackMake *make, uint32_t number) {
    unsigned low = 0, high = make->n;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (rtp_distance32(make->missing[middle].number, number) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void take_late(NackMake *make, uint32_t number) {
    unsigned at = find_place(make, number);
    if (at == make->n || make->missing[at].number != number)
        return;
    make->n--;
    memmove(make->missing + at, make->missing + at + 1, (make->n - at) * sizeof *make->missing);
}

void nack_make_take(NackMake *make, uint32_t number, int64_t now_us) {
    int32_t ahead = make->is_started ? rtp_distance32(make->newest, number) : 1;
    if (ahead <= 0) {
        take_late(make, number);
        return;
    }
    uint32_t n_new = (uint32_t)ahead - 1, n_kept = n_new < NACK_MAKE_MAX ? n_new : NACK_MAKE_MAX;
    make->is_started = true;
    make->newest = number;
    make->n_given_up += n_new - n_kept;
    if (make->n + n_kept > NACK_MAKE_MAX) {
        unsigned n_over = make->n + n_kept - NACK_MAKE_MAX;
        make->n_given_up += n_over;
        remove_first(make, n_over);
    }
    for (uint32_t i = n_kept; i > 0; i--)
        make->missing[make->n++] = (NackMissing){.number = number - i, .seen_us = now_us};
}

void nack_make_forget_before(NackMake *make, uint32_t number) {
    remove_first(make, find_place(make, number));
}

static int64_t round_trip(int64_t round_trip_us) {
    return round_trip_us > 0 ? round_trip_us : NACK_MAKE_ROUND_TRIP_US;
}

/* When to ask next. */
static int64_t due_us(const NackMake *make, const NackMissing *missing, int64_t round_trip_us) {
    if (missing->n_tries > 0)
        return missing->asked_us + round_trip(round_trip_us) + NACK_MAKE_SLACK_US;
    bool is_lost = rtp_distance32(missing->number, make->newest) >= NACK_MAKE_REORDER_PACKETS;
    return missing->seen_us + (is_lost ? 0 : NACK_MAKE_REORDER_US);
}

unsigned nack_make_due(NackMake *make, int64_t now_us, int64_t round_trip_us, unsigned max,
                       uint16_t *ret_sequences) {
    unsigned n_due = 0, n_left = 0;
    for (unsigned i = 0; i < make->n; i++) {
        NackMissing missing = make->missing[i];
        bool is_due = due_us(make, &missing, round_trip_us) <= now_us;
        if (now_us - missing.seen_us > NACK_MAKE_MAX_AGE_US ||
            (is_due && missing.n_tries == NACK_MAKE_MAX_TRIES)) {
            make->n_given_up++;
            continue;
        }
        if (is_due && n_due < max) {
            ret_sequences[n_due++] = (uint16_t)missing.number;
            missing.asked_us = now_us;
            missing.n_tries++;
        }
        make->missing[n_left++] = missing;
    }
    make->n = n_left;
    return n_due;
}

int64_t nack_make_next_us(const NackMake *make, int64_t round_trip_us) {
    int64_t next_us = INT64_MAX;
    for (unsigned i = 0; i < make->n; i++) {
        int64_t us = due_us(make, &make->missing[i], round_trip_us);
        next_us = us < next_us ? us : next_us;
    }
    return next_us;
}

unsigned nack_make_take_given_up(NackMake *make) {
    unsigned n = make->n_given_up;
    make->n_given_up = 0;
    return n;
}
