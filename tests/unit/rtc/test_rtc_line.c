/* What a viewer sees and hears over a line that gets narrow, wide again, or loses: our users' bars
 * in model time. */
#include "tests/unit/rtc/line_sim.h"

#define KBPS 1000u
#define MBPS 1000000u

static const LineSimOptions LINE = {
    .down = {.rate_bps = 3 * MBPS, .queue_us = 300 * SIM_MS, .delay_us = 20 * SIM_MS},
    .back_us = 20 * SIM_MS};

static void report(const char *what, LineSim *sim) {
    const LineSimSeen *seen = line_sim_seen(sim);
    g_test_message("%s: layer %d, %u frames, frozen %u ms; sound gap %u ms, concealed %u of %u; "
                   "estimate %u kbit/s, state %d, told %u times; padding %u, paced %u",
                   what, seen->layer, seen->n_frames, (unsigned)(seen->frozen_us / SIM_MS),
                   (unsigned)(seen->sound_gap_us / SIM_MS), seen->n_concealed, seen->n_sounds,
                   (unsigned)(rtc_line_estimate_bps(line_sim_line(sim)) / KBPS), (int)seen->told,
                   seen->n_told, (unsigned)seen->n_padding, (unsigned)seen->n_paced);
}

/* From 3 Mbit/s to 300 kbit/s and back: sound never stops, the picture adapts within 2 s (and five
 * round trips on a long way) and is back within 15 s. */
static void drop_and_back(const LineSimOptions *options) {
    LineSim *sim = line_sim_new(options);
    g_assert_cmpint(line_sim_until(sim, 2, true, 20 * SIM_S), <, 3 * SIM_S);
    line_sim_run(sim, 20 * SIM_S);
    report("3 Mbit/s", sim);
    g_assert_cmpint(line_sim_seen(sim)->layer, ==, 2);
    g_assert_cmpint(line_sim_seen(sim)->told, ==, RTC_LINE_FULL);

    line_sim_clear(sim);
    line_sim_set_rate(sim, 300 * KBPS);
    int64_t down_us = line_sim_until(sim, 0, false, 10 * SIM_S);
    g_test_message("the smallest layer after %d ms", (int)(down_us / SIM_MS));
    g_assert_cmpint(down_us, <, 2 * SIM_S + 10 * options->back_us);
    line_sim_run(sim, 2 * SIM_S);
    report("the fall", sim);
    g_assert_cmpint(line_sim_seen(sim)->sound_gap_us, <, 400 * SIM_MS);
    line_sim_clear(sim);
    line_sim_run(sim, 25 * SIM_S);
    report("300 kbit/s", sim);
    g_assert_cmpint(line_sim_seen(sim)->layer, ==, 0);
    g_assert_cmpint(line_sim_seen(sim)->sound_gap_us, <, 300 * SIM_MS);
    g_assert_cmpuint(line_sim_seen(sim)->n_frames, >, 25 * 25);
    g_assert_cmpint(line_sim_seen(sim)->told, ==, RTC_LINE_LOW);

    line_sim_clear(sim);
    line_sim_set_rate(sim, 3 * MBPS);
    int64_t up_us = line_sim_until(sim, 2, true, 30 * SIM_S);
    g_test_message("the largest layer after %d ms", (int)(up_us / SIM_MS));
    g_assert_cmpint(up_us, <, 15 * SIM_S);
    line_sim_run(sim, 5 * SIM_S);
    report("3 Mbit/s again", sim);
    g_assert_cmpint(line_sim_seen(sim)->layer, ==, 2);
    g_assert_cmpint(line_sim_seen(sim)->sound_gap_us, <, 300 * SIM_MS);
    g_assert_cmpint(line_sim_seen(sim)->told, ==, RTC_LINE_FULL);
    line_sim_free(sim);
}

static void test_drop(void) {
    drop_and_back(&LINE);
}

static void test_drop_lines(void) {
    static const int queues_ms[] = {100, 300, 1000}, ways_ms[] = {5, 50, 100};
    for (unsigned i = 0; i < G_N_ELEMENTS(queues_ms) * G_N_ELEMENTS(ways_ms); i++) {
        LineSimOptions line = LINE;
        line.down.queue_us = queues_ms[i / 3] * SIM_MS;
        line.down.delay_us = line.back_us = ways_ms[i % 3] * SIM_MS;
        g_test_message("queue %d ms, way %d ms", queues_ms[i / 3], ways_ms[i % 3]);
        if (queues_ms[i / 3] < 1000) /* a second of queue is a second without sound, once */
            drop_and_back(&line);
    }
}

