/* Sums that are told each second become spans of time. */
#include "server/media_span.h"

#include <glib.h>

#define T0 INT64_C(1900000000000)

static int64_t sum(const int64_t *told_at, const int64_t *lasted, unsigned n, int64_t *ret_pauses) {
    int64_t until_ms = 0, end_ms = 0, all_ms = 0;
    *ret_pauses = 0;
    for (unsigned i = 0; i < n; i++) {
        MediaSpan span = media_span_place(&until_ms, lasted[i], T0 + told_at[i]);
        g_assert_cmpint(span.from_ms, >=, end_ms);
        g_assert_cmpint(span.to_ms, <=, T0 + told_at[i]);
        g_assert_cmpint(span.to_ms - span.from_ms, <=, lasted[i]);
        *ret_pauses += i > 0 && span.from_ms > end_ms;
        end_ms = span.to_ms > span.from_ms ? span.to_ms : end_ms;
        all_ms += span.to_ms - span.from_ms;
    }
    return all_ms;
}

/* Reports come when they like: what flowed without a pause is one span, and all of it. */
static void test_steady(void) {
    const int64_t told_at[] = {1000, 2000, 3000, 4000, 9000, 10000};
    const int64_t lasted[] = {700, 1100, 800, 1200, 4900, 1100};
    int64_t pauses;
    g_assert_cmpint(sum(told_at, lasted, 6, &pauses), ==, 9800);
    g_assert_cmpint(pauses, ==, 0);
}

static void test_pause(void) {
    const int64_t told_at[] = {1000, 2000, 60000};
    const int64_t lasted[] = {1000, 1000, 500};
    int64_t pauses;
    g_assert_cmpint(sum(told_at, lasted, 3, &pauses), ==, 2500);
    g_assert_cmpint(pauses, ==, 1);
}

/* Never more than has passed: neither when too much is told, nor when the clock is set back. */
static void test_too_much(void) {
    const int64_t told_at[] = {0, 1000, 2000, -5000, -4000};
    const int64_t lasted[] = {1000, 9000, 9000, 1000, 1000};
    int64_t pauses, all_ms = sum(told_at, lasted, 3, &pauses);
    g_assert_cmpint(all_ms, <=, 2000 + 1000 + MEDIA_SPAN_LATE_MS);
    int64_t until_ms = T0;
    for (unsigned i = 3; i < 5; i++) {
        MediaSpan span = media_span_place(&until_ms, lasted[i], T0 + told_at[i]);
        g_assert_cmpint(span.to_ms, ==, span.from_ms);
    }
    g_assert_cmpint(until_ms, ==, T0);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/media-span/steady", test_steady);
    g_test_add_func("/media-span/pause", test_pause);
    g_test_add_func("/media-span/too-much", test_too_much);
    return g_test_run();
}
