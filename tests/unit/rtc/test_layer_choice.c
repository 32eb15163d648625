/* What is shown for an estimate: a table of single decisions, then hysteresis as a trace. */
#include "media/rtc/flow/layer_choice.h"

#include <glib.h>

#define S    INT64_C(1000000)
#define NONE LAYER_NOT_SENT

static const LayerSource SIMULCAST[LAYER_CHOICE_SPATIAL] = {{180, {60000, 90000, 150000}},
                                                            {360, {200000, 300000, 500000}},
                                                            {720, {700000, 1100000, 1800000}}};

static LayerStream new_stream(uint16_t shown_px, uint8_t priority) {
    LayerStream stream = {.shown_px = shown_px, .priority = priority, .current = {NONE, NONE}};
    for (int i = 0; i < LAYER_CHOICE_SPATIAL; i++)
        stream.layers[i] = SIMULCAST[i];
    return stream;
}

static LayerSum run(LayerStream *streams, size_t n, int64_t at_us, uint64_t estimate_bps) {
    LayerBudget budget = {at_us, estimate_bps, 40000, 0};
    LayerSum sum = layer_choice_run(streams, n, &budget);
    for (size_t i = 0; i < n; i++)
        streams[i].current = streams[i].chosen;
    return sum;
}

static void expect(const LayerStream *stream, int spatial, int temporal, LayerLimit limit) {
    g_assert_cmpint(stream->chosen.spatial, ==, spatial);
    g_assert_cmpint(stream->chosen.temporal, ==, temporal);
    g_assert_cmpint(stream->limit, ==, limit);
}

/* One picture, from nothing: each step needs its rate and a fifth, of 95 % less sound; the least
 * one its rate and a twentieth, of everything less sound. */
static void test_one(void) {
    static const struct {
        uint16_t shown_px;
        uint32_t kbps;
        int spatial, temporal;
        LayerLimit limit;
    } rows[] = {
        {720, 5000, 2, 2, LAYER_LIMIT_NONE},    {1080, 5000, 2, 2, LAYER_LIMIT_NONE},
        {720, 2317, 2, 2, LAYER_LIMIT_NONE},    {720, 2315, 2, 1, LAYER_LIMIT_LINE},
        {720, 1300, 1, 2, LAYER_LIMIT_LINE},    {720, 600, 1, 1, LAYER_LIMIT_LINE},
        {720, 400, 0, 2, LAYER_LIMIT_LINE},     {720, 200, 0, 1, LAYER_LIMIT_LINE},
        {720, 104, 0, 0, LAYER_LIMIT_LINE},     {720, 102, NONE, NONE, LAYER_LIMIT_LINE},
        {720, 0, NONE, NONE, LAYER_LIMIT_LINE}, {360, 5000, 1, 2, LAYER_LIMIT_SCREEN},
        {450, 5000, 1, 2, LAYER_LIMIT_SCREEN},  {451, 5000, 2, 2, LAYER_LIMIT_NONE},
        {90, 5000, 0, 2, LAYER_LIMIT_SCREEN},   {0, 5000, NONE, NONE, LAYER_LIMIT_HIDDEN},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        LayerStream stream = new_stream(rows[i].shown_px, 0);
        LayerSum sum = run(&stream, 1, S, rows[i].kbps * 1000);
        g_test_message("%u px, %u kbit/s", rows[i].shown_px, rows[i].kbps);
        expect(&stream, rows[i].spatial, rows[i].temporal, rows[i].limit);
        g_assert_cmpuint(stream.needs_key_frame, ==, rows[i].spatial != NONE);
        g_assert_cmpuint(sum.n_lowered, ==, rows[i].limit == LAYER_LIMIT_LINE);
        g_assert_cmpuint(sum.n_off, ==,
                         rows[i].limit == LAYER_LIMIT_LINE && rows[i].spatial == NONE);
    }
}

/* While the estimate is a guess, one picture at its least goes all the same; the others, and more
 * of it, do not. */
static void test_first(void) {
    LayerStream streams[] = {new_stream(720, 0), new_stream(720, 1)};
    for (unsigned i = 0; i < G_N_ELEMENTS(streams); i++)
        streams[i].layers[0] = streams[i].layers[1] = (LayerSource){0};
    LayerBudget budget = {S, 600000, 40000, 1000000};
    LayerSum sum = layer_choice_run(streams, 2, &budget);
    expect(&streams[0], NONE, NONE, LAYER_LIMIT_LINE);
    expect(&streams[1], 2, 0, LAYER_LIMIT_LINE);
    g_assert_cmpuint(sum.n_off, ==, 1);
    budget.first_bps = 770000; /* with a twentieth, and sound: 775 kbit/s */
    streams[1].current = (LayerQuality){NONE, NONE};
    layer_choice_run(streams, 2, &budget);
    expect(&streams[1], NONE, NONE, LAYER_LIMIT_LINE);
}

