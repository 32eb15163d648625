#include "catalog/meeting/notice_text.h"

#include "base/clock.h"

char *notice_text_soon(const NoticeTextFacts *facts) {
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(facts->time_zone);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(facts->starts_at_us / CLOCK_US_PER_S);
    g_autoptr(GDateTime) local = zone && utc ? g_date_time_to_timezone(utc, zone) : NULL;
    g_autofree char *at = local ? g_date_time_format(local, "%-m月%-d日%H:%M") : g_strdup("即将");
    return g_strdup_printf("【%s】%s开始，请准备好会场。%s%s", facts->title, at,
                           facts->url ? "观看：" : "", facts->url ? facts->url : "");
}
