/* The delay-based rate A_hat: grows while delay is steady, falls below what arrives when it grows
 * (draft-ietf-rmcat-gcc-02 §5.5). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/flow/bwe_detector.h"

typedef enum BweAimdState { BWE_HOLD, BWE_INCREASE, BWE_DECREASE, BWE_N_STATES } BweAimdState;

typedef struct BweAimd {
    double rate_bps;
    BweAimdState state;
    int64_t updated_us, decreased_us;
    double ceiling_bps, ceiling_variance; /* of what arrived at decreases; 0: not known */
} BweAimd;

/* What an update looks at. */
typedef struct BweAimdInput {
    int64_t now_us, rtt_us;
    BweUsage usage;
    uint64_t received_bps, sent_bps; /* 0: not known */
} BweAimdInput;

void bwe_aimd_init(BweAimd *aimd, uint64_t start_bps);
/* Once per feedback. */
void bwe_aimd_update(BweAimd *aimd, const BweAimdInput *input);
/* A probe has measured more. */
void bwe_aimd_raise(BweAimd *aimd, uint64_t bps, int64_t now_us);
