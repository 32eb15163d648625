/* What is asked for again, and when. */
#include "media/rtc/flow/nack_make.h"

#include <glib.h>

#define RTT 80000

static char *due(NackMake *make, gint64 now_us) {
    guint16 sequences[NACK_MAKE_MAX];
    g_autoptr(GString) text = g_string_new(NULL);
    unsigned n = nack_make_due(make, now_us, RTT, NACK_MAKE_MAX, sequences);
    for (unsigned i = 0; i < n; i++)
        g_string_append_printf(text, "%s%u", i > 0 ? " " : "", sequences[i]);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void expect(NackMake *make, gint64 now_us, const char *expected) {
    g_autofree char *got = due(make, now_us);
    g_assert_cmpstr(got, ==, expected);
}

static void test_moments(void) {
    g_autofree NackMake *make = g_new(NackMake, 1);
    nack_make_init(make);
    nack_make_take(make, 65534, 0);
    g_assert_cmpint(nack_make_next_us(make, RTT), ==, INT64_MAX);
    nack_make_take(make, 65537, 1000); /* 65535 and 65536 are missing */
    expect(make, 1000, "");            /* may be reordering */
    g_assert_cmpint(nack_make_next_us(make, RTT), ==, 1000 + NACK_MAKE_REORDER_US);
    nack_make_take(make, 65538, 2000);
    expect(make, 2000, "65535"); /* three newer ones are there */
    nack_make_take(make, 65536, 3000);
    expect(make, 50000, ""); /* the other one came; no answer can be there yet */
    g_assert_cmpint(nack_make_next_us(make, RTT), ==, 2000 + RTT + NACK_MAKE_SLACK_US);
    expect(make, 92000, "65535");
    nack_make_take(make, 65535, 100000);
    expect(make, 900000, "");
    g_assert_cmpuint(nack_make_take_given_up(make), ==, 0);
}

static void test_waits_for_time(void) {
    g_autofree NackMake *make = g_new(NackMake, 1);
    guint16 sequences[2];
    nack_make_init(make);
    nack_make_take(make, 10, 0);
    nack_make_take(make, 13, 0);
    expect(make, NACK_MAKE_REORDER_US - 1, "");
    /* No more than is asked for; the rest is due at once. */
    g_assert_cmpuint(nack_make_due(make, NACK_MAKE_REORDER_US, 0, 1, sequences), ==, 1);
    g_assert_cmpuint(sequences[0], ==, 11);
    expect(make, NACK_MAKE_REORDER_US, "12");
    /* An unknown round trip is taken for 100 ms. */
    g_assert_cmpint(nack_make_next_us(make, 0), ==,
                    NACK_MAKE_REORDER_US + NACK_MAKE_ROUND_TRIP_US + NACK_MAKE_SLACK_US);
}

static void test_gives_up(void) {
    g_autofree NackMake *make = g_new(NackMake, 1);
    unsigned n_asked = 0;
    nack_make_init(make);
    nack_make_take(make, 10, 0);
    nack_make_take(make, 12, 0);
    for (gint64 now_us = 0; now_us < 3000000; now_us += 5000) {
        g_autofree char *got = due(make, now_us);
        n_asked += *got != '\0';
    }
    g_assert_cmpuint(n_asked, >, 8);
    g_assert_cmpuint(n_asked, <=, NACK_MAKE_MAX_TRIES);
    g_assert_cmpuint(nack_make_take_given_up(make), ==, 1);
    g_assert_cmpuint(nack_make_take_given_up(make), ==, 0);
    /* Far too many at once: the newest are asked for. */
    nack_make_take(make, 13 + 2000, 4000000);
    g_assert_cmpuint(nack_make_take_given_up(make), ==, 2000 - NACK_MAKE_MAX);
    g_assert_cmpuint(make->n, ==, NACK_MAKE_MAX);
    nack_make_take(make, 13 + 2000 + 11, 4000000);
    g_assert_cmpuint(nack_make_take_given_up(make), ==, 10);
    /* A key frame makes all before it needless. */
    nack_make_forget_before(make, 13 + 2000 + 5);
    g_assert_cmpuint(make->n, ==, 6);
    expect(make, 4050000, "2018 2019 2020 2021 2022 2023");
    g_assert_cmpuint(nack_make_take_given_up(make), ==, 0);
}

/* A path that loses and reorders in both directions: nearly all is there in time, little is asked
 * for in vain. */
static void test_path(void) {
    enum { N = 20000, STEP_US = 4000 };
    g_autoptr(GRand) random = g_rand_new_with_seed(99);
    g_autofree NackMake *make = g_new(NackMake, 1);
    g_autofree guint8 *has = g_new0(guint8, N);
    g_autofree gint64 *arrives_us = g_new(gint64, N); /* of the copy that is on its way */
    unsigned n_lost = 0, n_asked = 0, n_missing = 0, n_have = 0;
    nack_make_init(make);
    for (guint32 i = 0; i < N; i++)
        arrives_us[i] = i * (gint64)STEP_US + RTT / 2 + g_rand_int_range(random, 0, 6000);
    for (guint32 i = 1; i < N - 1; i++)
        if (g_rand_int_range(random, 0, 20) == 0) {
            arrives_us[i] = INT64_MAX;
            n_lost++;
        }
    for (gint64 now_us = 0; now_us < N * (gint64)STEP_US + 2000000; now_us += 1000) {
        for (guint32 i = n_have; i < N && i * (gint64)STEP_US <= now_us; i++)
            if (!has[i] && arrives_us[i] <= now_us) {
                has[i] = 1;
                nack_make_take(make, 0x10000 + i, now_us);
            }
        while (n_have < N && (has[n_have] || now_us - n_have * (gint64)STEP_US > 1500000))
            n_have++;
        guint16 sequences[NACK_MAKE_MAX];
        unsigned n = nack_make_due(make, now_us, RTT, NACK_MAKE_MAX, sequences);
        for (unsigned k = 0; k < n; k++) {
            guint32 i = (guint16)sequences[k] + (n_have / 0x10000) * 0x10000;
            n_asked++;
            if (i < N && !has[i] && arrives_us[i] == INT64_MAX &&
                g_rand_int_range(random, 0, 20) > 1) /* the NACK or its answer may be lost, too */
                arrives_us[i] = now_us + RTT + g_rand_int_range(random, 0, 6000);
        }
    }
    for (guint32 i = 0; i < N; i++)
        n_missing += !has[i];
    g_test_message("%u of %u lost, %u asked for, %u never came", n_lost, N, n_asked, n_missing);
    g_assert_cmpuint(n_missing, ==, 0);
    g_assert_cmpuint(n_asked, <, n_lost * 3 / 2);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/nack_make/moments", test_moments);
    g_test_add_func("/nack_make/waits_for_time", test_waits_for_time);
    g_test_add_func("/nack_make/gives_up", test_gives_up);
    g_test_add_func("/nack_make/path", test_path);
    return g_test_run();
}