/* 5 % at random and 80 ms there and back: hardly anything is frozen or concealed. */
static void test_loss(void) {
    const LineSimOptions line = {.down = {.loss = 0.05, .delay_us = 40 * SIM_MS},
                                 .back_us = 40 * SIM_MS};
    LineSim *sim = line_sim_new(&line);
    line_sim_run(sim, 20 * SIM_S);
    report("begin", sim);
    line_sim_clear(sim);
    line_sim_run(sim, 120 * SIM_S);
    report("5 % at 80 ms", sim);
    const LineSimSeen *seen = line_sim_seen(sim);
    g_assert_cmpint(seen->layer, ==, 2);
    g_assert_cmpint(seen->frozen_us * 100, <, 120 * SIM_S);
    g_assert_cmpuint(seen->n_concealed * 100, <, seen->n_sounds);
    g_assert_cmpint(line_sim_wait_us(sim), ==, 180 * SIM_MS);
    line_sim_free(sim);
}

/* Nothing is limited: nothing waits, and after the first probes there are no more. */
static void test_wide(void) {
    LineSimOptions line = LINE;
    line.down.rate_bps = 0;
    LineSim *sim = line_sim_new(&line);
    line_sim_run(sim, 20 * SIM_S);
    report("begin", sim);
    g_assert_cmpint(line_sim_seen(sim)->layer, ==, 2);
    line_sim_clear(sim);
    line_sim_run(sim, 60 * SIM_S);
    report("a wide line", sim);
    g_assert_cmpuint(line_sim_seen(sim)->n_paced, ==, 0);
    g_assert_cmpuint(line_sim_seen(sim)->n_padding, ==, 0);
    g_assert_cmpint(line_sim_seen(sim)->frozen_us, ==, 0);
    g_assert_false(rtc_line_is_paced(line_sim_line(sim)));
    g_assert_cmpint(line_sim_wait_us(sim), ==, 0);
    line_sim_free(sim);
}

/* A viewer that is busy, or a hop that gathers: arrivals are stamped in heaps, longer apart than a
 * first probe lasts. */
static void test_heaps(void) {
    for (int64_t ms = 20; ms <= 60; ms += 20) {
        LineSimOptions line = LINE;
        line.looks_us = ms * SIM_MS;
        LineSim *sim = line_sim_new(&line);
        int64_t up_us = line_sim_until(sim, 2, true, 60 * SIM_S);
        g_test_message("stamped each %d ms: the largest layer after %d ms", (int)ms,
                       (int)(up_us / SIM_MS));
        g_assert_cmpint(up_us, <, 30 * SIM_S);
        line_sim_free(sim);
    }
}

/* One layer only: sound alone where it does not pass, the picture again where it does. */
static void test_sound_only(void) {
    LineSimOptions line = LINE;
    line.is_single = true;
    line.down.rate_bps = 300 * KBPS;
    LineSim *sim = line_sim_new(&line);
    line_sim_run(sim, 10 * SIM_S);
    report("300 kbit/s", sim);
    line_sim_clear(sim);
    line_sim_run(sim, 20 * SIM_S);
    report("300 kbit/s", sim);
    g_assert_cmpuint(line_sim_seen(sim)->n_frames, ==, 0);
    g_assert_cmpint(line_sim_seen(sim)->told, ==, RTC_LINE_SOUND);
    g_assert_cmpint(line_sim_seen(sim)->sound_gap_us, <, 300 * SIM_MS);
    g_assert_cmpuint(line_sim_seen(sim)->n_concealed * 100, <, line_sim_seen(sim)->n_sounds);
    line_sim_set_rate(sim, 4 * MBPS);
    line_sim_clear(sim);
    int64_t up_us = line_sim_until(sim, 2, true, 30 * SIM_S);
    g_test_message("the picture after %d ms", (int)(up_us / SIM_MS));
    g_assert_cmpint(up_us, <, 15 * SIM_S);
    line_sim_free(sim);
}

