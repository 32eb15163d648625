#include "catalog/roster/day.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"

#define FIRST_YEAR 1900
#define LAST_YEAR  2199

static void put(GDateTime *moment, char ret_day[DAY_TEXT_BYTES]) {
    g_snprintf(ret_day, DAY_TEXT_BYTES, "%04u-%02u-%02u",
               (unsigned)g_date_time_get_year(moment) % 10000,
               (unsigned)g_date_time_get_month(moment) % 100,
               (unsigned)g_date_time_get_day_of_month(moment) % 100);
}

void day_of(int64_t at_us, char ret_day[DAY_TEXT_BYTES]) {
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_local(at_us / CLOCK_US_PER_S);
    g_assert(moment);
    put(moment, ret_day);
}

void day_today(char ret_day[DAY_TEXT_BYTES]) {
    day_of(clock_wall_us(), ret_day);
}

/* False unless the text has exactly the form. */
static bool parse(const char *day, int *ret_year, int *ret_month, int *ret_day) {
    if (!day || strlen(day) != DAY_TEXT_BYTES - 1)
        return false;
    for (unsigned i = 0; i < DAY_TEXT_BYTES - 1; i++)
        if (i == 4 || i == 7 ? day[i] != '-' : !g_ascii_isdigit(day[i]))
            return false;
    return sscanf(day, "%4d-%2d-%2d", ret_year, ret_month, ret_day) == 3;
}

void day_add(const char *day, int n_days, char ret_day[DAY_TEXT_BYTES]) {
    int year = 0, month = 0, number = 0;
    g_assert(parse(day, &year, &month, &number));
    g_autoptr(GDateTime) moment = g_date_time_new_utc(year, month, number, 0, 0, 0);
    g_autoptr(GDateTime) other = g_date_time_add_days(moment, n_days);
    put(other, ret_day);
}

int64_t day_begin_us(const char *day) {
    int year = 0, month = 0, number = 0;
    g_assert(parse(day, &year, &month, &number));
    g_autoptr(GDateTime) moment = g_date_time_new_local(year, month, number, 0, 0, 0);
    return g_date_time_to_unix(moment) * CLOCK_US_PER_S;
}

bool day_is_valid(const char *day) {
    int year = 0, month = 0, number = 0;
    return parse(day, &year, &month, &number) && year >= FIRST_YEAR && year <= LAST_YEAR &&
           month >= 1 && month <= 12 && number >= 1 &&
           number <= g_date_get_days_in_month((GDateMonth)month, (GDateYear)year);
}

bool day_check(const char *attempt, const char *day, GError **error) {
    if (day_is_valid(day))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "%s: '%s' is not a day such as 2026-07-01",
                attempt, day ? day : "");
    return false;
}
