/* When something that comes again takes place: RFC 5545 §3.3.10 with FREQ=DAILY, WEEKLY or MONTHLY
 * and UNTIL. Monthly is by day number; months without it are passed over. Local time stays,
 * whatever the clock does: a time that a change of the clock leaves out is read with the offset
 * before it, a time that comes twice is the first (§3.3.5). Pure; any thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "catalog/meeting/meeting_words.h"

typedef struct Recurrence {
    MeetingRepeat repeat;
    int64_t first_us;      /* since 1970-01-01T00:00:00Z */
    int64_t until_us;      /* the last may begin then; 0: no end */
    const char *time_zone; /* IANA */
} Recurrence;

#define RECURRENCE_MAX 100000u /* occurrences that are counted */

/* The begin of occurrence `n`, counted from 0. False when there are not so many. */
bool recurrence_at(const Recurrence *recurrence, unsigned n, int64_t *ret_starts_us);
