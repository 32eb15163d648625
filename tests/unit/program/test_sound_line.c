#include "media/program/sound_line.h"

#define FRAME 1024

/* Pairs that count up from `first`. */
static void count_up(int16_t *pairs, int first, size_t n) {
    for (size_t i = 0; i < n; i++)
        pairs[2 * i] = pairs[2 * i + 1] = (int16_t)(first + (int)i);
}

static void assert_counts(const int16_t *pairs, int first, size_t n) {
    for (size_t i = 0; i < n; i++) {
        g_assert_cmpint(pairs[2 * i], ==, (int16_t)(first + (int)i));
        g_assert_cmpint(pairs[2 * i + 1], ==, (int16_t)(first + (int)i));
    }
}

static void test_places(void) {
    g_autoptr(SoundLine) line = sound_line_new(5000);
    int16_t in[2 * FRAME], out[2 * FRAME];
    count_up(in, 1, FRAME);
    g_assert_false(sound_line_take(line, out, FRAME));
    g_assert_cmpint(sound_line_front(line), ==, 6024);
    sound_line_add(line, 6124, in, FRAME);
    g_assert_true(sound_line_take(line, out, FRAME));
    for (int i = 0; i < 100; i++)
        g_assert_cmpint(out[2 * i], ==, 0);
    assert_counts(out + 200, 1, FRAME - 100);
    g_assert_true(sound_line_take(line, out, FRAME));
    assert_counts(out, FRAME - 99, 100);
    g_assert_cmpint(out[200], ==, 0);
    g_assert_false(sound_line_take(line, out, FRAME));
}

static void test_joins(void) {
    g_autoptr(SoundLine) line = sound_line_new(0);
    int16_t in[2 * FRAME], out[2 * FRAME];
    count_up(in, 0, FRAME);
    sound_line_add(line, 0, in, FRAME);
    count_up(in, FRAME, FRAME);
    sound_line_add(line, FRAME + 40, in, FRAME); /* less than a millisecond off: as it is */
    sound_line_take(line, out, FRAME);
    sound_line_take(line, out, FRAME);
    assert_counts(out, FRAME, FRAME);
    count_up(in, 0, FRAME);
    sound_line_add(line, 2 * FRAME + 500, in, FRAME); /* a pair longer: nearer by one */
    sound_line_take(line, out, FRAME);
    assert_counts(out, 0, FRAME);
    g_assert_true(sound_line_take(line, out, FRAME));
    g_assert_cmpint(out[0], ==, FRAME - 1);
    g_assert_cmpint(out[2], ==, 0);
}

static void test_shortens(void) {
    g_autoptr(SoundLine) line = sound_line_new(0);
    int16_t in[2 * FRAME], out[2 * FRAME];
    count_up(in, 0, FRAME);
    sound_line_add(line, 0, in, FRAME);
    sound_line_add(line, FRAME - 500, in, FRAME);
    sound_line_take(line, out, FRAME);
    sound_line_take(line, out, FRAME);
    assert_counts(out, 1, FRAME - 1);
    g_assert_cmpint(out[2 * FRAME - 2], ==, 0);
}

static void test_bounds(void) {
    g_autoptr(SoundLine) line = sound_line_new(10000);
    int16_t in[2 * FRAME], out[2 * FRAME];
    count_up(in, 1, FRAME);
    sound_line_add(line, 0, in, FRAME);                          /* all gone by */
    sound_line_add(line, 10000 - FRAME + 10, in, FRAME);         /* but ten */
    sound_line_add(line, 10000 + SOUND_LINE_SAMPLES, in, FRAME); /* beyond */
    sound_line_add(line, INT64_MAX / 2, in, FRAME);
    sound_line_add(line, 10000 + SOUND_LINE_SAMPLES - 5, in, FRAME); /* but five */
    g_assert_true(sound_line_take(line, out, FRAME));
    assert_counts(out, FRAME - 9, 10);
    g_assert_cmpint(out[20], ==, 0);
    int16_t last = 0;
    for (int n = 1; n < SOUND_LINE_SAMPLES / FRAME; n++) {
        g_assert_true(sound_line_take(line, out, FRAME));
        last = out[2 * FRAME - 1];
    }
    g_assert_cmpint(last, ==, 5);
    g_assert_false(sound_line_take(line, out, FRAME));
}

static void test_wraps(void) {
    g_autoptr(SoundLine) line = sound_line_new(0);
    int16_t in[2 * FRAME], out[2 * FRAME];
    for (int n = 0; n < 3 * SOUND_LINE_SAMPLES / FRAME; n++) {
        count_up(in, n, FRAME);
        sound_line_add(line, (int64_t)n * FRAME + 300, in, FRAME);
        g_assert_true(sound_line_take(line, out, FRAME));
        assert_counts(out + 600, n, FRAME - 300);
    }
}

/* Ten minutes without a sound, then sound again: not a pair late. */
static void test_long_silence(void) {
    g_autoptr(SoundLine) line = sound_line_new(0);
    int16_t in[2 * FRAME], out[2 * FRAME];
    count_up(in, 1, FRAME);
    sound_line_add(line, 0, in, FRAME);
    g_assert_true(sound_line_take(line, out, FRAME));
    for (int64_t n = 0; n < INT64_C(600) * SOUND_LINE_RATE / FRAME; n++) {
        g_assert_false(sound_line_take(line, out, FRAME));
        g_assert_cmpint(out[0], ==, 0);
        g_assert_cmpint(out[2 * FRAME - 1], ==, 0);
    }
    sound_line_add(line, sound_line_front(line), in, FRAME);
    g_assert_true(sound_line_take(line, out, FRAME));
    assert_counts(out, 1, FRAME);
}

static void test_moves(void) {
    g_autoptr(SoundLine) line = sound_line_new(0);
    int16_t in[2 * FRAME], out[2 * FRAME];
    count_up(in, 1, FRAME);
    /* Later: silence first, what follows joins it. */
    sound_line_add(line, 0, in, FRAME);
    sound_line_move(line, 100);
    count_up(in, 1 + FRAME, FRAME);
    sound_line_add(line, FRAME + 100, in, FRAME);
    sound_line_take(line, out, FRAME);
    for (int i = 0; i < 100; i++)
        g_assert_cmpint(out[2 * i], ==, 0);
    assert_counts(out + 200, 1, FRAME - 100);
    /* Sooner: that much is lost, the rest in its order. */
    sound_line_move(line, -50);
    sound_line_take(line, out, FRAME);
    assert_counts(out, FRAME - 99 + 50, FRAME);
    /* By more than there is: nothing is left, and nothing old comes back. */
    sound_line_move(line, -3 * FRAME);
    g_assert_false(sound_line_take(line, out, FRAME));
    for (int i = 0; i < FRAME; i++)
        g_assert_cmpint(out[2 * i], ==, 0);
    sound_line_move(line, INT64_MAX / 4);
    for (int round = 0; round < SOUND_LINE_SAMPLES / FRAME; round++) {
        sound_line_take(line, out, FRAME);
        for (int i = 0; i < FRAME; i++)
            g_assert_cmpint(out[2 * i], ==, 0);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sound_line/places", test_places);
    g_test_add_func("/sound_line/joins", test_joins);
    g_test_add_func("/sound_line/shortens", test_shortens);
    g_test_add_func("/sound_line/bounds", test_bounds);
    g_test_add_func("/sound_line/wraps", test_wraps);
    g_test_add_func("/sound_line/long_silence", test_long_silence);
    g_test_add_func("/sound_line/moves", test_moves);
    return g_test_run();
}
