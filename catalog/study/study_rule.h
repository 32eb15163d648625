/* When a study session that nobody ended is over. Pure.
 *
 * | why   | when                                         | it ended                               |
 * |-------|----------------------------------------------|----------------------------------------|
 * | place | the place was ended                          | then                                   |
 * | long  | it began STUDY_LONGEST_US ago                | then                                   |
 * | idle  | no screen has shown anything of it for       | at the last sign of a screen, or when  |
 * |       | STUDY_IDLE_US                                | it began                               |
 *
 * The first row that fits counts. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

#define STUDY_LONGEST_US (INT64_C(12) * 3600 * CLOCK_US_PER_S)
#define STUDY_IDLE_US    (INT64_C(2) * 3600 * CLOCK_US_PER_S)

typedef enum StudyEnd {
    STUDY_OPEN,
    STUDY_CLOSED,   /* by the clerk, or by the remote control */
    STUDY_REPLACED, /* another one was opened instead */
    STUDY_IDLE,
    STUDY_LONG,
    STUDY_PLACE,
    STUDY_N_ENDS
} StudyEnd;

/* Words of the database, indexed by StudyEnd; "" is open. */
extern const char *const STUDY_END_WORDS[STUDY_N_ENDS];

/* Wall clock throughout. */
typedef struct StudyFacts {
    int64_t begun_at_us;
    int64_t heard_at_us;       /* the last beat of a screen; 0: none yet */
    int64_t place_ended_at_us; /* 0: the place is there */
} StudyFacts;

/* STUDY_OPEN: it goes on, `ret_ended_at_us` is untouched. */
StudyEnd study_rule_end(const StudyFacts *facts, int64_t now_us, int64_t *ret_ended_at_us);
