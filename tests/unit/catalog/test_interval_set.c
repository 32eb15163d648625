#include "catalog/credit/interval_set.h"

#include <string.h>

#define POINTS 40 /* the model below is a set of bits */

static IntervalSet *from_text(const char *text) {
    IntervalSet *set = interval_set_new();
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);
    for (unsigned i = 0; parts[i] && parts[i][0] != '-'; i++) {
        g_auto(GStrv) ends = g_strsplit(parts[i], "-", 2);
        interval_set_add(set, g_ascii_strtoll(ends[0], NULL, 10),
                         g_ascii_strtoll(ends[1], NULL, 10));
    }
    return set;
}

static void expect(const IntervalSet *set, const char *wanted) {
    g_autoptr(GString) text = g_string_new(NULL);
    interval_set_append_text(set, text);
    g_assert_cmpstr(text->str, ==, wanted);
}

static void test_add(void) {
    static const struct {
        const char *before;
        int64_t from, to;
        const char *after;
    } ROWS[] = {
        {"-", 3, 5, "3-5"},
        {"-", 5, 5, "-"},
        {"-", 5, 3, "-"},
        {"0-2,8-9", 3, 5, "0-2,3-5,8-9"},
        {"0-2,8-9", 2, 8, "0-9"},
        {"0-2,8-9", 1, 3, "0-3,8-9"},
        {"0-2,4-6,8-9", 1, 8, "0-9"},
        {"0-2,4-6,8-9", 4, 6, "0-2,4-6,8-9"},
        {"5-6", 0, 2, "0-2,5-6"},
        {"5-6", 9, 11, "5-6,9-11"},
        {"5-6", 0, 100, "0-100"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(IntervalSet) set = from_text(ROWS[i].before);
        interval_set_add(set, ROWS[i].from, ROWS[i].to);
        expect(set, ROWS[i].after);
    }
}

static void test_common_and_without(void) {
    g_autoptr(IntervalSet) a = from_text("0-10,20-30,40-50");
    g_autoptr(IntervalSet) b = from_text("5-25,28-29,45-60");
    g_autoptr(IntervalSet) common = interval_set_common(a, b);
    g_autoptr(IntervalSet) rest = interval_set_without(a, b);
    g_autoptr(IntervalSet) none = interval_set_new();
    g_autoptr(IntervalSet) all = interval_set_without(a, none);
    expect(common, "5-10,20-25,28-29,45-50");
    expect(rest, "0-5,25-28,29-30,40-45");
    expect(all, "0-10,20-30,40-50");
    g_assert_cmpint(interval_set_sum(common), ==, 16);
    g_assert_cmpint(interval_set_sum(none), ==, 0);
}

/* ---- against a model ---- */

static IntervalSet *random_set(uint64_t *ret_bits) {
    IntervalSet *set = interval_set_new();
    *ret_bits = 0;
    for (int i = g_test_rand_int_range(0, 8); i > 0; i--) {
        int from = g_test_rand_int_range(0, POINTS), to = g_test_rand_int_range(from, POINTS + 1);
        interval_set_add(set, from, to);
        for (int at = from; at < to; at++)
            *ret_bits |= UINT64_C(1) << at;
    }
    return set;
}

static void expect_bits(const IntervalSet *set, uint64_t bits) {
    uint64_t got = 0;
    int64_t last = -1;
    for (unsigned i = 0; i < interval_set_n(set); i++) {
        Interval one = interval_set_at(set, i);
        g_assert_cmpint(one.from, >, last); /* in order, and they do not touch */
        g_assert_cmpint(one.to, >, one.from);
        last = one.to;
        for (int64_t at = one.from; at < one.to; at++)
            got |= UINT64_C(1) << at;
    }
    g_assert_cmphex(got, ==, bits);
    g_assert_cmpint(interval_set_sum(set), ==, __builtin_popcountll(bits));
}

static void test_model(void) {
    for (unsigned round = 0; round < 20000; round++) {
        uint64_t bits_a, bits_b;
        g_autoptr(IntervalSet) a = random_set(&bits_a);
        g_autoptr(IntervalSet) b = random_set(&bits_b);
        g_autoptr(IntervalSet) common = interval_set_common(a, b);
        g_autoptr(IntervalSet) rest = interval_set_without(a, b);
        expect_bits(a, bits_a);
        expect_bits(common, bits_a & bits_b);
        expect_bits(rest, bits_a & ~bits_b);
        interval_set_add_all(a, b);
        expect_bits(a, bits_a | bits_b);
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/interval_set/add", test_add);
    g_test_add_func("/interval_set/common_and_without", test_common_and_without);
    g_test_add_func("/interval_set/model", test_model);
    return g_test_run();
}
