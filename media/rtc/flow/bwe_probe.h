/* Probes: a few packets sent faster than the estimate, whose spacing on arrival says what the line
 * would take. They find again what a limit that is gone gives back, which growth by 8 % a second
 * would take a minute for. When to probe, and what a probe has measured. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/flow/bwe_packet.h"

/* An order for the pacer: send so many bytes at this rate, media first, padding for the rest. */
typedef struct BweProbe {
    uint16_t number; /* for BwePacket.probe; never 0 */
    uint64_t rate_bps;
    uint32_t bytes;
} BweProbe;

typedef enum BweProbeState {
    BWE_PROBE_NONE,
    BWE_PROBE_OUT,
    BWE_PROBE_MEASURED,
    BWE_PROBE_FAILED
} BweProbeState;

typedef struct BweProber {
    BweProbe probe; /* the last one */
    BweProbeState state;
    int64_t began_us, next_us, wait_us, span_us;
    unsigned n_received;
    uint64_t reported_bytes, received_bytes; /* the latter without … */
    uint32_t first_bytes, last_bytes;        /* … by arrival and by sending */
    int64_t first_send_us, last_send_us, first_arrival_us, last_arrival_us;
    uint16_t last_number;
    bool is_first;     /* none has been sent */
    bool is_passed;    /* what was sent after it has been reported: no more of it will be */
    uint64_t hint_bps; /* of bwe_probe_resume() */
} BweProber;

void bwe_probe_init(BweProber *prober);

/* Whether one is to be sent now. `wanted_bps` is what would be used if the line took it; nothing
 * beyond is asked for. */
bool bwe_probe_next(BweProber *prober, int64_t now_us, uint64_t estimate_bps, uint64_t wanted_bps,
                    BweProbe *ret_probe);
/* A packet of the feedback, lost ones too. */
void bwe_probe_add(BweProber *prober, const BwePacket *packet);
/* After each feedback: true once when a probe is over, with what it measured, 0 when nothing. */
bool bwe_probe_finish(BweProber *prober, int64_t now_us, uint64_t estimate_bps, uint64_t *ret_bps);
/* The line was broken and is there again: the next probe is sent at once, at the rate of before. */
void bwe_probe_resume(BweProber *prober, int64_t now_us, uint64_t before_bps);
/* The line has got narrower: what earlier probes found is void. */
void bwe_probe_restart(BweProber *prober, int64_t now_us);
