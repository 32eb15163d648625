#include "media/rtc/flow/bwe_loss.h"

#include <glib.h>
#include <math.h>

/* §6. */
#define HIGH_LOSS    0.10
#define LOW_LOSS     0.02
#define DECREASE     0.5
#define GROWTH_PER_S 1.05
#define GROWTH_BPS   1000.0
/* An interval ends with enough packets that 5 % at random is not often taken for 10, or at the pace
 * of receiver reports, which §6 was written for. A cut needs a round trip to show: never sooner
 * than that. */
#define ENOUGH_PACKETS 100u
#define FEW_PACKETS    20u
#define SHORT_US       INT64_C(400000)
#define USUAL_US       INT64_C(1000000)
#define LONG_US        INT64_C(3000000)

void bwe_loss_init(BweLoss *loss, uint64_t start_bps) {
    *loss = (BweLoss){.rate_bps = (double)start_bps};
}

static void judge(BweLoss *loss, double fraction, double seconds, uint64_t target_bps) {
    loss->fraction = fraction;
    if (fraction > HIGH_LOSS)
        loss->rate_bps = MIN(loss->rate_bps, (double)target_bps) * (1 - DECREASE * fraction);
    else if (fraction < LOW_LOSS)
        loss->rate_bps = (loss->rate_bps + GROWTH_BPS * seconds) * pow(GROWTH_PER_S, seconds);
}

void bwe_loss_add(BweLoss *loss, int64_t now_us, unsigned n_packets, unsigned n_lost,
                  uint64_t target_bps) {
    if (loss->began_us == 0)
        loss->began_us = now_us;
    loss->n_packets += n_packets;
    loss->n_lost += n_lost;
    int64_t span_us = now_us - loss->began_us;
    if (!(span_us >= SHORT_US && loss->n_packets >= ENOUGH_PACKETS) &&
        !(span_us >= USUAL_US && loss->n_packets >= FEW_PACKETS) && span_us < LONG_US)
        return;
    if (loss->n_packets > 0)
        judge(loss, (double)loss->n_lost / (double)loss->n_packets,
              (double)MIN(span_us, USUAL_US) / 1e6, target_bps);
    loss->n_packets = loss->n_lost = 0;
    loss->began_us = now_us;
}

void bwe_loss_report(BweLoss *loss, int64_t now_us, double fraction, uint64_t target_bps) {
    int64_t span_us = loss->began_us ? now_us - loss->began_us : 0;
    loss->began_us = now_us;
    judge(loss, fraction, (double)CLAMP(span_us, 0, USUAL_US) / 1e6, target_bps);
}

void bwe_loss_raise(BweLoss *loss, uint64_t bps) {
    loss->rate_bps = MAX(loss->rate_bps, (double)bps);
}
