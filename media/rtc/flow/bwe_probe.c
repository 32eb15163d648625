#include "media/rtc/flow/bwe_probe.h"

#include <glib.h>

#define FIRST_FACTOR 3
#define FACTOR       2
/* Not for less: what it would find is found by growing. */
#define WORTH_PERCENT         120
#define WANTED_MARGIN_PERCENT 120
/* Long enough to measure: so long, and so many packets. Twice as long after each that measured
 * nothing: where packets are collected on the way or by a busy receiver, a longer one spans that.
 */
#define FIRST_SPAN_US        INT64_C(15000)
#define MAX_SPAN_US          INT64_C(120000)
#define MIN_PACKETS          5u
#define PACKET_BYTES         1200u
#define MIN_RECEIVED         4
#define MIN_RECEIVED_PERCENT 80
/* An answer that has not come by then does not come. */
#define ANSWER_US INT64_C(2000000)
/* Each probe in vain doubles the wait: on a narrow line it is a tenth of a second of delay. Three
 * doublings from 300 kbit/s lead to 2.4 Mbit/s, so the longest wait and they fit into 15 s. */
#define FIRST_WAIT_US INT64_C(2000000)
#define MAX_WAIT_US   INT64_C(8000000)
/* Arrived so much slower than sent: that was the line's rate, and a little below it is safe. */
#define SATURATED_PERCENT 80
#define SAFE_PERCENT      95
/* … but on a line that is shared it is what was pushed aside: only half of the way there is taken.
 */
#define SHARED_PERCENT 50
/* Arrived so much faster: something on the way collects packets; nothing measured. */
#define MAX_SPEED_UP 2

void bwe_probe_init(BweProber *prober) {
    *prober = (BweProber){.wait_us = FIRST_WAIT_US, .span_us = FIRST_SPAN_US, .is_first = true};
}

bool bwe_probe_next(BweProber *prober, int64_t now_us, uint64_t estimate_bps, uint64_t wanted_bps,
                    BweProbe *ret_probe) {
    if (prober->state == BWE_PROBE_OUT || now_us < prober->next_us)
        return false;
    uint64_t rate_bps = estimate_bps * (prober->is_first ? FIRST_FACTOR : FACTOR);
    rate_bps = MAX(rate_bps, prober->hint_bps);
    rate_bps = MIN(rate_bps, wanted_bps * WANTED_MARGIN_PERCENT / 100);
    if (rate_bps * 100 < estimate_bps * WORTH_PERCENT)
        return false;
    int64_t wait_us = prober->wait_us, span_us = prober->span_us;
    uint16_t number = prober->last_number == UINT16_MAX ? 1 : (uint16_t)(prober->last_number + 1);
    uint64_t bytes = MAX(rate_bps * (uint64_t)span_us / 8 / 1000000, MIN_PACKETS * PACKET_BYTES);
    *prober = (BweProber){.probe = {number, rate_bps, (uint32_t)MIN(bytes, UINT32_MAX)},
                          .state = BWE_PROBE_OUT,
                          .began_us = now_us,
                          .wait_us = wait_us,
                          .span_us = span_us,
                          .last_number = number};
    *ret_probe = prober->probe;
    return true;
}

void bwe_probe_add(BweProber *prober, const BwePacket *packet) {
    if (prober->state != BWE_PROBE_OUT)
        return;
    if (packet->probe != prober->probe.number) {
        prober->is_passed |= prober->n_received > 0 && packet->send_us > prober->last_send_us;
        return;
    }
    prober->reported_bytes += packet->bytes;
    if (packet->is_lost)
        return;
    if (prober->n_received == 0 || packet->arrival_us < prober->first_arrival_us) {
        prober->first_arrival_us = packet->arrival_us;
        prober->first_bytes = packet->bytes;
    }
    if (prober->n_received == 0 || packet->send_us >= prober->last_send_us) {
        prober->last_send_us = packet->send_us;
        prober->last_bytes = packet->bytes;
    }
    if (prober->n_received == 0 || packet->send_us < prober->first_send_us)
        prober->first_send_us = packet->send_us;
    if (prober->n_received == 0 || packet->arrival_us > prober->last_arrival_us)
        prober->last_arrival_us = packet->arrival_us;
    prober->received_bytes += packet->bytes;
    prober->n_received++;
}

typedef struct Measure {
    uint64_t bps; /* 0: nothing measured */
    bool is_saturated;
} Measure;

/* From the first packet's arrival on, so without its bytes; likewise sending, without the last
 * one's. */
static Measure measure(const BweProber *prober) {
    int64_t send_us = prober->last_send_us - prober->first_send_us;
    int64_t arrival_us = prober->last_arrival_us - prober->first_arrival_us;
    if (prober->n_received < MIN_RECEIVED || send_us <= 0 || arrival_us <= 0 ||
        prober->received_bytes * 100 < (uint64_t)prober->probe.bytes * MIN_RECEIVED_PERCENT)
        return (Measure){0, false};
    uint64_t sent = (prober->received_bytes - prober->last_bytes) * 8000000 / (uint64_t)send_us;
    uint64_t came = (prober->received_bytes - prober->first_bytes) * 8000000 / (uint64_t)arrival_us;
    if (came > sent * MAX_SPEED_UP)
        return (Measure){0, false};
    bool is_saturated = came * 100 < sent * SATURATED_PERCENT;
    return (Measure){is_saturated ? came * SAFE_PERCENT / 100 : MIN(sent, came), is_saturated};
}

bool bwe_probe_finish(BweProber *prober, int64_t now_us, uint64_t estimate_bps, uint64_t *ret_bps) {
    bool is_complete = prober->is_passed || prober->reported_bytes >= prober->probe.bytes;
    if (prober->state != BWE_PROBE_OUT || (!is_complete && now_us - prober->began_us < ANSWER_US))
        return false;
    Measure measured = is_complete ? measure(prober) : (Measure){0, false};
    bool is_more = measured.bps > estimate_bps;
    bool is_longer_next = is_complete && measured.bps == 0 && prober->span_us < MAX_SPAN_US;
    if (is_longer_next)
        prober->span_us *= 2;
    if (is_more && measured.is_saturated)
        measured.bps = estimate_bps + (measured.bps - estimate_bps) * SHARED_PERCENT / 100;
    prober->state = is_more ? BWE_PROBE_MEASURED : BWE_PROBE_FAILED;
    if (measured.bps * 100 >= estimate_bps * WORTH_PERCENT)
        prober->wait_us = FIRST_WAIT_US;
    if (is_more && !measured.is_saturated) {
        prober->next_us = now_us;
    } else {
        prober->next_us = now_us + prober->wait_us;
        if (!is_longer_next)
            prober->wait_us = MIN(prober->wait_us * 2, MAX_WAIT_US);
    }
    *ret_bps = is_more ? measured.bps : 0;
    return true;
}

void bwe_probe_resume(BweProber *prober, int64_t now_us, uint64_t before_bps) {
    prober->state = BWE_PROBE_NONE;
    prober->wait_us = FIRST_WAIT_US;
    prober->next_us = now_us;
    prober->hint_bps = before_bps;
}

void bwe_probe_restart(BweProber *prober, int64_t now_us) {
    prober->wait_us = FIRST_WAIT_US;
    prober->span_us = FIRST_SPAN_US;
    prober->next_us = now_us + FIRST_WAIT_US;
    if (prober->state == BWE_PROBE_OUT)
        prober->state = BWE_PROBE_FAILED;
}
