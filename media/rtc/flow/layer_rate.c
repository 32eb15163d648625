#include "media/rtc/flow/layer_rate.h"

#define US_PER_S 1000000

/* Half of what was, half of what is: frames of one span differ. */
static uint32_t smooth(uint32_t before, uint64_t now) {
    return (uint32_t)(before > 0 ? (before + now) / 2 : now);
}

static void close_span(LayerRate *rate, int64_t span_us) {
    uint64_t sum = 0;
    for (unsigned i = 0; i < LAYER_RATE_TEMPORAL; i++) {
        sum += rate->bytes[i];
        uint64_t bps = sum * 8 * US_PER_S / (uint64_t)span_us;
        rate->bps[i] = rate->bytes[i] > 0 ? smooth(rate->bps[i], bps) : 0;
        rate->bytes[i] = 0;
    }
}

void layer_rate_add(LayerRate *rate, const LayerRateIn *in) {
    int64_t span_us = in->now_us - rate->began_us;
    if (rate->began_us == 0 || span_us >= 4 * LAYER_RATE_SPAN_US) { /* it begins, or had stopped */
        *rate = (LayerRate){.began_us = in->now_us};
    } else if (span_us >= LAYER_RATE_SPAN_US) {
        close_span(rate, span_us);
        rate->began_us = in->now_us;
    }
    if (in->is_key_start) {
        rate->has_key = true;
        rate->key_timestamp = in->timestamp;
    }
    if (rate->has_key && rate->key_timestamp == in->timestamp)
        return;
    unsigned temporal = in->temporal < LAYER_RATE_TEMPORAL ? in->temporal : LAYER_RATE_TEMPORAL - 1;
    rate->bytes[temporal] += in->bytes + LAYER_RATE_PACKET_EXTRAS;
}

uint32_t layer_rate_bps(const LayerRate *rate) {
    uint32_t bps = 0;
    for (unsigned i = 0; i < LAYER_RATE_TEMPORAL; i++)
        bps = rate->bps[i] > bps ? rate->bps[i] : bps;
    return bps;
}