/* A viewer that tells only how much it gets. */
static void test_remb(void) {
    LineSimOptions line = LINE;
    line.has_remb = true;
    LineSim *sim = line_sim_new(&line);
    line_sim_run(sim, 20 * SIM_S);
    report("3 Mbit/s", sim);
    g_assert_cmpint(line_sim_seen(sim)->layer, ==, 2);
    line_sim_set_rate(sim, 300 * KBPS);
    int64_t down_us = line_sim_until(sim, 0, false, 10 * SIM_S);
    g_assert_cmpint(down_us, <, 2 * SIM_S);
    line_sim_run(sim, 20 * SIM_S);
    line_sim_set_rate(sim, 3 * MBPS);
    int64_t up_us = line_sim_until(sim, 2, true, 60 * SIM_S);
    report("3 Mbit/s again", sim);
    g_test_message("REMB: down after %d ms, up after %d ms", (int)(down_us / SIM_MS),
                   (int)(up_us / SIM_MS));
    g_assert_cmpint(up_us, <, 60 * SIM_S);
    line_sim_free(sim);
}

static void test_news_are_rare(void) {
    LineSim *sim = line_sim_new(&LINE);
    for (int i = 0; i < 20; i++) {
        line_sim_set_rate(sim, i % 2 ? 300 * KBPS : 3 * MBPS);
        line_sim_run(sim, 2 * SIM_S);
    }
    g_assert_cmpuint(line_sim_seen(sim)->n_told, >, 5);
    g_assert_cmpint(line_sim_seen(sim)->least_told_us, >=, RTC_LINE_NEWS_US);
    line_sim_free(sim);
}

/* Blocks of any kind, without a packet ever sent. */
static void test_nonsense(void) {
    const RtcLineOptions options = {.now_us = SIM_S, .n_streams = 2, .has_feedback = true};
    RtcLine *line = rtc_line_new(&options);
    GRand *random = g_rand_new_with_seed(2);
    for (int i = 0; i < 20000; i++) {
        uint8_t body[64];
        for (unsigned k = 0; k < sizeof body; k++)
            body[k] = (uint8_t)g_rand_int_range(random, 0, 256);
        const RtcpBlock block = {body, (size_t)g_rand_int_range(random, 0, sizeof body / 4) * 4,
                                 (uint8_t)g_rand_int_range(random, 200, 208),
                                 (uint8_t)g_rand_int_range(random, 0, 32)};
        rtc_line_take(line, SIM_S + i, &block);
    }
    rtc_line_share(line, 2 * SIM_S, 0);
    g_assert_cmpuint(rtc_line_estimate_bps(line), >, 0);
    g_rand_free(random);
    rtc_line_free(line);
}

/* A camera of one layer passes before anything is known of the line, for a while. */
static void test_first_picture(void) {
    const RtcLineOptions options = {.now_us = SIM_S, .n_streams = 1, .has_feedback = true};
    RtcLine *line = rtc_line_new(&options);
    LayerStream *stream = rtc_line_stream(line, 0);
    stream->shown_px = 540;
    stream->layers[0] = (LayerSource){540, {1500 * KBPS}};
    rtc_line_share(line, 5 * SIM_S, 40 * KBPS); /* still joining */
    g_assert_cmpint(stream->chosen.spatial, ==, 0);
    rtc_line_number(line, 6 * SIM_S, 1200, 0);
    rtc_line_share(line, 6 * SIM_S + RTC_LINE_FIRST_US - 1, 40 * KBPS);
    g_assert_cmpint(stream->chosen.spatial, ==, 0);
    rtc_line_share(line, 6 * SIM_S + RTC_LINE_FIRST_US, 40 * KBPS);
    g_assert_cmpint(stream->chosen.spatial, ==, LAYER_NOT_SENT);
    rtc_line_free(line);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rtc-line/drop", test_drop);
    g_test_add_func("/rtc-line/drop/lines", test_drop_lines);
    g_test_add_func("/rtc-line/loss", test_loss);
    g_test_add_func("/rtc-line/wide", test_wide);
    g_test_add_func("/rtc-line/heaps", test_heaps);
    g_test_add_func("/rtc-line/first-picture", test_first_picture);
    g_test_add_func("/rtc-line/sound-only", test_sound_only);
    g_test_add_func("/rtc-line/remb", test_remb);
    g_test_add_func("/rtc-line/news", test_news_are_rare);
    g_test_add_func("/rtc-line/nonsense", test_nonsense);
    return g_test_run();
}
