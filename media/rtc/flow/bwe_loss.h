/* The loss-based rate As_hat: little loss lets it grow, much makes it fall, what lies between is
 * the line's own and changes nothing (draft-ietf-rmcat-gcc-02 §6). */
#pragma once

#include <stdint.h>

typedef struct BweLoss {
    double rate_bps;
    uint64_t n_packets, n_lost; /* of the interval that is open */
    int64_t began_us;           /* 0: none is */
    double fraction;            /* of the last interval */
} BweLoss;

void bwe_loss_init(BweLoss *loss, uint64_t start_bps);

/* What one feedback says; closes the interval when it is long enough. `target_bps` is the rate that
 * was sent at, the delay-based one included: it is what a decrease begins from. */
void bwe_loss_add(BweLoss *loss, int64_t now_us, unsigned n_packets, unsigned n_lost,
                  uint64_t target_bps);
/* A receiver report's fraction (RFC 3550 §6.4.1, 0 to 1): an interval of its own. */
void bwe_loss_report(BweLoss *loss, int64_t now_us, double fraction, uint64_t target_bps);
void bwe_loss_raise(BweLoss *loss, uint64_t bps);
