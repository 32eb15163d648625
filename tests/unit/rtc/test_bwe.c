/* The estimator on a modelled line: what the draft promises and what our users need of it. Each
 * figure is model time. */
#include "tests/unit/rtc/flow_sim.h"

#define KBPS 1000u
#define MBPS 1000000u

static const LinkSettings LINE = {
    .rate_bps = 3 * MBPS, .queue_us = 300 * SIM_MS, .delay_us = 20 * SIM_MS};

static void report(const char *what, SimFlow *flow) {
    BweStats stats;
    bwe_get_stats(flow->bwe, &stats);
    g_test_message("%s: target %u, delay %u, loss %u, received %u kbit/s; from %u to %u; over-uses "
                   "%u, probes %u, "
                   "raised %u; lost %u of %u; way %u ms; sound gap %u ms",
                   what, (unsigned)(stats.target_bps / 1000), (unsigned)(stats.delay_bps / 1000),
                   (unsigned)(stats.loss_bps / 1000), (unsigned)(stats.received_bps / 1000),
                   (unsigned)(flow->min_bps / 1000), (unsigned)(flow->max_bps / 1000),
                   (unsigned)stats.over_uses, (unsigned)stats.probes, (unsigned)stats.probes_raised,
                   (unsigned)flow->n_lost, (unsigned)flow->n_sent,
                   (unsigned)(flow->queue_us / 1000), (unsigned)(flow->sound_gap_us / 1000));
    sim_flow_clear(flow);
}

/* 3 Mbit/s, 300 kbit/s for half a minute, 3 Mbit/s. */
static void drop_and_back(const LinkSettings *line) {
    Sim *sim = sim_new(line, line->delay_us);
    SimFlow *flow = sim_add(sim, SIM_FOLLOWS, 300 * KBPS, 5 * MBPS);
    sim_run(sim, 20 * SIM_S);
    report("3 Mbit/s", flow);
    g_assert_cmpuint(bwe_target_bps(flow->bwe), >, 2 * MBPS);

    sim_set_rate(sim, 300 * KBPS);
    int64_t down_us = sim_until_below(sim, flow, 300 * KBPS, 10 * SIM_S);
    g_test_message("below 300 kbit/s after %d ms", (int)(down_us / 1000));
    g_assert_cmpint(down_us, <, 2 * SIM_S);
    sim_run(sim, 5 * SIM_S);
    report("the fall", flow);
    sim_run(sim, 25 * SIM_S);
    g_assert_cmpuint(flow->min_bps, >, 100 * KBPS);
    g_assert_cmpuint(flow->max_bps, <, 400 * KBPS);
    g_assert_cmpuint(flow->came_bytes * 8 / 25, >, 200 * KBPS);
    g_assert_cmpuint(flow->n_lost * 20, <, flow->n_sent);
    report("300 kbit/s", flow);

    sim_set_rate(sim, 3 * MBPS);
    int64_t up_us = sim_until_above(sim, flow, 2 * MBPS, 30 * SIM_S);
    g_test_message("above 2 Mbit/s after %d ms", (int)(up_us / 1000));
    g_assert_cmpint(up_us, <, 15 * SIM_S);
    sim_flow_clear(flow);
    sim_run(sim, 20 * SIM_S);
    g_assert_cmpuint(flow->came_bytes * 8 / 20, >, 2 * MBPS);
    report("3 Mbit/s again", flow);
    sim_free(sim);
}

static void test_drop(void) {
    drop_and_back(&LINE);
}

/* A bridge that one drives under: what was probed in vain before says nothing afterwards. */
static void test_short_fall(void) {
    Sim *sim = sim_new(&LINE, 20 * SIM_MS);
    SimFlow *flow = sim_add(sim, SIM_FOLLOWS, 300 * KBPS, 5 * MBPS);
    int64_t longest_us = 0;
    sim_run(sim, 60 * SIM_S);
    for (int i = 0; i < 8; i++) {
        sim_set_rate(sim, 300 * KBPS);
        sim_run(sim, 3 * SIM_S);
        sim_set_rate(sim, 3 * MBPS);
        int64_t up_us = sim_until_above(sim, flow, 2 * MBPS, 30 * SIM_S);
        g_test_message("above 2 Mbit/s after %d ms", (int)(up_us / 1000));
        longest_us = MAX(longest_us, up_us);
        sim_run(sim, 29 * SIM_S);
    }
    g_test_message("at most %d ms", (int)(longest_us / 1000));
    g_assert_cmpint(longest_us, <, 6 * SIM_S);
    sim_free(sim);
}

