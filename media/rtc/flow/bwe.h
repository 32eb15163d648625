/* How much one peer's line takes (draft-ietf-rmcat-gcc-02): the smaller of a delay-based and a
 * loss-based rate from transport-wide feedback, raised by probes; for peers without such feedback
 * the smaller of their REMB and the loss of their receiver reports. No clock, no I/O, no allocation
 * after bwe_new(). One thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/rtc/flow/bwe_detector.h"
#include "media/rtc/flow/bwe_packet.h"
#include "media/rtc/flow/bwe_probe.h"

/* Below this even sound does not pass. */
#define BWE_MIN_BPS UINT64_C(30000)
#define BWE_MAX_BPS UINT64_C(50000000)

typedef struct Bwe Bwe;

typedef struct BweStats {
    uint64_t target_bps, delay_bps, loss_bps, remb_bps, received_bps; /* remb 0: none */
    double loss;                                                      /* of the last interval */
    BweUsage usage;
    int64_t queue_us;   /* that stands on the line */
    uint64_t over_uses; /* times that over-use began */
    uint64_t probes, probes_raised;
    bool has_feedback; /* transport-wide: REMB and reports do not count */
} BweStats;

Bwe *bwe_new(uint64_t start_bps);
void bwe_free(Bwe *bwe);

/* What would be sent if the line took it: everything shown, at its best. Probing stops there. */
void bwe_set_wanted(Bwe *bwe, uint64_t wanted_bps);
void bwe_set_rtt(Bwe *bwe, int64_t rtt_us);

/* Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01), joined with the
 * history of sending: packets in the order of sending, each once. */
void bwe_on_feedback(Bwe *bwe, int64_t now_us, const BwePacket *packets, size_t n);
/* draft-alvestrand-rmcat-remb-03. */
void bwe_on_remb(Bwe *bwe, int64_t now_us, uint64_t bps);
/* `fraction_lost` of a receiver report, in 256ths (RFC 3550 §6.4.1). */
void bwe_on_report(Bwe *bwe, int64_t now_us, uint8_t fraction_lost);
/* About every 100 ms. With packets under way and no feedback the line is taken for broken: halved
 * each second. */
void bwe_tick(Bwe *bwe, int64_t now_us, uint64_t in_flight_bytes);

/* Whether a probe is to be sent now: ask after each feedback and tick. */
bool bwe_next_probe(Bwe *bwe, int64_t now_us, BweProbe *ret_probe);

uint64_t bwe_target_bps(const Bwe *bwe);
void bwe_get_stats(const Bwe *bwe, BweStats *ret_stats);
