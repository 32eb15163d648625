/* Periods of a calendar year and how a unit stands in one: docs/attendance.md, "Duties". Pure.
 *
 * | standing | when (the first row that fits)                     |
 * |----------|----------------------------------------------------|
 * | none     | the duty does not hold for the whole of the period |
 * | done     | held as often as it is owed                        |
 * | coming   | the period has not begun                           |
 * | due      | it is on                                           |
 * | overdue  | else                                               |
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/roster/day.h"

typedef enum DutyPeriod {
    DUTY_MONTH,
    DUTY_QUARTER,
    DUTY_HALF,
    DUTY_YEAR,
    DUTY_N_PERIODS
} DutyPeriod;

typedef enum DutyStanding {
    DUTY_NONE,
    DUTY_DONE,
    DUTY_COMING,
    DUTY_DUE,
    DUTY_OVERDUE,
    DUTY_N_STANDINGS
} DutyStanding;

#define DUTY_MAX_SPANS 12 /* of a year */

extern const char *const DUTY_PERIOD_WORDS[];   /* indexed by DutyPeriod, NULL at the end */
extern const char *const DUTY_STANDING_WORDS[]; /* likewise */

/* from <= day < until */
typedef struct DutySpan {
    char from_day[DAY_TEXT_BYTES], until_day[DAY_TEXT_BYTES];
} DutySpan;

/* How many of them a year has. */
unsigned duty_period_count(DutyPeriod period);
/* The `index`-th (from 0) of the year. */
DutySpan duty_period_span(DutyPeriod period, int year, unsigned index);
/* In which one of its year a day lies; the day is one. */
unsigned duty_period_index(DutyPeriod period, const char *day);

typedef struct DutyHeld {
    int64_t times, held;
    const char *from_day, *until_day; /* that the duty holds; until NULL or "": open */
} DutyHeld;

DutyStanding duty_period_judge(const DutyHeld *duty, const DutySpan *span, const char *today);
