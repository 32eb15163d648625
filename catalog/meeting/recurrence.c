#include "catalog/meeting/recurrence.h"

#include <glib.h>

#include "base/clock.h"

#define DAY_S INT64_C(86400)

/* Local wall time, as if it were UTC, to UTC. */
static int64_t from_local_s(GTimeZone *zone, int64_t local_s) {
    int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_DAYLIGHT, local_s);
    if (interval < 0) /* left out: the offset before */
        interval = g_time_zone_find_interval(zone, G_TIME_TYPE_STANDARD, local_s - DAY_S);
    return local_s - g_time_zone_get_offset(zone, interval);
}

static int days_of(int year, int month) {
    return g_date_get_days_in_month((GDateMonth)month, (GDateYear)year);
}

/* The `n`-th month from that of `first` that has its day; false beyond the calendar. */
static bool month_s(GDateTime *first, unsigned n, int64_t *ret_local_s) {
    int year, month, day;
    g_date_time_get_ymd(first, &year, &month, &day);
    for (unsigned left = n; left > 0;) {
        month = month % 12 + 1;
        year += month == 1;
        if (year > 9999)
            return false;
        left -= day <= days_of(year, month);
    }
    g_autoptr(GDateTime) there = g_date_time_new_utc(year, month, day, g_date_time_get_hour(first),
                                                     g_date_time_get_minute(first), 0);
    *ret_local_s = g_date_time_to_unix(there) + g_date_time_get_second(first);
    return true;
}

static bool local_at(const Recurrence *recurrence, int64_t first_local_s, unsigned n,
                     int64_t *ret_local_s) {
    g_autoptr(GDateTime) first = g_date_time_new_from_unix_utc(first_local_s);
    switch (recurrence->repeat) {
    case MEETING_ONCE:
        *ret_local_s = first_local_s;
        return n == 0;
    case MEETING_DAILY:
        *ret_local_s = first_local_s + n * DAY_S;
        return true;
    case MEETING_WEEKLY:
        *ret_local_s = first_local_s + n * 7 * DAY_S;
        return true;
    case MEETING_MONTHLY:
        return first && month_s(first, n, ret_local_s);
    }
    return false;
}

bool recurrence_at(const Recurrence *recurrence, unsigned n, int64_t *ret_starts_us) {
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(recurrence->time_zone);
    if (!zone || n >= RECURRENCE_MAX)
        return false;
    int64_t first_s = recurrence->first_us / CLOCK_US_PER_S, local_s;
    int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, first_s);
    if (!local_at(recurrence, first_s + g_time_zone_get_offset(zone, interval), n, &local_s))
        return false;
    int64_t starts_us = n == 0 ? recurrence->first_us
                               : from_local_s(zone, local_s) * CLOCK_US_PER_S +
                                     recurrence->first_us % CLOCK_US_PER_S;
    if (recurrence->until_us != 0 && starts_us > recurrence->until_us)
        return false;
    *ret_starts_us = starts_us;
    return true;
}
