#include "catalog/attendance/record_days.h"

#include <string.h>

#include "catalog/viewing/log_day.h"

#define DAY_US (INT64_C(24) * 3600 * 1000000)

void record_days_free(RecordDays *days) {
    if (!days)
        return;
    g_strfreev(days->names);
    g_array_unref(days->days);
    g_free(days);
}

static int64_t start_of(int64_t at_us) {
    return at_us / DAY_US * DAY_US;
}

/* A day can be closed LOG_DAY_SETTLE_US after its end: before that, more lines may come. */
static bool is_settled(int64_t day_us, int64_t now_us) {
    return day_us + DAY_US + LOG_DAY_SETTLE_US <= now_us;
}

static const LogDay *find_day(const GArray *listed, const char *day) {
    for (unsigned i = 0; i < listed->len; i++)
        if (strcmp(g_array_index(listed, LogDay, i).day, day) == 0)
            return &g_array_index(listed, LogDay, i);
    return NULL;
}

static void take_day(RecordDays *days, GStrvBuilder *names, const char *directory,
                     const LogDay *listed) {
    RecordDay day = {.sum = ""};
    g_autofree char *sum = listed->is_closed ? log_day_read_sum(directory, listed->day) : NULL;
    g_strlcpy(day.day, listed->day, sizeof day.day);
    if (sum)
        g_strlcpy(day.sum, sum, sizeof day.sum);
    g_array_append_val(days->days, day);
    g_strv_builder_add(names, listed->day);
}

/* From `first_at_us` on; until_us is where it stopped. */
static RecordDays *collect(const char *directory, int64_t first_at_us, int64_t now_us,
                           bool only_closed, GError **error) {
    g_autoptr(GArray) listed = log_day_list(directory, error);
    if (!listed)
        return NULL;
    RecordDays *days = g_new0(RecordDays, 1);
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    days->days = g_array_new(FALSE, TRUE, sizeof(RecordDay));
    int64_t oldest_us = start_of(now_us) - (RECORD_TEXT_MAX_DAYS - 1) * DAY_US;
    days->until_us = MAX(start_of(first_at_us), oldest_us);
    for (; days->until_us <= now_us; days->until_us += DAY_US) {
        char name[BEAT_LOG_DAY_BYTES];
        beat_log_file_day(days->until_us, name);
        const LogDay *day = find_day(listed, name);
        if (only_closed && (day ? !day->is_closed : !is_settled(days->until_us, now_us)))
            break;
        if (day)
            take_day(days, names, directory, day);
    }
    days->names = g_strv_builder_end(names);
    return days;
}

RecordDays *record_days_closed(const char *directory, int64_t first_at_us, int64_t needed_us,
                               int64_t now_us, GError **error) {
    g_autoptr(RecordDays) days = collect(directory, first_at_us, now_us, true, error);
    if (!days || days->until_us <= needed_us)
        return NULL;
    return g_steal_pointer(&days);
}

RecordDays *record_days_all(const char *directory, int64_t first_at_us, int64_t now_us,
                            GError **error) {
    return collect(directory, first_at_us, now_us, false, error);
}

bool record_days_closed_until(const char *directory, int64_t now_us, int64_t *ret_until_us,
                              GError **error) {
    g_autoptr(GArray) listed = log_day_list(directory, error);
    *ret_until_us = 0;
    if (!listed)
        return false;
    char open[BEAT_LOG_DAY_BYTES], name[BEAT_LOG_DAY_BYTES];
    beat_log_file_day(now_us + DAY_US, open);
    for (unsigned i = 0; i < listed->len; i++) {
        const LogDay *day = &g_array_index(listed, LogDay, i);
        if (!day->is_closed && strcmp(day->day, open) < 0)
            g_strlcpy(open, day->day, sizeof open);
    }
    int64_t until_us = start_of(now_us);
    if (!is_settled(until_us - DAY_US, now_us))
        until_us -= DAY_US;
    for (beat_log_file_day(until_us - 1, name);
         strcmp(open, name) <= 0 && until_us > now_us - RECORD_TEXT_MAX_DAYS * DAY_US;
         beat_log_file_day(until_us - 1, name))
        until_us -= DAY_US;
    *ret_until_us = until_us;
    return true;
}
