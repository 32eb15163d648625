#include "media/rtc/flow/bwe.h"

#include <glib.h>

#include "media/rtc/flow/bwe_aimd.h"
#include "media/rtc/flow/bwe_groups.h"
#include "media/rtc/flow/bwe_loss.h"
#include "media/rtc/flow/bwe_queue.h"
#include "media/rtc/flow/bwe_received.h"
#include "media/rtc/flow/bwe_trend.h"

#define FIRST_RTT_US INT64_C(100000)
#define MAX_RTT_US   INT64_C(3000000)
/* Feedback comes every 50 to 250 ms; so much later than the round trip it is missing. */
#define SILENCE_US INT64_C(1000000)
/* A peer that has not sent transport-wide feedback for so long is listened to by REMB and reports.
 */
#define FALLBACK_US INT64_C(5000000)
/* A fall to so much of what it was is another line: probe it anew. */
#define OTHER_LINE_PERCENT 60
/* A queue that stands so high is not to grow: no increase, no probe. */
#define STANDING_US INT64_C(60000)
/* Twice as high it is over-use by itself, and with so much loss already at half: then the loss is
 * the queue's. Once a second only, lest a way that has become longer be taken for a queue again and
 * again until its base is forgotten. */
#define HIGH_US         INT64_C(120000)
#define LOSSY_US        INT64_C(30000)
#define QUEUE_LOSS      0.02
#define QUEUE_REPEAT_US INT64_C(1000000)

struct Bwe {
    BweGroups groups;
    BweTrend trend;
    BweDetector detector;
    BweQueue queue;
    BweReceived received, sent; /* the latter by our clock, of packets that were reported */
    BweAimd aimd;
    BweLoss loss;
    BweProber prober;
    int64_t rtt_us, feedback_us, silence_us; /* last feedback; since when there was none */
    uint64_t wanted_bps, remb_bps;
    uint64_t before_bps; /* the target before the line fell silent; 0: it is not */
    uint64_t high_bps;   /* the most since the prober began anew */
    BweUsage usage;      /* of the last feedback */
    int64_t queue_cut_us;
    uint64_t over_uses, probes, probes_raised;
    bool has_feedback;
};

Bwe *bwe_new(uint64_t start_bps) {
    Bwe *bwe = g_new0(Bwe, 1);
    start_bps = CLAMP(start_bps, BWE_MIN_BPS, BWE_MAX_BPS);
    bwe_detector_init(&bwe->detector);
    bwe_aimd_init(&bwe->aimd, start_bps);
    bwe_loss_init(&bwe->loss, start_bps);
    bwe_probe_init(&bwe->prober);
    bwe->rtt_us = FIRST_RTT_US;
    bwe->wanted_bps = BWE_MAX_BPS;
    return bwe;
}

void bwe_free(Bwe *bwe) {
    g_free(bwe);
}

void bwe_set_wanted(Bwe *bwe, uint64_t wanted_bps) {
    bwe->wanted_bps = MIN(wanted_bps, BWE_MAX_BPS);
}

void bwe_set_rtt(Bwe *bwe, int64_t rtt_us) {
    bwe->rtt_us = CLAMP(rtt_us, 0, MAX_RTT_US);
}

uint64_t bwe_target_bps(const Bwe *bwe) {
    double bps = bwe->loss.rate_bps;
    if (bwe->has_feedback)
        bps = MIN(bps, bwe->aimd.rate_bps);
    else if (bwe->remb_bps > 0)
        bps = MIN(bps, (double)bwe->remb_bps);
    return (uint64_t)CLAMP(bps, (double)BWE_MIN_BPS, (double)BWE_MAX_BPS);
}

static void clamp_rates(Bwe *bwe) {
    bwe->aimd.rate_bps = CLAMP(bwe->aimd.rate_bps, (double)BWE_MIN_BPS, (double)BWE_MAX_BPS);
    bwe->loss.rate_bps = CLAMP(bwe->loss.rate_bps, (double)BWE_MIN_BPS, (double)BWE_MAX_BPS);
}

static void watch_for_falls(Bwe *bwe, int64_t now_us) {
    uint64_t target_bps = bwe_target_bps(bwe);
    bwe->high_bps = MAX(bwe->high_bps, target_bps);
    if (target_bps * 100 >= bwe->high_bps * OTHER_LINE_PERCENT)
        return;
    bwe->high_bps = target_bps;
    bwe_probe_restart(&bwe->prober, now_us);
}

static void look_at_delay(Bwe *bwe, const BwePacket *packet) {
    BweDelta delta;
    bwe_received_add(&bwe->received, packet->arrival_us, packet->bytes);
    bwe_queue_add(&bwe->queue, packet->send_us, packet->arrival_us);
    if (!bwe_groups_add(&bwe->groups, packet, &delta))
        return;
    double trend_ms = bwe_trend_add(&bwe->trend, &delta);
    (void)bwe_detector_update(&bwe->detector, trend_ms, delta.send_us, delta.at_us);
}

