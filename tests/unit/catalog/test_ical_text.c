/* A strict reader of RFC 5545 §3.1 takes apart what was written. */
#include "catalog/meeting/ical_text.h"

#include <string.h>

#include "catalog/meeting/invitation_text.h"

/* Content lines, unfolded; every physical line is whole UTF-8 of at most 75 octets and ends in
 * CRLF. */
static GPtrArray *unfold(const char *text) {
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_assert_true(g_str_has_suffix(text, "\r\n"));
    g_auto(GStrv) pieces = g_strsplit(text, "\r\n", -1);
    for (unsigned i = 0; pieces[i + 1]; i++) {
        const char *piece = pieces[i];
        g_assert_cmpuint(strlen(piece), <=, 75);
        g_assert_true(g_utf8_validate(piece, -1, NULL));
        g_assert_null(strpbrk(piece, "\r\n"));
        if (piece[0] == ' ') {
            g_assert_cmpuint(lines->len, >, 0);
            char *whole = g_strconcat(lines->pdata[lines->len - 1], piece + 1, NULL);
            g_free(lines->pdata[lines->len - 1]);
            lines->pdata[lines->len - 1] = whole;
        } else {
            g_assert_true(g_ascii_isupper(piece[0]));
            g_ptr_array_add(lines, g_strdup(piece));
        }
    }
    return lines;
}

static const char *value_of(const GPtrArray *lines, const char *name) {
    g_autofree char *begin = g_strconcat(name, ":", NULL);
    const char *value = NULL;
    for (unsigned i = 0; i < lines->len; i++)
        if (g_str_has_prefix(lines->pdata[i], begin)) {
            g_assert_null(value); /* once at most */
            value = (const char *)lines->pdata[i] + strlen(begin);
        }
    return value;
}

/* The mirror of §3.3.11. */
static char *unescape(const char *value) {
    GString *text = g_string_new(NULL);
    for (; *value; value++) {
        g_assert_null(strchr(";,", *value));
        if (*value == '\\') {
            value++;
            g_assert_nonnull(strchr("\\;,n", *value));
            g_string_append_c(text, *value == 'n' ? '\n' : *value);
        } else {
            g_string_append_c(text, *value);
        }
    }
    return g_string_free(text, FALSE);
}

static const IcalEvent EVENT = {
    .uid = "01990000-0000-7000-8000-000000000000@tongping",
    .revision = 3,
    .starts_at_us = INT64_C(1782867600) * 1000000,
    .ends_at_us = INT64_C(1782874800) * 1000000,
    .created_at_us = INT64_C(1782000000) * 1000000,
    .changed_at_us = INT64_C(1782000001) * 1000000,
    .summary = "全县组织工作视频会议全县组织工作视频会议全县组织工作视频会议; a, b\\c",
    .description = "第一行\r\n第二行：请提前十五分钟调试设备",
    .location = "示例县",
    .url = "https://meet.example:8443/phone?meeting=01990000-0000-7000-8000-000000000000&x=1,2",
};

static GPtrArray *lines_of(const IcalEvent *event) {
    g_autoptr(GString) out = g_string_new(NULL);
    ical_text_begin(out, "同屏");
    ical_text_event(out, event);
    ical_text_end(out);
    return unfold(out->str);
}

static void test_an_event(void) {
    g_autoptr(GPtrArray) lines = lines_of(&EVENT);
    g_assert_cmpstr(lines->pdata[0], ==, "BEGIN:VCALENDAR");
    g_assert_cmpstr(lines->pdata[lines->len - 1], ==, "END:VCALENDAR");
    g_assert_cmpstr(value_of(lines, "VERSION"), ==, "2.0");
    g_assert_cmpstr(value_of(lines, "UID"), ==, EVENT.uid);
    g_assert_cmpstr(value_of(lines, "SEQUENCE"), ==, "3");
    g_assert_cmpstr(value_of(lines, "DTSTART"), ==, "20260701T010000Z");
    g_assert_cmpstr(value_of(lines, "DTEND"), ==, "20260701T030000Z");
    g_assert_cmpstr(value_of(lines, "STATUS"), ==, "CONFIRMED");
    g_assert_cmpstr(value_of(lines, "URL"), ==, EVENT.url);
    g_autofree char *summary = unescape(value_of(lines, "SUMMARY"));
    g_assert_cmpstr(summary, ==, EVENT.summary);
    g_autofree char *description = unescape(value_of(lines, "DESCRIPTION"));
    g_assert_cmpstr(description, ==, "第一行\n第二行：请提前十五分钟调试设备");
    g_assert_nonnull(value_of(lines, "DTSTAMP"));
    g_assert_nonnull(value_of(lines, "PRODID"));
}

static void test_cancelled_and_bare(void) {
    IcalEvent event = EVENT;
    event.is_cancelled = true;
    event.description = "";
    event.location = NULL;
    g_autoptr(GPtrArray) lines = lines_of(&event);
    g_assert_cmpstr(value_of(lines, "STATUS"), ==, "CANCELLED");
    g_assert_null(value_of(lines, "DESCRIPTION"));
    g_assert_null(value_of(lines, "LOCATION"));
}

/* Every length around the fold, in characters of one and three bytes. */
static void test_folding(void) {
    for (unsigned n = 55; n < 160; n++) {
        g_autofree char *ascii = g_strnfill(n, 'a');
        g_autoptr(GString) wide = g_string_new(n % 2 ? "b" : "");
        for (unsigned i = 0; i < n; i++)
            g_string_append(wide, "县");
        IcalEvent event = EVENT;
        event.summary = ascii;
        event.description = wide->str;
        g_autoptr(GPtrArray) lines = lines_of(&event);
        g_assert_cmpstr(value_of(lines, "SUMMARY"), ==, ascii);
        g_assert_cmpstr(value_of(lines, "DESCRIPTION"), ==, wide->str);
    }
}

static void test_invitation(void) {
    MeetingRow row = {.title = (char *)"会议",
                      .unit_name = (char *)"示例县",
                      .starts_at_us = EVENT.starts_at_us,
                      .ends_at_us = EVENT.ends_at_us,
                      .time_zone = (char *)"Asia/Shanghai"};
    g_autofree char *chinese = invitation_text(&row, "http://a/phone?meeting=1", true);
    g_assert_cmpstr(chinese, ==,
                    "【会议】\n主办：示例县\n时间：2026年7月1日（星期三）09:00－11:00（北京时间）\n"
                    "观看：http://a/phone?meeting=1");
    row.time_zone = (char *)"Asia/Urumqi";
    g_autofree char *english = invitation_text(&row, "http://a", false);
    g_assert_cmpstr(english, ==,
                    "会议\nHeld by: 示例县\nTime: 2026-07-01 (Wed) 07:00-09:00 (local, Asia/Urumqi)"
                    "\nBeijing time: 2026-07-01 (Wed) 09:00-11:00\nWatch: http://a");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/an_event", test_an_event);
    g_test_add_func("/cancelled_and_bare", test_cancelled_and_bare);
    g_test_add_func("/folding", test_folding);
    g_test_add_func("/invitation", test_invitation);
    return g_test_run();
}
