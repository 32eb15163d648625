#include "media/rtc/flow/pacer.h"

#include <glib.h>

/* Little more than the line takes: what a key frame queues up is to wait here, where sound passes
 * it, and not on the line, where it would be taken for over-use. A sender of its own (libwebrtc:
 * 250) has an encoder that follows; layers do not. */
#define PACING_PERCENT 125
/* A thread that was late may send what it missed, not more: a burst fills the queue it is to spare.
 */
#define MAX_STEPS 4
/* What sound overdrew is forgotten beyond half a second. */
#define MAX_DEBT_US    500000
#define PADDING_BYTES  1200u
#define VIDEO_CAPACITY 256
#define RTX_CAPACITY   64
#define N_KEPT         (VIDEO_CAPACITY + RTX_CAPACITY)

static const struct {
    unsigned first, capacity; /* of Pacer.kept; 0: never waits */
    int64_t max_wait_us; /* later it is of no use: the picture has moved on, the NACK is repeated */
} LANES[PACER_N_LANES] = {
    [PACER_AUDIO] = {0, 0, 0},
    [PACER_VIDEO] = {0, VIDEO_CAPACITY, INT64_C(1000000)},
    [PACER_RTX] = {VIDEO_CAPACITY, RTX_CAPACITY, INT64_C(500000)},
    [PACER_PROBE] = {0, 0, 0},
};

typedef struct Kept {
    uint64_t tag;
    uint32_t bytes;
    uint32_t at_ms; /* since the pacer began; wraps */
} Kept;

typedef struct Queue {
    unsigned first, n;
} Queue;

struct Pacer {
    int64_t began_us, step_us; /* the last step that was paid */
    uint64_t pacing_bps;
    int64_t budget_bytes; /* below 0: spent in advance */
    BweProbe probe;       /* bytes: what is still to be sent; number 0: none */
    Queue queues[PACER_N_LANES];
    Kept kept[N_KEPT];
    PacerStats stats;
};

Pacer *pacer_new(int64_t now_us, uint64_t estimate_bps) {
    Pacer *pacer = g_new0(Pacer, 1);
    pacer->began_us = now_us;
    pacer->step_us = now_us - PACER_STEP_US;
    pacer_set_estimate(pacer, estimate_bps);
    return pacer;
}

void pacer_free(Pacer *pacer) {
    g_free(pacer);
}

void pacer_set_estimate(Pacer *pacer, uint64_t estimate_bps) {
    pacer->pacing_bps = estimate_bps * PACING_PERCENT / 100;
}

static uint64_t rate_of(const Pacer *pacer) {
    return pacer->probe.number ? pacer->probe.rate_bps : pacer->pacing_bps;
}

static int64_t bytes_in(const Pacer *pacer, int64_t us) {
    return (int64_t)(rate_of(pacer) * (uint64_t)us / 8000000);
}

static void pay(Pacer *pacer, int64_t now_us) {
    int64_t n_steps = (now_us - pacer->step_us) / PACER_STEP_US;
    if (n_steps <= 0)
        return;
    pacer->step_us += n_steps * PACER_STEP_US;
    int64_t most = bytes_in(pacer, MAX_STEPS * PACER_STEP_US);
    pacer->budget_bytes = MIN(pacer->budget_bytes + bytes_in(pacer, n_steps * PACER_STEP_US), most);
}

static void spend(Pacer *pacer, PacerItem *item) {
    int64_t debt = -bytes_in(pacer, MAX_DEBT_US) - (int64_t)PADDING_BYTES;
    pacer->budget_bytes = MAX(pacer->budget_bytes - (int64_t)item->bytes, debt);
    item->probe = pacer->probe.number;
    if (item->bytes >= pacer->probe.bytes)
        pacer->probe = (BweProbe){0};
    else
        pacer->probe.bytes -= item->bytes;
}

static Kept *kept_at(Pacer *pacer, PacerLane lane, unsigned i) {
    unsigned at = (pacer->queues[lane].first + i) % LANES[lane].capacity;
    return &pacer->kept[LANES[lane].first + at];
}

