#include "media/rtc/flow/bwe_aimd.h"

#include <glib.h>
#include <math.h>

/* §5.5 and its table of parameters. */
#define BETA         0.85
#define GROWTH_PER_S 1.08
#define NEAR_ALPHA   0.5
#define NEAR_MIN_BPS 1000.0
/* So much of what was sent in the same half second has arrived, and it was so little of the rate:
 * it says what we sent, not what the line takes. So a key frame with which a larger layer begins
 * does not cost that layer. */
#define PASSED             0.9
#define LITTLE             0.75
#define RESPONSE_US        INT64_C(100000)
#define MAX_STEP_S         1.0
#define AHEAD_OF_RECEIVED  1.5
#define AHEAD_BPS          10000.0 /* so that next to nothing can grow at all */
#define CEILING_SMOOTHING  0.05
#define CEILING_DEVIATIONS 3.0
#define FRAMES_PER_S       30.0
#define PACKET_BITS        (1200.0 * 8)
/* Variance of the ceiling relative to it, in kbit/s: first value and bounds. */
#define FIRST_VARIANCE 0.4
#define MIN_VARIANCE   0.4
#define MAX_VARIANCE   2.5
/* A decrease is seen one round trip later; before that another one is too many, unless what arrives
 * has fallen far below. */
#define MIN_REPEAT_US INT64_C(10000)
#define MAX_REPEAT_US INT64_C(200000)

/* §5.5: signal × state → state. */
static const BweAimdState NEXT[BWE_N_USAGES][BWE_N_STATES] = {
    [BWE_NORMAL] =
        {[BWE_HOLD] = BWE_INCREASE, [BWE_INCREASE] = BWE_INCREASE, [BWE_DECREASE] = BWE_HOLD},
    [BWE_OVER_USE] = {BWE_DECREASE, BWE_DECREASE, BWE_DECREASE},
    [BWE_UNDER_USE] = {BWE_HOLD, BWE_HOLD, BWE_HOLD},
};

void bwe_aimd_init(BweAimd *aimd, uint64_t start_bps) {
    *aimd = (BweAimd){.rate_bps = (double)start_bps, .ceiling_variance = FIRST_VARIANCE};
}

static double deviation_bps(const BweAimd *aimd) {
    return 1000 * sqrt(aimd->ceiling_variance * aimd->ceiling_bps / 1000);
}

static void learn_ceiling(BweAimd *aimd, double received_bps) {
    if (aimd->ceiling_bps > 0 &&
        received_bps < aimd->ceiling_bps - CEILING_DEVIATIONS * deviation_bps(aimd))
        aimd->ceiling_bps = 0;
    double before = aimd->ceiling_bps > 0 ? aimd->ceiling_bps : received_bps;
    aimd->ceiling_bps = (1 - CEILING_SMOOTHING) * before + CEILING_SMOOTHING * received_bps;
    double error_kbps = (aimd->ceiling_bps - received_bps) / 1000;
    double variance =
        (1 - CEILING_SMOOTHING) * aimd->ceiling_variance +
        CEILING_SMOOTHING * error_kbps * error_kbps / MAX(aimd->ceiling_bps / 1000, 1);
    aimd->ceiling_variance = CLAMP(variance, MIN_VARIANCE, MAX_VARIANCE);
}

static double near_step_bps(const BweAimd *aimd, const BweAimdInput *input, double step_us) {
    double frame_bits = aimd->rate_bps / FRAMES_PER_S;
    double packet_bits = frame_bits / ceil(frame_bits / PACKET_BITS);
    double part = MIN(step_us / (double)(RESPONSE_US + input->rtt_us), 1);
    return MAX(NEAR_MIN_BPS, NEAR_ALPHA * part * packet_bits);
}

static void increase(BweAimd *aimd, const BweAimdInput *input) {
    double received_bps = (double)input->received_bps;
    double step_us = (double)(input->now_us - aimd->updated_us);
    if (aimd->ceiling_bps > 0 &&
        received_bps > aimd->ceiling_bps + CEILING_DEVIATIONS * deviation_bps(aimd))
        aimd->ceiling_bps = 0;
    double rate_bps = aimd->ceiling_bps > 0
                          ? aimd->rate_bps + near_step_bps(aimd, input, step_us)
                          : aimd->rate_bps * pow(GROWTH_PER_S, MIN(step_us / 1e6, MAX_STEP_S));
    double limit_bps = AHEAD_OF_RECEIVED * received_bps + AHEAD_BPS;
    if (input->received_bps > 0)
        rate_bps = MIN(rate_bps, MAX(limit_bps, aimd->rate_bps));
    aimd->rate_bps = rate_bps;
}

static void decrease(BweAimd *aimd, const BweAimdInput *input) {
    double received_bps = (double)input->received_bps;
    int64_t since_us = input->now_us - aimd->decreased_us;
    bool is_soon = since_us < CLAMP(input->rtt_us, MIN_REPEAT_US, MAX_REPEAT_US);
    if (input->received_bps == 0 || (is_soon && received_bps > aimd->rate_bps / 2))
        return;
    bool has_passed = input->sent_bps > 0 && received_bps >= PASSED * (double)input->sent_bps &&
                      received_bps < LITTLE * aimd->rate_bps;
    if (has_passed)
        received_bps = MAX(received_bps, aimd->rate_bps);
    else
        learn_ceiling(aimd, received_bps);
    aimd->rate_bps = MIN(aimd->rate_bps, BETA * received_bps);
    aimd->decreased_us = input->now_us;
}

void bwe_aimd_update(BweAimd *aimd, const BweAimdInput *input) {
    if (aimd->updated_us == 0)
        aimd->updated_us = input->now_us;
    aimd->state = NEXT[input->usage][aimd->state];
    if (aimd->state == BWE_INCREASE)
        increase(aimd, input);
    else if (aimd->state == BWE_DECREASE)
        decrease(aimd, input);
    aimd->updated_us = input->now_us;
}

void bwe_aimd_raise(BweAimd *aimd, uint64_t bps, int64_t now_us) {
    if ((double)bps <= aimd->rate_bps)
        return;
    aimd->rate_bps = (double)bps;
    aimd->ceiling_bps = 0;
    aimd->updated_us = now_us;
}
