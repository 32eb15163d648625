#include "media/rtc/flow/receive_stats.h"

#include <glib.h>
#include <stdlib.h>

#include "media/rtc/wire/rtp_number.h"

#define CYCLE    0x10000u /* numbers begin in the second cycle: there is something before them */
#define NO_STRAY UINT32_MAX
#define US_PER_S 1000000
#define Q4       16u /* of the jitter (§A.8) */
#define SR_UNITS 65536
#define FRACTION 256u

void receive_stats_init(ReceiveStats *ret_stats, uint32_t clock_hz) {
    *ret_stats = (ReceiveStats){.clock_hz = clock_hz, .stray = NO_STRAY};
}

static uint32_t transit_of(const ReceiveStats *stats, uint32_t timestamp, int64_t arrived_us) {
    int64_t seconds = arrived_us / US_PER_S, rest_us = arrived_us % US_PER_S;
    int64_t ticks = seconds * stats->clock_hz + rest_us * stats->clock_hz / US_PER_S;
    return (uint32_t)ticks - timestamp;
}

/* §A.8 */
static void take_jitter(ReceiveStats *stats, uint32_t transit) {
    uint32_t change = (uint32_t)abs(rtp_distance32(stats->transit, transit));
    stats->transit = transit;
    stats->jitter_q4 += change - ((stats->jitter_q4 + Q4 / 2) / Q4);
}

static void restart(ReceiveStats *stats, uint32_t number) {
    stats->is_started = true;
    stats->first = stats->highest = number;
    stats->n_packets = stats->expected_prior = stats->packets_prior = 0;
    stats->stray = NO_STRAY;
}

static ReceiveResult judge(ReceiveStats *stats, uint16_t sequence, uint32_t *ret_number) {
    uint32_t number = rtp_unwrap16(stats->highest, sequence);
    int32_t ahead = rtp_distance32(stats->highest, number);
    if (ahead > -RECEIVE_STATS_MAX_MISORDER && ahead < RECEIVE_STATS_MAX_DROPOUT) {
        *ret_number = number;
        if (ahead > 0)
            stats->highest = number;
        stats->stray = NO_STRAY;
        return ahead > 0 ? RECEIVE_NEWER : RECEIVE_LATE;
    }
    if (stats->stray != sequence) { /* two in sequence make a restart (§A.1) */
        stats->stray = (uint16_t)(sequence + 1);
        return RECEIVE_STRAY;
    }
    /* Ahead of all that came before, whatever the sender's numbers do. */
    *ret_number = ahead > 0 ? number : number + CYCLE;
    restart(stats, *ret_number);
    return RECEIVE_RESTARTED;
}

ReceiveResult receive_stats_take(ReceiveStats *stats, uint16_t sequence, uint32_t timestamp,
                                 int64_t arrived_us, uint32_t *ret_number) {
    ReceiveResult result = RECEIVE_NEWER;
    uint32_t transit = transit_of(stats, timestamp, arrived_us);
    if (!stats->is_started) {
        *ret_number = CYCLE + sequence;
        restart(stats, *ret_number);
        stats->transit = transit;
    } else {
        result = judge(stats, sequence, ret_number);
    }
    if (result == RECEIVE_STRAY)
        return result;
    if (result == RECEIVE_RESTARTED)
        stats->transit = transit;
    stats->n_packets++;
    if (result == RECEIVE_NEWER) /* what was sent again tells nothing about the path */
        take_jitter(stats, transit);
    return result;
}

void receive_stats_add_bytes(ReceiveStats *stats, uint32_t n) {
    stats->n_bytes += n;
}

bool receive_stats_number(const ReceiveStats *stats, uint16_t sequence, uint32_t *ret_number) {
    if (stats->is_started)
        *ret_number = rtp_unwrap16(stats->highest, sequence);
    return stats->is_started;
}

void receive_stats_take_sender(ReceiveStats *stats, uint64_t ntp, int64_t arrived_us) {
    stats->last_sr = rtcp_report_middle(ntp);
    stats->last_sr_us = arrived_us;
}

bool receive_stats_report(ReceiveStats *stats, uint32_t ssrc, int64_t now_us,
                          RtcpReport *ret_report) {
    if (!stats->is_started)
        return false;
    uint32_t expected = stats->highest - stats->first + 1;
    uint32_t expected_now = expected - stats->expected_prior;
    int32_t lost_now = (int32_t)(expected_now - (stats->n_packets - stats->packets_prior));
    stats->expected_prior = expected;
    stats->packets_prior = stats->n_packets;
    int64_t held_us = stats->last_sr != 0 ? now_us - stats->last_sr_us : 0;
    *ret_report = (RtcpReport){
        .ssrc = ssrc,
        .fraction_lost = lost_now <= 0 ? 0
                                       : (uint8_t)MIN(FRACTION * (uint64_t)lost_now / expected_now,
                                                      FRACTION - 1),
        .lost = (int32_t)(expected - stats->n_packets),
        .highest = stats->highest - CYCLE,
        .jitter_ticks = stats->jitter_q4 / Q4,
        .last_sr = stats->last_sr,
        .since_last_sr = (uint32_t)(held_us * SR_UNITS / US_PER_S),
    };
    return true;
}
