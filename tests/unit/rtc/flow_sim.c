#include "tests/unit/rtc/flow_sim.h"

#include <string.h>

#define STEP_US     SIM_MS
#define FEEDBACK_US (100 * SIM_MS)
#define FRAME_MS    33
#define SOUND_MS    20
#define SOUND_BYTES 140u /* 40 kbit/s and headers */
#define MTU         1200u
#define SOUND_BPS   (SOUND_BYTES * 8 * 1000 / SOUND_MS)

typedef struct SimPacket {
    int64_t send_us, arrival_us; /* -1: not arrived */
    uint32_t bytes;
    uint16_t probe;
    PacerLane lane;
} SimPacket;

typedef struct SimReport {
    int64_t at_us;
    unsigned end;
} SimReport;

Sim *sim_new(const LinkSettings *settings, int64_t way_back_us) {
    Sim *sim = g_new0(Sim, 1);
    sim->link = link_model_new(11);
    sim->settings = *settings;
    sim->way_back_us = way_back_us;
    sim->now_us = 5 * SIM_S;
    link_model_set(sim->link, sim->now_us, settings);
    return sim;
}

void sim_free(Sim *sim) {
    for (unsigned i = 0; i < sim->n_flows; i++) {
        bwe_free(sim->flows[i].bwe);
        pacer_free(sim->flows[i].pacer);
        g_array_unref(sim->flows[i].sent);
        g_array_unref(sim->flows[i].reports);
    }
    link_model_free(sim->link);
    g_free(sim);
}

SimFlow *sim_add(Sim *sim, SimSource source, uint64_t start_bps, uint64_t wanted_bps) {
    SimFlow *flow = &sim->flows[sim->n_flows++];
    g_assert_cmpuint(sim->n_flows, <=, SIM_MAX_FLOWS);
    *flow = (SimFlow){.bwe = bwe_new(start_bps),
                      .pacer = pacer_new(sim->now_us, start_bps),
                      .source = source,
                      .wanted_bps = wanted_bps,
                      .sent = g_array_new(FALSE, FALSE, sizeof(SimPacket)),
                      .newest = -1,
                      .reports = g_array_new(FALSE, FALSE, sizeof(SimReport)),
                      .sound_us = sim->now_us};
    flow->picture = (LayerStream){.shown_px = 720,
                                  .layers = {{180, {60000, 90000, 150000}},
                                             {360, {200000, 300000, 500000}},
                                             {720, {700000, 1100000, 1800000}}},
                                  .current = {LAYER_NOT_SENT, LAYER_NOT_SENT},
                                  .chosen = {LAYER_NOT_SENT, LAYER_NOT_SENT}};
    bwe_set_wanted(flow->bwe, wanted_bps);
    sim_flow_clear(flow);
    return flow;
}

void sim_set_rate(Sim *sim, uint64_t rate_bps) {
    sim->settings.rate_bps = rate_bps;
    link_model_set(sim->link, sim->now_us, &sim->settings);
}

void sim_flow_clear(SimFlow *flow) {
    flow->sound_gap_us = flow->queue_us = 0;
    flow->came_bytes = flow->n_sent = flow->n_lost = flow->max_bps = 0;
    flow->min_bps = UINT64_MAX;
}

/* The packet's name on the link: its flow and its number. */
static void put_on_link(Sim *sim, SimFlow *flow, const PacerItem *item) {
    SimPacket packet = {sim->now_us, -1, item->bytes, item->probe, item->lane};
    uintptr_t name = ((uintptr_t)flow->sent->len * SIM_MAX_FLOWS) + (uintptr_t)(flow - sim->flows);
    g_array_append_val(flow->sent, packet);
    (void)link_model_offer(sim->link, sim->now_us, (LinkPacket){(void *)name, item->bytes});
}

static void offer(Sim *sim, SimFlow *flow, PacerLane lane, uint32_t bytes) {
    PacerItem item = {.tag = 1, .bytes = bytes, .lane = lane};
    if (pacer_offer(flow->pacer, sim->now_us, &item) == PACER_SEND)
        put_on_link(sim, flow, &item);
}

static uint64_t picture_bps(Sim *sim, SimFlow *flow) {
    uint64_t target_bps = bwe_target_bps(flow->bwe);
    if (flow->source == SIM_FOLLOWS)
        return MIN(target_bps * 95 / 100, flow->wanted_bps);
    LayerBudget budget = {sim->now_us, target_bps, SOUND_BPS, 0};
    LayerSum sum = layer_choice_run(&flow->picture, 1, &budget);
    bwe_set_wanted(flow->bwe, sum.wanted_bps);
    LayerQuality chosen = flow->picture.current = flow->picture.chosen;
    return chosen.spatial < 0 ? 0 : flow->picture.layers[chosen.spatial].bps[chosen.temporal];
}

static void send_picture(Sim *sim, SimFlow *flow) {
    uint64_t bits = picture_bps(sim, flow) * FRAME_MS / 1000 + flow->frame_rest;
    uint32_t bytes = (uint32_t)(bits / 8);
    flow->frame_rest = bits % 8;
    while (bytes > 0) {
        offer(sim, flow, PACER_VIDEO, MIN(bytes, MTU));
        bytes -= MIN(bytes, MTU);
    }
}

