/* When a publisher is asked for a key frame: at most once in 500 ms per stream, whoever joins
 * meanwhile shares the one that comes (a key frame costs all viewers; RFC 4585 §6.3.1). Embedded in
 * a stream. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define KEYFRAME_ECONOMY_GAP_US INT64_C(500000)

/* Zeroed: nobody has asked. */
typedef struct KeyframeEconomy {
    int64_t sent_us, wait_us; /* the last request; until it is repeated */
    bool has_sent;
    bool is_wanted; /* by somebody since the last key frame */
    uint64_t n_asked, n_sent;
} KeyframeEconomy;

/* Somebody needs one. True: send a PLI now. */
bool keyframe_economy_ask(KeyframeEconomy *economy, int64_t now_us);
/* From a timer of 100 ms or so while is_wanted. True: send a PLI now, the first one being late or
 * lost. */
bool keyframe_economy_tick(KeyframeEconomy *economy, int64_t now_us);
/* A key frame begins: everybody who asked has it. */
void keyframe_economy_arrived(KeyframeEconomy *economy);
