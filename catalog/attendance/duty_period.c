#include "catalog/attendance/duty_period.h"

#include <stdlib.h>
#include <string.h>

#define MONTHS 12u

const char *const DUTY_PERIOD_WORDS[] = {"month", "quarter", "half", "year", NULL};
const char *const DUTY_STANDING_WORDS[] = {"none", "done", "coming", "due", "overdue", NULL};
static const unsigned PERIOD_MONTHS[DUTY_N_PERIODS] = {1, 3, 6, 12};

unsigned duty_period_count(DutyPeriod period) {
    return MONTHS / PERIOD_MONTHS[period];
}

static void put_first_of(int year, unsigned month_index, char ret_day[DAY_TEXT_BYTES]) {
    unsigned of_year = ((unsigned)year + month_index / MONTHS) % 10000;
    g_snprintf(ret_day, DAY_TEXT_BYTES, "%04u-%02u-01", of_year, month_index % MONTHS + 1);
}

DutySpan duty_period_span(DutyPeriod period, int year, unsigned index) {
    DutySpan span;
    put_first_of(year, index * PERIOD_MONTHS[period], span.from_day);
    put_first_of(year, (index + 1) * PERIOD_MONTHS[period], span.until_day);
    return span;
}

unsigned duty_period_index(DutyPeriod period, const char *day) {
    return ((unsigned)strtoul(day + strlen("2026-"), NULL, 10) - 1) / PERIOD_MONTHS[period];
}

static bool is_open(const DutyHeld *duty) {
    return !duty->until_day || !*duty->until_day;
}

DutyStanding duty_period_judge(const DutyHeld *duty, const DutySpan *span, const char *today) {
    if (strcmp(span->from_day, duty->from_day) < 0 ||
        (!is_open(duty) && strcmp(span->until_day, duty->until_day) > 0))
        return DUTY_NONE;
    if (duty->held >= duty->times)
        return DUTY_DONE;
    if (strcmp(today, span->from_day) < 0)
        return DUTY_COMING;
    return strcmp(today, span->until_day) < 0 ? DUTY_DUE : DUTY_OVERDUE;
}
