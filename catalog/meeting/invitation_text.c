#include "catalog/meeting/invitation_text.h"

#include <string.h>

#include "base/clock.h"

static const char *const DAYS[2][7] = {{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
                                       {"一", "二", "三", "四", "五", "六", "日"}};

static GDateTime *local_of(int64_t at_us, const char *zone_name) {
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zone_name);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_us / CLOCK_US_PER_S);
    return zone && utc ? g_date_time_to_timezone(utc, zone) : NULL;
}

/* "2026-11-23 (Mon) 09:00-11:00"; the end with its day when that is another one. */
static char *span_of(const MeetingRow *row, const char *zone_name, bool is_chinese) {
    g_autoptr(GDateTime) from = local_of(row->starts_at_us, zone_name);
    g_autoptr(GDateTime) to = local_of(row->ends_at_us, zone_name);
    if (!from || !to)
        return g_strdup("");
    bool is_one_day = g_date_time_get_day_of_year(from) == g_date_time_get_day_of_year(to) &&
                      g_date_time_get_year(from) == g_date_time_get_year(to);
    const char *day = DAYS[is_chinese][g_date_time_get_day_of_week(from) - 1];
    g_autofree char *date = g_date_time_format(from, is_chinese ? "%Y年%-m月%-d日" : "%Y-%m-%d");
    g_autofree char *begin = g_date_time_format(from, "%H:%M");
    g_autofree char *end = g_date_time_format(to, is_one_day ? "%H:%M" : "%m-%d %H:%M");
    return g_strdup_printf(is_chinese ? "%s（星期%s）%s－%s" : "%s (%s) %s-%s", date, day, begin,
                           end);
}

static bool is_beijing(const MeetingRow *row) {
    g_autoptr(GDateTime) there = local_of(row->starts_at_us, row->time_zone);
    g_autoptr(GDateTime) beijing = local_of(row->starts_at_us, INVITATION_BEIJING);
    return there && beijing &&
           g_date_time_get_utc_offset(there) == g_date_time_get_utc_offset(beijing);
}

char *invitation_text(const MeetingRow *row, const char *url, bool is_chinese) {
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *local = span_of(row, row->time_zone, is_chinese);
    g_autofree char *beijing = span_of(row, INVITATION_BEIJING, is_chinese);
    g_string_append_printf(out, is_chinese ? "【%s】\n" : "%s\n", row->title);
    if (*row->unit_name)
        g_string_append_printf(out, is_chinese ? "主办：%s\n" : "Held by: %s\n", row->unit_name);
    if (is_beijing(row))
        g_string_append_printf(out, is_chinese ? "时间：%s（北京时间）\n" : "Time: %s (Beijing)\n",
                               beijing);
    else
        g_string_append_printf(out,
                               is_chinese ? "时间：%s（当地时间，%s）\n北京时间：%s\n"
                                          : "Time: %s (local, %s)\nBeijing time: %s\n",
                               local, row->time_zone, beijing);
    g_string_append_printf(out, is_chinese ? "观看：%s" : "Watch: %s", url);
    return g_strdup(out->str);
}
