/* What a layer of a publisher's picture, or its sound, costs on the line: measured where it comes
 * in, by temporal layer. Key frames are left out: they come when somebody asks, and would make the
 * layer look too large for just those who wait for it. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define LAYER_RATE_TEMPORAL      3u
#define LAYER_RATE_SPAN_US       INT64_C(500000) /* of a measure; half as old as that on average */
#define LAYER_RATE_PACKET_EXTRAS 44u             /* UDP, IPv4 and what SRTP adds */

/* Zeroed: nothing has come. */
typedef struct LayerRate {
    int64_t began_us; /* this span */
    uint32_t bytes[LAYER_RATE_TEMPORAL];
    uint32_t bps[LAYER_RATE_TEMPORAL]; /* up to and with each temporal layer; 0: not there, or not
                                          measured yet */
    uint32_t key_timestamp;
    bool has_key;
} LayerRate;

/* One packet. */
typedef struct LayerRateIn {
    int64_t now_us;
    uint32_t timestamp;
    uint32_t bytes; /* of RTP, without protection */
    uint8_t temporal;
    bool is_key_start;
} LayerRateIn;

void layer_rate_add(LayerRate *rate, const LayerRateIn *in);
/* Of all temporal layers together. */
uint32_t layer_rate_bps(const LayerRate *rate);
