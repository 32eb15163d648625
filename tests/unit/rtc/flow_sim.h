/* Senders on one narrow line, by model time: each has an estimator, a pacer and a source; packets
 * cross the link of tests/support/relay, feedback comes back after a fixed delay. */
#pragma once

#include <glib.h>

#include "media/rtc/flow/bwe.h"
#include "media/rtc/flow/layer_choice.h"
#include "media/rtc/flow/pacer.h"
#include "tests/support/relay/link_model.h"

#define SIM_MAX_FLOWS 2
#define SIM_MS        INT64_C(1000)
#define SIM_S         INT64_C(1000000)

typedef enum SimSource {
    SIM_FOLLOWS, /* an encoder that sends what the estimate allows, up to wanted_bps */
    SIM_LAYERS,  /* a forwarder: simulcast layers as layer_choice says, and sound */
} SimSource;

typedef struct SimFlow {
    Bwe *bwe;
    Pacer *pacer;
    SimSource source;
    uint64_t wanted_bps;
    LayerStream picture; /* SIM_LAYERS */
    GArray *sent;        /* SimPacket, by sequence number */
    unsigned n_reported; /* of these */
    int newest;          /* the latest that has arrived, -1: none */
    GArray *reports;     /* on their way back */
    uint64_t frame_rest; /* bits that the last frame left over */
    int64_t sound_us;    /* last arrival of sound */
    /* what tests look at; cleared by them */
    int64_t sound_gap_us;                /* the longest */
    uint64_t came_bytes, n_sent, n_lost; /* as reported; came: media only */
    int64_t queue_us;                    /* the longest way through the line */
    uint64_t min_bps, max_bps;
} SimFlow;

typedef struct Sim {
    LinkModel *link;
    LinkSettings settings;
    int64_t now_us, way_back_us;
    SimFlow flows[SIM_MAX_FLOWS];
    unsigned n_flows;
} Sim;

/* `settings` as in link_model.h; half of the round trip is in them, the other half is way_back_us.
 */
Sim *sim_new(const LinkSettings *settings, int64_t way_back_us);
void sim_free(Sim *sim);
SimFlow *sim_add(Sim *sim, SimSource source, uint64_t start_bps, uint64_t wanted_bps);
void sim_set_rate(Sim *sim, uint64_t rate_bps);
void sim_run(Sim *sim, int64_t us);
/* Runs until the estimate is below (above) `bps`; the time it took, or `limit_us` when it did not.
 */
int64_t sim_until_below(Sim *sim, SimFlow *flow, uint64_t bps, int64_t limit_us);
int64_t sim_until_above(Sim *sim, SimFlow *flow, uint64_t bps, int64_t limit_us);
/* The counters for what comes. */
void sim_flow_clear(SimFlow *flow);