/* Short queues and long ones, near and far, with loss and jitter of the line's own. */
static void test_drop_lines(void) {
    static const int queues_ms[] = {100, 300, 1000}, ways_ms[] = {5, 50, 150};
    for (unsigned i = 0; i < G_N_ELEMENTS(queues_ms) * G_N_ELEMENTS(ways_ms) * 2; i++) {
        bool is_bad = i % 2;
        LinkSettings line = {.rate_bps = 3 * MBPS,
                             .queue_us = queues_ms[i / 6] * SIM_MS,
                             .delay_us = ways_ms[i / 2 % 3] * SIM_MS,
                             .loss = is_bad ? 0.03 : 0,
                             .jitter_us = is_bad ? 10 * SIM_MS : 0};
        g_test_message("queue %d ms, way %d ms, %s", queues_ms[i / 6], ways_ms[i / 2 % 3],
                       is_bad ? "bad" : "good");
        drop_and_back(&line);
    }
}

/* Sound never stops; the picture is there again, whole. */
static void test_drop_layers(void) {
    Sim *sim = sim_new(&LINE, 20 * SIM_MS);
    SimFlow *flow = sim_add(sim, SIM_LAYERS, 500 * KBPS, 5 * MBPS);
    sim_run(sim, 10 * SIM_S);
    report("3 Mbit/s", flow);
    g_assert_cmpint(flow->picture.chosen.spatial, ==, 2);
    sim_set_rate(sim, 300 * KBPS);
    g_assert_cmpint(sim_until_below(sim, flow, 300 * KBPS, 10 * SIM_S), <, 2 * SIM_S);
    report("the fall", flow);
    sim_run(sim, 2 * SIM_S);
    g_assert_cmpint(flow->picture.chosen.spatial, ==, 0);
    report("its end", flow);
    sim_run(sim, 25 * SIM_S);
    g_assert_cmpint(flow->sound_gap_us, <, 200 * SIM_MS);
    g_assert_cmpint(flow->picture.chosen.spatial, ==, 0);
    report("300 kbit/s", flow);
    sim_set_rate(sim, 3 * MBPS);
    int64_t began_us = sim->now_us;
    while (flow->picture.chosen.spatial < 2 && sim->now_us - began_us < 30 * SIM_S)
        sim_run(sim, SIM_MS);
    g_test_message("720p after %d ms", (int)((sim->now_us - began_us) / 1000));
    g_assert_cmpint(sim->now_us - began_us, <, 15 * SIM_S);
    report("the way back", flow);
    sim_free(sim);
}

static void test_no_limit_is_found_by_probes(void) {
    LinkSettings line = {.delay_us = 20 * SIM_MS};
    Sim *sim = sim_new(&line, 20 * SIM_MS);
    SimFlow *flow = sim_add(sim, SIM_FOLLOWS, 300 * KBPS, 4 * MBPS);
    int64_t up_us = sim_until_above(sim, flow, 3 * MBPS, 30 * SIM_S);
    g_test_message("from 300 kbit/s above 3 Mbit/s after %d ms", (int)(up_us / 1000));
    g_assert_cmpint(up_us, <, 5 * SIM_S);
    sim_run(sim, 20 * SIM_S);
    BweStats stats;
    bwe_get_stats(flow->bwe, &stats);
    g_assert_cmpuint(stats.over_uses, ==, 0);
    g_assert_cmpuint(stats.probes, <, 10); /* what is wanted is there: nothing more to look for */
    sim_free(sim);
}

