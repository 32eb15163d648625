/* What may be entered in a register, and when. Pure; moments are microseconds since 1970 by the
 * server's clock: nobody's telephone is asked what time it is.
 *
 * | wish                        | while the event runs | after it, until the register closes |
 * closed |
 * |-----------------------------|----------------------|--------------------------------------|--------|
 * | present, `from` not said    | from now             | ERROR_INVALID                        |
 * refused | | present, `from` said        | began ≤ from ≤ now   | began ≤ from < ended | refused |
 * | until                       | from < until ≤ now   | from < until ≤ now                   |
 * refused | | left, `at` not said         | now                  | the end | refused | | left, `at`
 * said             | from < at ≤ now      | from < at ≤ now                      | refused | |
 * confirmed                   | begin, middle, end   | end, late                            |
 * refused |
 *
 * "now" is PRESENCE_AHEAD_US later, for the way that a said moment took. Refused is ERROR_CONFLICT
 * and points to corrections; other bad moments are ERROR_INVALID. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define PRESENCE_AHEAD_US INT64_C(5000000)

typedef struct PresenceTimes {
    int64_t began_at_us;
    int64_t ended_at_us;  /* 0: it goes on */
    int64_t closes_at_us; /* 0: not known yet */
    int64_t closed_at_us; /* 0: it is open */
    int64_t now_us;
} PresenceTimes;

typedef struct PresenceSpan {
    int64_t from_us;
    int64_t until_us; /* 0: until the end, or until somebody says that the person left */
} PresenceSpan;

typedef enum PresenceStep {
    PRESENCE_BEGIN,
    PRESENCE_MIDDLE,
    PRESENCE_END,
    PRESENCE_LATE,
    PRESENCE_N_STEPS
} PresenceStep;

extern const char *const PRESENCE_STEP_WORDS[]; /* indexed by PresenceStep, ended by NULL */

/* Whether anything may be entered. */
bool presence_rule_open(const PresenceTimes *times, GError **error);
/* `span->from_us` 0: not said; it is filled in. */
bool presence_rule_enter(const PresenceTimes *times, PresenceSpan *span, GError **error);
/* `*at_us` 0: not said; it is filled in. */
bool presence_rule_leave(const PresenceTimes *times, int64_t from_us, int64_t *at_us,
                         GError **error);
bool presence_rule_confirm(const PresenceTimes *times, PresenceStep step, GError **error);

/* Whether what is new says nothing that was not said of the person in this place: it lies within
 * what is there, or both have no end. */
bool presence_rule_covers(const PresenceSpan *there, const PresenceSpan *new_one);
