/* EBU R 128 by numbers that EBU Tech 3341 gives, and what gates and weights do. */
#include "media/course/loudness.h"

#include <math.h>

#define SECONDS 20
#define CHUNK   1000

static const double STEREO[] = {1, 1};

/* A sine of 997 Hz at `peak_db` on all channels. */
static void play(Loudness *loudness, unsigned rate, double peak_db, double seconds) {
    double samples[CHUNK];
    const double *planes[LOUDNESS_MAX_CHANNELS];
    for (unsigned i = 0; i < LOUDNESS_MAX_CHANNELS; i++)
        planes[i] = samples;
    double peak = pow(10, peak_db / 20);
    unsigned total = (unsigned)(rate * seconds);
    for (unsigned at = 0; at < total; at += CHUNK) {
        unsigned some = MIN(CHUNK, total - at);
        for (unsigned i = 0; i < some; i++)
            samples[i] = peak * sin(2 * G_PI * 997 * (at + i) / rate);
        loudness_add(loudness, planes, some);
    }
}

static double measured(const Loudness *loudness) {
    double lufs = 0;
    g_assert_true(loudness_get(loudness, &lufs));
    return lufs;
}

static void assert_near(double value, double expected, double slack) {
    g_assert_cmpfloat(fabs(value - expected), <=, slack);
}

/* EBU Tech 3341, cases 1 and 2: a stereo sine of 1 kHz at -23 and -33 dBFS. */
static void test_sines(void) {
    static const unsigned RATES[] = {48000, 44100, 32000, 16000, 96000};
    for (unsigned i = 0; i < G_N_ELEMENTS(RATES); i++) {
        g_autoptr(Loudness) loud = loudness_new(), soft = loudness_new();
        loudness_begin(loud, RATES[i], 2, STEREO);
        play(loud, RATES[i], -23, SECONDS);
        assert_near(measured(loud), -23, 0.1);
        loudness_begin(soft, RATES[i], 2, STEREO);
        play(soft, RATES[i], -33, SECONDS);
        assert_near(measured(soft), -33, 0.1);
    }
}

/* Case 3: 10 s at -36, 60 s at -23, 10 s at -36: the relative gate leaves the quiet parts out. */
static void test_gates(void) {
    g_autoptr(Loudness) loudness = loudness_new();
    loudness_begin(loudness, 48000, 2, STEREO);
    play(loudness, 48000, -36, 10);
    play(loudness, 48000, -23, 60);
    play(loudness, 48000, -36, 10);
    assert_near(measured(loudness), -23, 0.1);
    /* Case 4 as well: below -70 nothing counts at all. */
    play(loudness, 48000, -72, 60);
    assert_near(measured(loudness), -23, 0.1);
}

/* Case 6: 5.0 with other levels; here by weights, a channel of no weight is not heard. */
static void test_weights(void) {
    static const double FIVE[] = {1, 1, 1, 0, 1.41, 1.41}, MONO[] = {2}, THREE[] = {1, 1, 0};
    g_autoptr(Loudness) five = loudness_new(), mono = loudness_new(), three = loudness_new();
    loudness_begin(five, 48000, 6, FIVE);
    play(five, 48000, -30, SECONDS);
    assert_near(measured(five), -30 + 10 * log10((3 + 2 * 1.41) / 2), 0.1);
    loudness_begin(mono, 48000, 1, MONO);
    play(mono, 48000, -23, SECONDS);
    assert_near(measured(mono), -23, 0.1);
    loudness_begin(three, 48000, 3, THREE);
    play(three, 48000, -23, SECONDS);
    assert_near(measured(three), -23, 0.1);
}

/* Another rate in the middle counts on. */
static void test_changes(void) {
    g_autoptr(Loudness) loudness = loudness_new();
    loudness_begin(loudness, 48000, 2, STEREO);
    play(loudness, 48000, -23, 10);
    loudness_begin(loudness, 44100, 2, STEREO);
    play(loudness, 44100, -23, 10);
    assert_near(measured(loudness), -23, 0.1);
}

static void test_silence(void) {
    g_autoptr(Loudness) loudness = loudness_new();
    double lufs;
    g_assert_false(loudness_get(loudness, &lufs));
    loudness_begin(loudness, 48000, 2, STEREO);
    play(loudness, 48000, -23, 0.3); /* less than one block */
    g_assert_false(loudness_get(loudness, &lufs));
    play(loudness, 48000, -90, 5);
    g_assert_true(loudness_get(loudness, &lufs)); /* the sine is within the first block */
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/loudness/sines", test_sines);
    g_test_add_func("/loudness/gates", test_gates);
    g_test_add_func("/loudness/weights", test_weights);
    g_test_add_func("/loudness/changes", test_changes);
    g_test_add_func("/loudness/silence", test_silence);
    return g_test_run();
}
