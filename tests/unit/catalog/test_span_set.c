/* A bounded set of media: against a bit for each millisecond, and what it does when it is full. */
#include "catalog/viewing/span_set.h"

#include <glib.h>

#define MEDIA_MS 4000

static void assert_in_order(const SpanSet *set) {
    int64_t sum = 0;
    for (unsigned i = 0; i < set->n; i++) {
        g_assert_cmpuint(set->spans[i].from_ms, <, set->spans[i].to_ms);
        if (i > 0)
            g_assert_cmpuint(set->spans[i - 1].to_ms, <, set->spans[i].from_ms);
        sum += set->spans[i].to_ms - set->spans[i].from_ms;
    }
    g_assert_cmpint(set->sum_ms, ==, sum);
    g_assert_cmpuint(set->n, <=, SPAN_SET_MAX);
}

static void add_random(SpanSet *set, bool *bits, int64_t most_ms) {
    int64_t from = g_test_rand_int_range(0, MEDIA_MS);
    int64_t to = from + g_test_rand_int_range(0, (int)most_ms);
    to = MIN(to, MEDIA_MS);
    span_set_add(set, from, to);
    for (int64_t at = from; at < to; at++)
        bits[at] = true;
}

static int64_t count(const bool *bits) {
    int64_t n = 0;
    for (unsigned at = 0; at < MEDIA_MS; at++)
        n += bits[at];
    return n;
}

static void test_random(void) {
    for (unsigned run = 0; run < 200; run++) {
        SpanSet set = {0};
        bool bits[MEDIA_MS] = {false};
        for (unsigned i = 0; i < 40; i++) {
            add_random(&set, bits, 200);
            assert_in_order(&set);
            g_assert_cmpint(set.sum_ms, ==, count(bits));
        }
        span_set_clear(&set);
    }
}

static void test_never_more(void) {
    for (unsigned run = 0; run < 50; run++) {
        SpanSet set = {0};
        bool bits[MEDIA_MS] = {false};
        for (unsigned i = 0; i < 400; i++) {
            add_random(&set, bits, 8);
            assert_in_order(&set);
        }
        g_assert_cmpint(set.sum_ms, <=, count(bits));
        for (unsigned i = 0; i < set.n; i++)
            for (unsigned at = set.spans[i].from_ms; at < set.spans[i].to_ms; at++)
                g_assert_true(bits[at]);
        span_set_clear(&set);
    }
}

static void test_longest_stay(void) {
    SpanSet set = {0};
    for (int64_t i = 0; i < SPAN_SET_MAX; i++)
        span_set_add(&set, i * 100, i * 100 + 10 + (i == 7 ? 0 : 5));
    span_set_add(&set, 50, 55); /* shorter than any */
    g_assert_cmpuint(set.n, ==, SPAN_SET_MAX);
    g_assert_cmpint(set.sum_ms, ==, SPAN_SET_MAX * 15 - 5);
    span_set_add(&set, 9950, 9999);
    g_assert_cmpint(set.sum_ms, ==, SPAN_SET_MAX * 15 - 15 + 49);
    span_set_add(&set, 0, 20000);
    g_assert_cmpuint(set.n, ==, 1);
    span_set_clear(&set);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/span_set/random", test_random);
    g_test_add_func("/span_set/never_more", test_never_more);
    g_test_add_func("/span_set/longest_stay", test_longest_stay);
    return g_test_run();
}
