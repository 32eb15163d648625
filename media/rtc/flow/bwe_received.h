/* R_hat of draft-ietf-rmcat-gcc-02 §5.5: what arrives at the peer, over the last half second of its
 * clock. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define BWE_RECEIVED_SLOTS 11 /* ten full ones and the one that fills */

/* Zeroed: nothing seen. */
typedef struct BweReceived {
    uint32_t bytes[BWE_RECEIVED_SLOTS]; /* by slot number modulo */
    int64_t slot;                       /* the one that fills */
    int64_t first_us, last_us;
    bool is_begun;
} BweReceived;

/* Arrivals may be slightly out of order. */
void bwe_received_add(BweReceived *received, int64_t arrival_us, uint32_t bytes);
/* 0: not known yet. */
uint64_t bwe_received_bps(const BweReceived *received);
