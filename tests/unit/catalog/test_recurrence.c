#include "catalog/meeting/recurrence.h"

#include <glib.h>

static int64_t at(const char *text) {
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(text, NULL);
    g_assert_nonnull(moment);
    return g_date_time_to_unix(moment) * INT64_C(1000000);
}

/* The first `n` begins in the words of the zone, with its offset. */
static void assert_begins(Recurrence recurrence, const char *const *expected) {
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(recurrence.time_zone);
    unsigned n = 0;
    for (; expected[n]; n++) {
        int64_t starts_us;
        g_assert_true(recurrence_at(&recurrence, n, &starts_us));
        g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(starts_us / 1000000);
        g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
        g_autofree char *text = g_date_time_format(local, "%Y-%m-%dT%H:%M%:z");
        g_assert_cmpstr(text, ==, expected[n]);
    }
    int64_t beyond;
    if (recurrence.until_us)
        g_assert_false(recurrence_at(&recurrence, n, &beyond));
}

static void test_beijing(void) {
    assert_begins((Recurrence){MEETING_DAILY, at("2026-02-27T01:00:00Z"),
                               at("2026-03-01T01:00:00Z"), "Asia/Shanghai"},
                  (const char *[]){"2026-02-27T09:00+08:00", "2026-02-28T09:00+08:00",
                                   "2026-03-01T09:00+08:00", NULL});
    assert_begins((Recurrence){MEETING_WEEKLY, at("2026-12-25T01:00:00Z"),
                               at("2027-01-08T00:59:59Z"), "Asia/Shanghai"},
                  (const char *[]){"2026-12-25T09:00+08:00", "2027-01-01T09:00+08:00", NULL});
}

static void test_months_without_the_day(void) {
    assert_begins((Recurrence){MEETING_MONTHLY, at("2026-10-31T01:00:00Z"), 0, "Asia/Shanghai"},
                  (const char *[]){"2026-10-31T09:00+08:00", "2026-12-31T09:00+08:00",
                                   "2027-01-31T09:00+08:00", "2027-03-31T09:00+08:00",
                                   "2027-05-31T09:00+08:00", NULL});
    assert_begins((Recurrence){MEETING_MONTHLY, at("2027-12-29T01:00:00Z"), 0, "Asia/Shanghai"},
                  (const char *[]){"2027-12-29T09:00+08:00", "2028-01-29T09:00+08:00",
                                   "2028-02-29T09:00+08:00", "2028-03-29T09:00+08:00", NULL});
}

/* The day is that of the zone: 1 March in Beijing is still February in London. */
static void test_the_day_is_local(void) {
    assert_begins((Recurrence){MEETING_MONTHLY, at("2026-01-30T16:30:00Z"), 0, "Asia/Shanghai"},
                  (const char *[]){"2026-01-31T00:30+08:00", "2026-03-31T00:30+08:00", NULL});
}

/* 29 March 2026 02:00 → 03:00, 25 October 03:00 → 02:00. */
static void test_summer_time(void) {
    assert_begins((Recurrence){MEETING_DAILY, at("2026-03-28T08:00:00Z"), 0, "Europe/Berlin"},
                  (const char *[]){"2026-03-28T09:00+01:00", "2026-03-29T09:00+02:00",
                                   "2026-03-30T09:00+02:00", NULL});
    assert_begins((Recurrence){MEETING_DAILY, at("2026-03-28T01:30:00Z"), 0, "Europe/Berlin"},
                  (const char *[]){"2026-03-28T02:30+01:00", "2026-03-29T03:30+02:00",
                                   "2026-03-30T02:30+02:00", NULL});
    assert_begins((Recurrence){MEETING_DAILY, at("2026-10-24T00:30:00Z"), 0, "Europe/Berlin"},
                  (const char *[]){"2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00",
                                   "2026-10-26T02:30+01:00", NULL});
}

static void test_ends(void) {
    int64_t starts_us;
    Recurrence once = {MEETING_ONCE, at("2026-01-01T00:00:00Z"), 0, "Asia/Shanghai"};
    g_assert_true(recurrence_at(&once, 0, &starts_us));
    g_assert_false(recurrence_at(&once, 1, &starts_us));
    Recurrence nowhere = {MEETING_DAILY, 1, 0, "Nowhere/City"};
    g_assert_false(recurrence_at(&nowhere, 0, &starts_us));
    Recurrence daily = {MEETING_DAILY, at("2026-01-01T00:00:00Z"), 0, "Asia/Shanghai"};
    g_assert_false(recurrence_at(&daily, RECURRENCE_MAX, &starts_us));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/beijing", test_beijing);
    g_test_add_func("/months_without_the_day", test_months_without_the_day);
    g_test_add_func("/the_day_is_local", test_the_day_is_local);
    g_test_add_func("/summer_time", test_summer_time);
    g_test_add_func("/ends", test_ends);
    return g_test_run();
}