static void test_sources(void) {
    LayerStream silent = {.shown_px = 720, .current = {NONE, NONE}};
    run(&silent, 1, S, 5000000);
    expect(&silent, NONE, NONE, LAYER_LIMIT_SOURCE);
    g_assert_false(silent.needs_key_frame);

    LayerStream plain = {.shown_px = 180, .layers = {{720, {1500000}}}, .current = {NONE, NONE}};
    run(&plain, 1, S, 5000000);
    expect(&plain, 0, 0, LAYER_LIMIT_NONE); /* larger than its place, but all there is */
    run(&plain, 1, S, 1000000);
    expect(&plain, NONE, NONE, LAYER_LIMIT_LINE);

    /* The publisher has stopped its small layer, and its middle one costs more than the large one.
     */
    LayerStream odd = new_stream(720, 0);
    odd.layers[0] = (LayerSource){180, {0}};
    odd.layers[1] = (LayerSource){360, {800000}};
    odd.layers[2] = (LayerSource){720, {700000}};
    run(&odd, 1, S, 5000000);
    expect(&odd, 2, 0, LAYER_LIMIT_NONE);
}

/* A step of time only: no key frame. Down to another layer: one. */
static void test_key_frames(void) {
    LayerStream stream = new_stream(720, 0);
    run(&stream, 1, S, 2400000);
    g_assert_true(stream.needs_key_frame);
    run(&stream, 1, 2 * S, 1500000);
    expect(&stream, 2, 1, LAYER_LIMIT_LINE);
    g_assert_false(stream.needs_key_frame);
    run(&stream, 1, 3 * S, 600000);
    expect(&stream, 1, 2, LAYER_LIMIT_LINE);
    g_assert_true(stream.needs_key_frame);
    run(&stream, 1, 4 * S, 90000);
    expect(&stream, NONE, NONE, LAYER_LIMIT_LINE);
    g_assert_false(stream.needs_key_frame);
}

/* Everybody is seen before anybody is seen well; then whoever speaks, then the rest alike. */
static void test_priority(void) {
    LayerStream streams[4] = {new_stream(180, 0), new_stream(720, 2), new_stream(180, 0),
                              new_stream(180, 1)};
    LayerSum sum = run(streams, 4, S, 60000000);
    g_assert_cmpuint(sum.used_bps, ==, 40000 + 1800000 + 3 * 150000);
    g_assert_cmpuint(sum.wanted_bps, >, sum.used_bps);
    g_assert_cmpuint(sum.n_lowered, ==, 0);

    for (int i = 0; i < 4; i++)
        streams[i] = new_stream(streams[i].shown_px, streams[i].priority);
    run(streams, 4, S, 900000); /* 815 for pictures */
    expect(&streams[0], 0, 0, LAYER_LIMIT_LINE);
    expect(&streams[1], 1, 2, LAYER_LIMIT_LINE); /* 600 with its fifth, beside 180 for the others */
    expect(&streams[2], 0, 0, LAYER_LIMIT_LINE);
    expect(&streams[3], 0, 2, LAYER_LIMIT_SCREEN);

    for (int i = 0; i < 4; i++)
        streams[i] = new_stream(streams[i].shown_px, streams[i].priority);
    run(streams, 4, S, 200000); /* 150: two, with their fifths */
    expect(&streams[0], NONE, NONE, LAYER_LIMIT_LINE);
    expect(&streams[1], 0, 0, LAYER_LIMIT_LINE);
    expect(&streams[2], NONE, NONE, LAYER_LIMIT_LINE);
    expect(&streams[3], 0, 0, LAYER_LIMIT_LINE);
}