static void arrive(Sim *sim) {
    LinkPacket came;
    while (link_model_take(sim->link, sim->now_us, &came)) {
        SimFlow *flow = &sim->flows[(uintptr_t)came.data % SIM_MAX_FLOWS];
        unsigned number = (unsigned)((uintptr_t)came.data / SIM_MAX_FLOWS);
        SimPacket *packet = &g_array_index(flow->sent, SimPacket, number);
        packet->arrival_us = sim->now_us;
        flow->newest = MAX(flow->newest, (int)number);
        flow->queue_us = MAX(flow->queue_us, sim->now_us - packet->send_us);
        flow->came_bytes += packet->lane == PACER_PROBE ? 0 : packet->bytes;
        if (packet->lane == PACER_AUDIO) {
            flow->sound_gap_us = MAX(flow->sound_gap_us, sim->now_us - flow->sound_us);
            flow->sound_us = sim->now_us;
        }
    }
}

static void tell(Sim *sim, SimFlow *flow, unsigned end) {
    g_autofree BwePacket *packets = g_new0(BwePacket, end - flow->n_reported + 1);
    size_t n = 0;
    for (; flow->n_reported < end; flow->n_reported++) {
        const SimPacket *packet = &g_array_index(flow->sent, SimPacket, flow->n_reported);
        bool is_lost = packet->arrival_us < 0;
        flow->n_sent++;
        flow->n_lost += is_lost;
        /* The peer's clock has another origin. */
        packets[n++] = (BwePacket){packet->send_us, packet->arrival_us - 777 * SIM_S, packet->bytes,
                                   packet->probe, is_lost};
    }
    if (n > 0)
        bwe_set_rtt(flow->bwe, sim->now_us - packets[n - 1].send_us);
    bwe_on_feedback(flow->bwe, sim->now_us, packets, n);
}

static void probe(Sim *sim, SimFlow *flow) {
    BweProbe order;
    uint64_t target_bps = bwe_target_bps(flow->bwe);
    flow->min_bps = MIN(flow->min_bps, target_bps);
    flow->max_bps = MAX(flow->max_bps, target_bps);
    pacer_set_estimate(flow->pacer, target_bps);
    if (bwe_next_probe(flow->bwe, sim->now_us, &order))
        pacer_probe(flow->pacer, sim->now_us, &order);
}

static void hear(Sim *sim, SimFlow *flow) {
    while (flow->reports->len > 0) {
        SimReport report = g_array_index(flow->reports, SimReport, 0);
        if (report.at_us > sim->now_us)
            break;
        g_array_remove_index(flow->reports, 0);
        tell(sim, flow, report.end);
        probe(sim, flow);
    }
}

static void run_flow(Sim *sim, SimFlow *flow, unsigned number) {
    int64_t ms = sim->now_us / SIM_MS + 7 * number;
    PacerItem items[16];
    hear(sim, flow);
    if (ms % (FEEDBACK_US / SIM_MS) == 0) {
        uint64_t in_flight = 0;
        for (unsigned i = flow->n_reported; i < flow->sent->len; i++)
            in_flight += g_array_index(flow->sent, SimPacket, i).bytes;
        bwe_tick(flow->bwe, sim->now_us, in_flight);
        probe(sim, flow);
        SimReport report = {sim->now_us + sim->way_back_us, (unsigned)(flow->newest + 1)};
        if (flow->newest >= 0)
            g_array_append_val(flow->reports, report);
    }
    if (flow->source == SIM_LAYERS && ms % SOUND_MS == 0)
        offer(sim, flow, PACER_AUDIO, SOUND_BYTES);
    if (ms % FRAME_MS == 0)
        send_picture(sim, flow);
    if (ms % (PACER_STEP_US / SIM_MS) != 0)
        return;
    size_t n = pacer_step(flow->pacer, sim->now_us, items, G_N_ELEMENTS(items));
    for (size_t i = 0; i < n; i++)
        put_on_link(sim, flow, &items[i]);
}

static void step(Sim *sim) {
    sim->now_us += STEP_US;
    arrive(sim);
    for (unsigned i = 0; i < sim->n_flows; i++)
        run_flow(sim, &sim->flows[i], i);
}

void sim_run(Sim *sim, int64_t us) {
    for (int64_t end_us = sim->now_us + us; sim->now_us < end_us;)
        step(sim);
}

int64_t sim_until_below(Sim *sim, SimFlow *flow, uint64_t bps, int64_t limit_us) {
    int64_t began_us = sim->now_us;
    while (bwe_target_bps(flow->bwe) >= bps && sim->now_us - began_us < limit_us)
        step(sim);
    return sim->now_us - began_us;
}

int64_t sim_until_above(Sim *sim, SimFlow *flow, uint64_t bps, int64_t limit_us) {
    int64_t began_us = sim->now_us;
    while (bwe_target_bps(flow->bwe) <= bps && sim->now_us - began_us < limit_us)
        step(sim);
    return sim->now_us - began_us;
}
