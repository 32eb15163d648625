#include "media/program/loudness.h"

#include <math.h>

#define RATE 48000

static void add_tone(Loudness *loudness, double frequency, double decibels, double seconds) {
    double amplitude = 32768 * pow(10, decibels / 20);
    for (int i = 0; i < seconds * RATE; i++) {
        int16_t value = (int16_t)lround(amplitude * sin(2 * G_PI * frequency * i / RATE));
        int16_t pair[2] = {value, value};
        loudness_add(loudness, pair, 1);
    }
}

typedef struct Case {
    double frequency, decibels;
    int loudness;
} Case;

/* EBU Tech 3341 table 1, cases 1 and 2; and the weighting: 0 dB at 1 kHz, about -6 at 40 Hz. */
static void test_tones(void) {
    static const Case CASES[] = {{1000, -23, -230}, {1000, -33, -330}, {40, -20, -262}};
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(Loudness) loudness = loudness_new();
        LoudnessLevels levels;
        add_tone(loudness, CASES[i].frequency, CASES[i].decibels, 3.5);
        loudness_read(loudness, &levels);
        g_test_message("%g Hz: %d %d %d", CASES[i].frequency, levels.momentary, levels.short_term,
                       levels.peak);
        g_assert_cmpint(ABS(levels.momentary - CASES[i].loudness), <=, 5);
        g_assert_cmpint(ABS(levels.short_term - CASES[i].loudness), <=, 5);
        g_assert_cmpint(ABS(levels.peak - (int)(CASES[i].decibels * 10)), <=, 1);
    }
}

static void test_windows(void) {
    g_autoptr(Loudness) loudness = loudness_new();
    LoudnessLevels levels;
    loudness_read(loudness, &levels);
    g_assert_cmpint(levels.momentary, ==, LOUDNESS_SILENCE);
    g_assert_cmpint(levels.short_term, ==, LOUDNESS_SILENCE);
    g_assert_cmpint(levels.peak, ==, LOUDNESS_SILENCE);
    add_tone(loudness, 1000, -20, 3);
    add_tone(loudness, 1000, -100, 0.5);
    loudness_read(loudness, &levels);
    g_assert_cmpint(levels.momentary, <, -700);
    g_assert_cmpint(ABS(levels.short_term + 208), <=, 5); /* 2.5 of 3 s */
    g_assert_cmpint(levels.peak, ==, -200);
    loudness_read(loudness, &levels);
    g_assert_cmpint(levels.peak, ==, LOUDNESS_SILENCE);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/loudness/tones", test_tones);
    g_test_add_func("/loudness/windows", test_windows);
    return g_test_run();
}