/* What is sent stays while it fits; up again takes room and time, and more time after a mistake. */
static void test_hysteresis(void) {
    static const struct {
        int64_t at_ms;
        uint32_t kbps;
        int spatial, temporal;
    } trace[] = {
        {1000, 700, 1, 2},  /* from nothing: 500 and a fifth */
        {1100, 570, 1, 2},  /* fits without the fifth */
        {1200, 560, 1, 1},  /* does not */
        {1300, 2500, 1, 1}, /* too soon */
        {3100, 2500, 1, 1}, /* 1.9 s: a mistake within 10 s of going up counts as first, 2 s */
        {3200, 570, 1, 1},  /* time, but no room */
        {3300, 700, 1, 2},   {3400, 300, 0, 2},                       /* a mistake again: 4 s */
        {7300, 2500, 0, 2},  {7400, 2500, 2, 2},  {8000, 300, 0, 2},  /* 8 s */
        {15900, 2500, 0, 2}, {16000, 2500, 2, 2}, {17000, 300, 0, 2}, /* 8 s: the most */
        {25000, 2500, 2, 2}, {36000, 300, 0, 2}, /* it had been good for longer than 10 s: 2 s */
        {37900, 2500, 0, 2}, {38000, 2500, 2, 2},
    };
    LayerStream stream = new_stream(720, 0);
    for (unsigned i = 0; i < G_N_ELEMENTS(trace); i++) {
        run(&stream, 1, trace[i].at_ms * 1000, trace[i].kbps * 1000);
        g_test_message("%d ms: %u kbit/s: %d.%d", (int)trace[i].at_ms, trace[i].kbps,
                       stream.chosen.spatial, stream.chosen.temporal);
        g_assert_cmpint(stream.chosen.spatial, ==, trace[i].spatial);
        g_assert_cmpint(stream.chosen.temporal, ==, trace[i].temporal);
    }
}

/* A window made smaller and larger again is no mistake of the line. */
static void test_screen_changes_at_once(void) {
    LayerStream stream = new_stream(720, 0);
    run(&stream, 1, S, 5000000);
    stream.shown_px = 180;
    run(&stream, 1, S + 1, 5000000);
    expect(&stream, 0, 2, LAYER_LIMIT_SCREEN);
    stream.shown_px = 720;
    run(&stream, 1, S + 2, 5000000);
    expect(&stream, 2, 2, LAYER_LIMIT_NONE);
}

static void test_many(void) {
    LayerStream streams[LAYER_CHOICE_MAX_STREAMS + 2];
    for (unsigned i = 0; i < G_N_ELEMENTS(streams); i++)
        streams[i] = new_stream(180, 0);
    LayerSum sum = run(streams, G_N_ELEMENTS(streams), S, 50000000);
    g_assert_cmpuint(sum.used_bps, ==, 40000 + LAYER_CHOICE_MAX_STREAMS * 150000);
    expect(&streams[LAYER_CHOICE_MAX_STREAMS - 1], 0, 2, LAYER_LIMIT_SCREEN);
    expect(&streams[LAYER_CHOICE_MAX_STREAMS], NONE, NONE, LAYER_LIMIT_HIDDEN);
}

/* Whatever is measured and estimated: never more than there is, sound first. */
static void test_any(void) {
    GRand *random = g_rand_new_with_seed(3);
    LayerStream streams[12];
    for (unsigned i = 0; i < G_N_ELEMENTS(streams); i++)
        streams[i] = new_stream(720, (uint8_t)(i % 3));
    for (int64_t at_us = S; at_us < 500 * S; at_us += S / 3) {
        uint64_t estimate_bps = (uint64_t)g_rand_int_range(random, 0, 8000000);
        for (unsigned i = 0; i < G_N_ELEMENTS(streams); i++) {
            streams[i].shown_px = (uint16_t)g_rand_int_range(random, 0, 1000);
            for (int j = 0; j < 9; j++)
                streams[i].layers[j / 3].bps[j % 3] =
                    (uint32_t)g_rand_int_range(random, 0, 2) *
                    (uint32_t)g_rand_int_range(random, 0, 2000000);
        }
        LayerSum sum = run(streams, G_N_ELEMENTS(streams), at_us, estimate_bps);
        g_assert_cmpuint(sum.used_bps, <=, MAX(estimate_bps, 40000));
        g_assert_cmpuint(sum.used_bps, <=, sum.wanted_bps);
        for (unsigned i = 0; i < G_N_ELEMENTS(streams); i++)
            if (streams[i].chosen.spatial != NONE)
                g_assert_cmpuint(
                    streams[i].layers[streams[i].chosen.spatial].bps[streams[i].chosen.temporal], >,
                    0);
    }
    g_rand_free(random);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/layer_choice/one", test_one);
    g_test_add_func("/layer_choice/first", test_first);
    g_test_add_func("/layer_choice/sources", test_sources);
    g_test_add_func("/layer_choice/key-frames", test_key_frames);
    g_test_add_func("/layer_choice/priority", test_priority);
    g_test_add_func("/layer_choice/hysteresis", test_hysteresis);
    g_test_add_func("/layer_choice/screen", test_screen_changes_at_once);
    g_test_add_func("/layer_choice/many", test_many);
    g_test_add_func("/layer_choice/any", test_any);
    return g_test_run();
}
