/* One peer's sending, spread out: a budget in steps of 5 ms at a multiple of the estimate, and who
 * may spend it first. Packets stay where they are; the pacer keeps their tags. No clock, no I/O, no
 * allocation after pacer_new(). One thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/rtc/flow/bwe_probe.h"

#define PACER_STEP_US INT64_C(5000)

/* In the order in which they are served. */
typedef enum PacerLane {
    PACER_AUDIO,
    PACER_VIDEO,
    PACER_RTX,
    PACER_PROBE,
    PACER_N_LANES
} PacerLane;

typedef enum PacerAnswer { PACER_SEND, PACER_QUEUED, PACER_DROPPED } PacerAnswer;

typedef struct PacerItem {
    uint64_t tag; /* the caller's; of padding 0 */
    uint32_t bytes;
    uint16_t probe; /* out: BweProbe.number it is part of */
    PacerLane lane; /* PACER_PROBE only comes out: padding of so many bytes */
} PacerItem;

typedef struct PacerStats {
    uint64_t dropped[PACER_N_LANES]; /* a full lane, or waited too long */
    unsigned waiting[PACER_N_LANES];
    uint64_t padding_bytes;
} PacerStats;

typedef struct Pacer Pacer;

Pacer *pacer_new(int64_t now_us, uint64_t estimate_bps);
void pacer_free(Pacer *pacer);
void pacer_set_estimate(Pacer *pacer, uint64_t estimate_bps);

/* A packet that is there now: to be sent at once (item->probe is set), kept for a step, or dropped
 * because its lane is full. Sound always goes at once and is charged. */
PacerAnswer pacer_offer(Pacer *pacer, int64_t now_us, PacerItem *item);
/* Begins a probe; one that is being sent is given up. */
void pacer_probe(Pacer *pacer, int64_t now_us, const BweProbe *probe);

/* Whether pacer_step() has anything to do: then every PACER_STEP_US. */
bool pacer_is_busy(const Pacer *pacer);
/* What is to be sent now, in order; at most `max` items, the rest stays for the next call. */
size_t pacer_step(Pacer *pacer, int64_t now_us, PacerItem *ret_items, size_t max);

void pacer_get_stats(const Pacer *pacer, PacerStats *ret_stats);
