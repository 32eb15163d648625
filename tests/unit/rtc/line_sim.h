/* One viewer of one publisher, by model time: three layers and sound go through an RtcLine over the
 * link of tests/support/relay; feedback, NACKs and requests for key frames come back over another.
 * The viewer shows a frame when it and all before it since a key frame are whole. */
#pragma once

#include <glib.h>

#include "media/rtc/rtc_line.h"
#include "tests/support/relay/link_model.h"

#define SIM_MS INT64_C(1000)
#define SIM_S  INT64_C(1000000)

typedef struct LineSim LineSim;

typedef struct LineSimOptions {
    LinkSettings down; /* to the viewer */
    int64_t back_us;   /* the way back, with the same loss */
    bool has_remb;     /* the viewer tells what it gets by REMB, not packet by packet */
    int64_t looks_us;  /* the viewer stamps what has come so often; 0: each when it comes */
    bool is_single;    /* the publisher sends its largest layer only */
} LineSimOptions;

/* What the viewer saw and heard since line_sim_clear(). */
typedef struct LineSimSeen {
    unsigned n_frames;
    int64_t frozen_us; /* gaps between frames that a viewer takes for a stop: longer than 150 ms
                          more than usual, as the browsers' totalFreezesDuration */
    unsigned n_sounds,
        n_concealed;             /* packets of 20 ms; that came neither alone nor with the next */
    int64_t sound_gap_us;        /* the longest between two that came */
    int layer;                   /* of the newest frame; -1: none */
    uint64_t n_padding, n_paced; /* packets of probes; that waited */
    RtcLineState told;           /* the newest, … */
    uint64_t told_bps;           /* … and its estimate */
    unsigned n_told;
    int64_t least_told_us; /* between two */
} LineSimSeen;

LineSim *line_sim_new(const LineSimOptions *options);
void line_sim_free(LineSim *sim);
void line_sim_set_rate(LineSim *sim, uint64_t rate_bps);
void line_sim_run(LineSim *sim, int64_t us);
/* Until a frame of exactly (at least, `is_up`) this layer is shown; the time it took, or
 * `limit_us`. */
int64_t line_sim_until(LineSim *sim, int layer, bool is_up, int64_t limit_us);
void line_sim_clear(LineSim *sim);
const LineSimSeen *line_sim_seen(LineSim *sim);
/* How long the server has the viewer hold pictures back. */
int64_t line_sim_wait_us(LineSim *sim);
RtcLine *line_sim_line(LineSim *sim);
