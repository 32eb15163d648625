/* What is received of one RTP stream: numbers without wrapping, loss and jitter for reports
 * (RFC 3550 §6.4.1, §A.1, §A.3, §A.8). Pure. */
#pragma once

#include "media/rtc/wire/rtcp_report.h"

#define RECEIVE_STATS_MAX_DROPOUT  3000 /* §A.1: a larger gap is a restart or a stray */
#define RECEIVE_STATS_MAX_MISORDER 512  /* older is of no use: no ring reaches so far */

typedef enum ReceiveResult {
    RECEIVE_NEWER,     /* beyond all that came before */
    RECEIVE_LATE,      /* older than the newest: reordered, sent again, or a copy */
    RECEIVE_RESTARTED, /* the sender began anew: the numbers jump ahead */
    RECEIVE_STRAY,     /* far from all others: not to be used */
} ReceiveResult;

typedef struct ReceiveStats {
    uint32_t clock_hz;
    bool is_started;
    uint32_t first, highest; /* unwrapped */
    uint32_t stray; /* the sequence number that would make a stray a restart; above 16 bits: none */
    uint32_t n_packets, n_bytes;
    uint32_t transit, jitter_q4; /* ticks; 1/16 ticks */
    uint32_t expected_prior, packets_prior;
    uint32_t last_sr;
    int64_t last_sr_us;
} ReceiveStats;

void receive_stats_init(ReceiveStats *ret_stats, uint32_t clock_hz);

/* A packet of the stream itself, not one sent again by RTX: writes its number whose low 16 bits are
 * the sequence number; the number is right unless the result is RECEIVE_STRAY. */
ReceiveResult receive_stats_take(ReceiveStats *stats, uint16_t sequence, uint32_t timestamp,
                                 int64_t arrived_us, uint32_t *ret_number);
/* Bytes of payload, for who shows a rate. */
void receive_stats_add_bytes(ReceiveStats *stats, uint32_t n);
/* The number of a packet that RTX repeats; not counted: reports are about the stream's own packets
 * (RFC 4588 §6.3 leaves them as they are). False: nothing has come yet. */
bool receive_stats_number(const ReceiveStats *stats, uint16_t sequence, uint32_t *ret_number);

/* A sender report came: the next report of ours names it. */
void receive_stats_take_sender(ReceiveStats *stats, uint64_t ntp, int64_t arrived_us);
/* The next report block (§6.4.1); the loss since the last one starts anew. False: nothing has come.
 */
bool receive_stats_report(ReceiveStats *stats, uint32_t ssrc, int64_t now_us,
                          RtcpReport *ret_report);
