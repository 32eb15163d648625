/* Sender and receiver reports (RFC 3550 §6.4) and the arithmetic around them. Pure. */
#pragma once

#include "media/rtc/wire/rtcp.h"

#define RTCP_REPORT_BYTES 24u /* of one report block */

/* One report block (§6.4.1): what the writer of the report saw of a stream. */
typedef struct RtcpReport {
    uint32_t ssrc;
    uint8_t fraction_lost; /* of 256, since the last report */
    int32_t lost;          /* 24 bits, may be negative where packets came twice */
    uint32_t highest;      /* sequence number, its cycles in the high 16 bits */
    uint32_t jitter_ticks;
    uint32_t last_sr;       /* middle 32 bits of the NTP time of the last SR; 0: none came */
    uint32_t since_last_sr; /* in 1/65536 s */
} RtcpReport;

/* What a sender says about itself (§6.4.1). */
typedef struct RtcpSender {
    uint32_t ssrc;
    uint64_t ntp; /* 32.32 fixed point, seconds since 1900; 0: it has no clock */
    uint32_t timestamp;
    uint32_t n_packets, n_bytes;
} RtcpSender;

/* False: not an SR of sufficient length. */
bool rtcp_report_get_sender(const RtcpBlock *block, RtcpSender *ret_sender);
/* Reports that an SR or RR brings, at most 31; 0 for any other block and for one that is cut off.
 */
unsigned rtcp_report_count(const RtcpBlock *block);
/* `index` below the count. */
RtcpReport rtcp_report_get(const RtcpBlock *block, unsigned index);

/* An SR with `sender`, an RR of `ssrc` without; n at most 31. False: no room, nothing is written.
 */
bool rtcp_report_write_sender(RtcpWriter *writer, const RtcpSender *sender,
                              const RtcpReport *reports, unsigned n);
bool rtcp_report_write_receiver(RtcpWriter *writer, uint32_t ssrc, const RtcpReport *reports,
                                unsigned n);

/* NTP time of a moment of the wall clock (microseconds since 1970), and back. */
uint64_t rtcp_report_ntp(int64_t at_us);
int64_t rtcp_report_time_us(uint64_t ntp);
/* The middle 32 bits: what last_sr repeats. */
uint32_t rtcp_report_middle(uint64_t ntp);
/* Round trip in microseconds that a report tells the sender of the SR (§6.4.1), `ntp` being the
 * moment at which it came; -1: the report names no SR, or its numbers make no sense (§A.8 leaves
 * that to us: below zero or above 60 s). */
int64_t rtcp_report_round_trip_us(const RtcpReport *report, uint64_t ntp);