static void test_random_loss_is_no_over_use(void) {
    LinkSettings line = {.loss = 0.05, .delay_us = 40 * SIM_MS};
    Sim *sim = sim_new(&line, 40 * SIM_MS);
    SimFlow *flow = sim_add(sim, SIM_FOLLOWS, 500 * KBPS, 2 * MBPS);
    sim_run(sim, 10 * SIM_S);
    report("begin", flow);
    sim_run(sim, 60 * SIM_S);
    BweStats stats;
    bwe_get_stats(flow->bwe, &stats);
    g_assert_cmpuint(stats.over_uses, ==, 0);
    g_assert_cmpuint(flow->min_bps, >, 1500 * KBPS);
    report("5 % at 80 ms", flow);
    sim_free(sim);
}

static void test_jitter_is_no_over_use(void) {
    LinkSettings line = {.delay_us = 30 * SIM_MS, .jitter_us = 15 * SIM_MS};
    Sim *sim = sim_new(&line, 30 * SIM_MS);
    SimFlow *flow = sim_add(sim, SIM_FOLLOWS, 500 * KBPS, 2 * MBPS);
    sim_run(sim, 10 * SIM_S);
    report("begin", flow);
    sim_run(sim, 60 * SIM_S);
    g_assert_cmpuint(flow->min_bps, >, 1200 * KBPS);
    report("15 ms of jitter", flow);
    sim_free(sim);
}

static void test_two_share(void) {
    Sim *sim = sim_new(&LINE, 20 * SIM_MS);
    SimFlow *one = sim_add(sim, SIM_FOLLOWS, 300 * KBPS, 5 * MBPS);
    sim_run(sim, 15 * SIM_S);
    SimFlow *two = sim_add(sim, SIM_FOLLOWS, 300 * KBPS, 5 * MBPS);
    sim_run(sim, 60 * SIM_S);
    report("first, settling", one);
    report("second, settling", two);
    sim_run(sim, 60 * SIM_S);
    uint64_t bps[2] = {one->came_bytes * 8 / 60, two->came_bytes * 8 / 60};
    g_test_message("%u and %u kbit/s", (unsigned)(bps[0] / 1000), (unsigned)(bps[1] / 1000));
    g_assert_cmpuint(MIN(bps[0], bps[1]) * 3, >, MAX(bps[0], bps[1]));
    g_assert_cmpuint(bps[0] + bps[1], >, 2 * MBPS);
    g_assert_cmpuint(MAX(one->n_lost, two->n_lost) * 100, <, one->n_sent);
    report("first", one);
    report("second", two);
    sim_free(sim);
}

/* Nothing comes back: less and less is sent, and all of it again when the line is there again. */
static void test_silence(void) {
    Sim *sim = sim_new(&LINE, 20 * SIM_MS);
    SimFlow *flow = sim_add(sim, SIM_FOLLOWS, 1 * MBPS, 2 * MBPS);
    sim_run(sim, 10 * SIM_S);
    sim->settings.loss = 1;
    sim_set_rate(sim, 3 * MBPS);
    sim_run(sim, 10 * SIM_S);
    g_assert_cmpuint(bwe_target_bps(flow->bwe), <, 100 * KBPS);
    sim->settings.loss = 0;
    sim_set_rate(sim, 3 * MBPS);
    g_assert_cmpint(sim_until_above(sim, flow, 1500 * KBPS, 30 * SIM_S), <, 15 * SIM_S);
    report("after silence", flow);
    sim_free(sim);
}

