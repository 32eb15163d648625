/* Padding that makes runs: classes of nearly equal sizes. */
#include "media/rtc/flow/run_sizes.h"

#include <glib.h>

#define CHECK(lengths, ...)                                                                        \
    do {                                                                                           \
        const uint8_t expected[] = {__VA_ARGS__};                                                  \
        uint8_t lacks[G_N_ELEMENTS(expected)];                                                     \
        _Static_assert(G_N_ELEMENTS(expected) == G_N_ELEMENTS(lengths), "one for each");           \
        run_sizes_fill(lengths, G_N_ELEMENTS(lengths), lacks);                                     \
        g_assert_cmpmem(lacks, sizeof lacks, expected, sizeof expected);                           \
    } while (0)

static void test_frame(void) {
    const uint16_t lengths[] = {1041, 1042, 1041, 1042, 1041};
    CHECK(lengths, 1, 0, 1, 0, 1);
}

/* Frames of several layers or people, each in a class of its own. */
static void test_classes(void) {
    const uint16_t lengths[] = {1100, 500, 1093, 1091, 499, 492, 491, 100};
    CHECK(lengths, 0, 0, 7, 0, 1, 8, 0, 0);
}

static void test_sound_is_passed_over(void) {
    const uint16_t lengths[] = {0, 4, 0, 1000};
    CHECK(lengths, 0, 0, 0, 0);
    run_sizes_fill(lengths, 0, NULL);
}

static void test_many_sizes(void) {
    uint16_t lengths[RUN_SIZES_MAX_PACKETS];
    uint8_t lacks[RUN_SIZES_MAX_PACKETS];
    for (unsigned i = 0; i < RUN_SIZES_MAX_PACKETS; i++)
        lengths[i] = (uint16_t)(1 + i * 37 % RUN_SIZES_MAX_PACKETS);
    run_sizes_fill(lengths, RUN_SIZES_MAX_PACKETS, lacks);
    for (unsigned i = 0; i < RUN_SIZES_MAX_PACKETS; i++) {
        g_assert_cmpuint(lacks[i], <=, RUN_SIZES_MAX_PADDING);
        unsigned full = (unsigned)lengths[i] + lacks[i]; /* 128, 119, 110, … */
        g_assert_cmpuint((RUN_SIZES_MAX_PACKETS - full) % (RUN_SIZES_MAX_PADDING + 1), ==, 0);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtc/run-sizes/frame", test_frame);
    g_test_add_func("/rtc/run-sizes/classes", test_classes);
    g_test_add_func("/rtc/run-sizes/sound", test_sound_is_passed_over);
    g_test_add_func("/rtc/run-sizes/many", test_many_sizes);
    return g_test_run();
}