static void forget_first(Pacer *pacer, PacerLane lane) {
    Queue *queue = &pacer->queues[lane];
    queue->first = (queue->first + 1) % LANES[lane].capacity;
    queue->n--;
}

static uint32_t age_ms(const Pacer *pacer, int64_t now_us) {
    return (uint32_t)((now_us - pacer->began_us) / 1000);
}

static PacerAnswer keep(Pacer *pacer, int64_t now_us, const PacerItem *item) {
    Queue *queue = &pacer->queues[item->lane];
    if (queue->n == LANES[item->lane].capacity) {
        pacer->stats.dropped[item->lane]++;
        return PACER_DROPPED;
    }
    *kept_at(pacer, item->lane, queue->n++) = (Kept){item->tag, item->bytes, age_ms(pacer, now_us)};
    return PACER_QUEUED;
}

/* Nothing that is served before the lane, or in it, waits. */
static bool is_first(const Pacer *pacer, PacerLane lane) {
    for (unsigned i = 0; i <= lane; i++)
        if (pacer->queues[i].n > 0)
            return false;
    return true;
}

PacerAnswer pacer_offer(Pacer *pacer, int64_t now_us, PacerItem *item) {
    pay(pacer, now_us);
    if (item->lane != PACER_AUDIO && (pacer->budget_bytes <= 0 || !is_first(pacer, item->lane)))
        return keep(pacer, now_us, item);
    spend(pacer, item);
    return PACER_SEND;
}

void pacer_probe(Pacer *pacer, int64_t now_us, const BweProbe *probe) {
    pay(pacer, now_us);
    pacer->probe = *probe;
    pacer->budget_bytes = 0;
}

bool pacer_is_busy(const Pacer *pacer) {
    return pacer->probe.number || pacer->queues[PACER_VIDEO].n > 0 ||
           pacer->queues[PACER_RTX].n > 0;
}

static void drop_old(Pacer *pacer, int64_t now_us) {
    for (unsigned lane = 0; lane < PACER_N_LANES; lane++) {
        while (pacer->queues[lane].n > 0) {
            uint32_t wait_ms = age_ms(pacer, now_us) - kept_at(pacer, lane, 0)->at_ms;
            if (wait_ms * INT64_C(1000) <= LANES[lane].max_wait_us)
                break;
            pacer->stats.dropped[lane]++;
            forget_first(pacer, lane);
        }
    }
}

static bool next_of(Pacer *pacer, PacerLane lane, PacerItem *ret_item) {
    if (lane == PACER_PROBE) {
        if (!pacer->probe.number)
            return false;
        *ret_item = (PacerItem){.bytes = PADDING_BYTES, .lane = lane};
        pacer->stats.padding_bytes += PADDING_BYTES;
        return true;
    }
    if (pacer->queues[lane].n == 0)
        return false;
    const Kept *kept = kept_at(pacer, lane, 0);
    *ret_item = (PacerItem){.tag = kept->tag, .bytes = kept->bytes, .lane = lane};
    forget_first(pacer, lane);
    return true;
}

size_t pacer_step(Pacer *pacer, int64_t now_us, PacerItem *ret_items, size_t max) {
    size_t n = 0;
    pay(pacer, now_us);
    drop_old(pacer, now_us);
    while (n < max && pacer->budget_bytes > 0) {
        unsigned lane = 0;
        while (lane < PACER_N_LANES && !next_of(pacer, lane, &ret_items[n]))
            lane++;
        if (lane == PACER_N_LANES)
            break;
        spend(pacer, &ret_items[n++]);
    }
    return n;
}

void pacer_get_stats(const Pacer *pacer, PacerStats *ret_stats) {
    *ret_stats = pacer->stats;
    for (unsigned lane = 0; lane < PACER_N_LANES; lane++)
        ret_stats->waiting[lane] = pacer->queues[lane].n;
}