/* No transport-wide feedback: REMB and receiver reports. */
static void test_fallback(void) {
    Bwe *bwe = bwe_new(300 * KBPS);
    int64_t now_us = SIM_S;
    bwe_on_remb(bwe, now_us, 2 * MBPS);
    bwe_on_report(bwe, now_us, 0);
    g_assert_cmpuint(bwe_target_bps(bwe), ==, 2 * MBPS);
    bwe_on_remb(bwe, now_us, 200 * KBPS);
    g_assert_cmpuint(bwe_target_bps(bwe), ==, 200 * KBPS);
    bwe_on_remb(bwe, now_us, 2 * MBPS);
    for (int i = 0; i < 10; i++)
        bwe_on_report(bwe, now_us += SIM_S, 13); /* 5 % */
    g_assert_cmpuint(bwe_target_bps(bwe), ==, 2 * MBPS);
    bwe_on_report(bwe, now_us += SIM_S, 128);
    g_assert_cmpuint(bwe_target_bps(bwe), ==, 1500 * KBPS);
    bwe_on_report(bwe, now_us += SIM_S, 255);
    bwe_on_report(bwe, now_us += SIM_S, 255);
    g_assert_cmpuint(bwe_target_bps(bwe), <, 400 * KBPS);
    for (int i = 0; i < 100; i++)
        bwe_on_report(bwe, now_us += SIM_S, 255);
    g_assert_cmpuint(bwe_target_bps(bwe), ==, BWE_MIN_BPS);
    for (int i = 0; i < 5; i++)
        bwe_on_report(bwe, now_us += SIM_S, 0);
    g_assert_cmpuint(bwe_target_bps(bwe), >, BWE_MIN_BPS + BWE_MIN_BPS / 4);
    bwe_on_remb(bwe, now_us, 0);
    g_assert_cmpuint(bwe_target_bps(bwe), ==, BWE_MIN_BPS);
    bwe_on_remb(bwe, now_us, UINT64_MAX);
    g_assert_cmpuint(bwe_target_bps(bwe), <=, BWE_MAX_BPS);
    bwe_free(bwe);
}

/* Whatever a peer says, the estimate stays within its bounds. */
static void test_nonsense(void) {
    GRand *random = g_rand_new_with_seed(5);
    for (int run = 0; run < 50; run++) {
        Bwe *bwe = bwe_new(run * 100 * KBPS);
        int64_t now_us = SIM_S;
        for (int i = 0; i < 200; i++) {
            BwePacket packets[20];
            size_t n = (size_t)g_rand_int_range(random, 0, G_N_ELEMENTS(packets));
            for (size_t j = 0; j < n; j++) {
                int64_t arrival_us = (int64_t)g_rand_int(random) << (g_rand_int(random) % 28);
                if (g_rand_boolean(random))
                    arrival_us = -arrival_us;
                packets[j] =
                    (BwePacket){now_us - g_rand_int_range(random, -1000, 1000000), arrival_us,
                                g_rand_int(random) % 65536, (uint16_t)(g_rand_int(random) % 4),
                                g_rand_boolean(random)};
            }
            bwe_on_feedback(bwe, now_us, packets, n);
            BweProbe order;
            if (bwe_next_probe(bwe, now_us, &order))
                g_assert_cmpuint(order.bytes, >, 0);
            bwe_tick(bwe, now_us, g_rand_int(random) % 2);
            bwe_set_rtt(bwe, (int64_t)g_rand_int(random) - INT32_MAX);
            now_us += g_rand_int_range(random, 0, 300000);
            g_assert_cmpuint(bwe_target_bps(bwe), >=, BWE_MIN_BPS);
            g_assert_cmpuint(bwe_target_bps(bwe), <=, BWE_MAX_BPS);
        }
        bwe_free(bwe);
    }
    g_rand_free(random);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bwe/drop/encoder", test_drop);
    g_test_add_func("/bwe/drop/short", test_short_fall);
    g_test_add_func("/bwe/drop/lines", test_drop_lines);
    g_test_add_func("/bwe/drop/layers", test_drop_layers);
    g_test_add_func("/bwe/probes", test_no_limit_is_found_by_probes);
    g_test_add_func("/bwe/random-loss", test_random_loss_is_no_over_use);
    g_test_add_func("/bwe/jitter", test_jitter_is_no_over_use);
    g_test_add_func("/bwe/two-share", test_two_share);
    g_test_add_func("/bwe/silence", test_silence);
    g_test_add_func("/bwe/fallback", test_fallback);
    g_test_add_func("/bwe/nonsense", test_nonsense);
    return g_test_run();
}