/* The detector's word, and what a standing queue adds to it. */
static BweUsage judge(Bwe *bwe, int64_t now_us) {
    BweUsage usage = bwe->detector.usage;
    int64_t over_us = bwe->loss.fraction >= QUEUE_LOSS ? LOSSY_US : HIGH_US;
    if (bwe->queue.standing_us < MIN(STANDING_US, over_us) || usage == BWE_OVER_USE)
        return usage;
    bool is_over = bwe->queue.standing_us >= over_us;
    if (!is_over || now_us - bwe->queue_cut_us < QUEUE_REPEAT_US)
        return BWE_UNDER_USE;
    bwe->queue_cut_us = now_us;
    return BWE_OVER_USE;
}

void bwe_on_feedback(Bwe *bwe, int64_t now_us, const BwePacket *packets, size_t n) {
    unsigned n_lost = 0;
    uint64_t target_bps = bwe_target_bps(bwe), probed_bps = 0;
    if (n == 0)
        return;
    bwe->feedback_us = now_us;
    bwe->silence_us = 0;
    bwe->has_feedback = true;
    for (size_t i = 0; i < n; i++) {
        n_lost += packets[i].is_lost;
        bwe_probe_add(&bwe->prober, &packets[i]);
        bwe_received_add(&bwe->sent, packets[i].send_us, packets[i].bytes);
        if (!packets[i].is_lost)
            look_at_delay(bwe, &packets[i]);
    }
    bwe_queue_close(&bwe->queue, now_us);
    BweUsage before = bwe->usage;
    bwe->usage = judge(bwe, now_us);
    bwe->over_uses += bwe->usage == BWE_OVER_USE && before != BWE_OVER_USE;
    const BweAimdInput input = {now_us, bwe->rtt_us, bwe->usage, bwe_received_bps(&bwe->received),
                                bwe_received_bps(&bwe->sent)};
    bwe_aimd_update(&bwe->aimd, &input);
    bwe_loss_add(&bwe->loss, now_us, (unsigned)n, n_lost, target_bps);
    if (bwe_probe_finish(&bwe->prober, now_us, bwe_target_bps(bwe), &probed_bps) &&
        probed_bps > 0) {
        bwe->probes_raised++;
        bwe_aimd_raise(&bwe->aimd, probed_bps, now_us);
        bwe_loss_raise(&bwe->loss, probed_bps);
    }
    clamp_rates(bwe);
    if (bwe->before_bps > 0)
        bwe_probe_resume(&bwe->prober, now_us, bwe->before_bps);
    bwe->before_bps = 0;
    watch_for_falls(bwe, now_us);
}

void bwe_on_remb(Bwe *bwe, int64_t now_us, uint64_t bps) {
    bwe->remb_bps = CLAMP(bps, BWE_MIN_BPS, BWE_MAX_BPS);
    if (!bwe->has_feedback)
        bwe_loss_raise(&bwe->loss, bwe->loss.fraction == 0 ? bwe->remb_bps : 0);
}

void bwe_on_report(Bwe *bwe, int64_t now_us, uint8_t fraction_lost) {
    if (bwe->has_feedback)
        return;
    bwe_loss_report(&bwe->loss, now_us, fraction_lost / 256.0, bwe_target_bps(bwe));
    clamp_rates(bwe);
}

static void go_silent(Bwe *bwe, int64_t now_us, uint64_t in_flight_bytes) {
    int64_t late_us = SILENCE_US + bwe->rtt_us;
    if (in_flight_bytes == 0) {
        bwe->silence_us = now_us;
        return;
    }
    int64_t since_us = MAX(bwe->silence_us, bwe->feedback_us);
    if (now_us - since_us < late_us)
        return;
    bwe->silence_us = now_us;
    if (bwe->before_bps == 0)
        bwe->before_bps = bwe_target_bps(bwe);
    bwe->aimd.rate_bps /= 2;
    clamp_rates(bwe);
}

void bwe_tick(Bwe *bwe, int64_t now_us, uint64_t in_flight_bytes) {
    uint64_t nothing;
    (void)bwe_probe_finish(&bwe->prober, now_us, UINT64_MAX, &nothing); /* gives up an old one */
    if (!bwe->has_feedback)
        return;
    go_silent(bwe, now_us, in_flight_bytes);
    if (now_us - bwe->feedback_us >= FALLBACK_US && bwe->remb_bps > 0)
        bwe->has_feedback = false;
}

bool bwe_next_probe(Bwe *bwe, int64_t now_us, BweProbe *ret_probe) {
    uint64_t target_bps = bwe_target_bps(bwe);
    if (bwe->usage != BWE_NORMAL ||
        !bwe_probe_next(&bwe->prober, now_us, target_bps, bwe->wanted_bps, ret_probe))
        return false;
    bwe->probes++;
    return true;
}

void bwe_get_stats(const Bwe *bwe, BweStats *ret_stats) {
    *ret_stats = (BweStats){.target_bps = bwe_target_bps(bwe),
                            .delay_bps = (uint64_t)bwe->aimd.rate_bps,
                            .loss_bps = (uint64_t)bwe->loss.rate_bps,
                            .remb_bps = bwe->remb_bps,
                            .received_bps = bwe_received_bps(&bwe->received),
                            .loss = bwe->loss.fraction,
                            .usage = bwe->usage,
                            .queue_us = bwe->queue.standing_us,
                            .over_uses = bwe->over_uses,
                            .probes = bwe->probes,
                            .probes_raised = bwe->probes_raised,
                            .has_feedback = bwe->has_feedback};
}
