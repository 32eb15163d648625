#include "media/rtc/wire/rtcp_report.h"

#include "media/rtc/wire/wire_order.h"

#define SENDER_BYTES         24u
#define RECEIVER_BYTES       4u
#define SECONDS_1900_TO_1970 UINT64_C(2208988800)
#define US_PER_S             UINT64_C(1000000)
#define MAX_ROUND_TRIP       (60u << 16)

bool rtcp_report_get_sender(const RtcpBlock *block, RtcpSender *ret_sender) {
    if (block->type != RTCP_SR || block->length < SENDER_BYTES)
        return false;
    const uint8_t *body = block->body;
    *ret_sender = (RtcpSender){
        .ssrc = wire_order_get32(body),
        .ntp = (uint64_t)wire_order_get32(body + 4) << 32 | wire_order_get32(body + 8),
        .timestamp = wire_order_get32(body + 12),
        .n_packets = wire_order_get32(body + 16),
        .n_bytes = wire_order_get32(body + 20),
    };
    return true;
}

static size_t reports_at(const RtcpBlock *block) {
    return block->type == RTCP_SR ? SENDER_BYTES : RECEIVER_BYTES;
}

unsigned rtcp_report_count(const RtcpBlock *block) {
    bool is_report = block->type == RTCP_SR || block->type == RTCP_RR;
    if (!is_report || block->length < reports_at(block) + RTCP_REPORT_BYTES * block->count)
        return 0;
    return block->count;
}

/* The 24 bits with their sign. */
static int32_t get_lost(const uint8_t *bytes) {
    return (int32_t)(wire_order_get24(bytes) ^ 0x800000u) - 0x800000;
}

RtcpReport rtcp_report_get(const RtcpBlock *block, unsigned index) {
    const uint8_t *at = block->body + reports_at(block) + RTCP_REPORT_BYTES * (size_t)index;
    return (RtcpReport){
        .ssrc = wire_order_get32(at),
        .fraction_lost = at[4],
        .lost = get_lost(at + 5),
        .highest = wire_order_get32(at + 8),
        .jitter_ticks = wire_order_get32(at + 12),
        .last_sr = wire_order_get32(at + 16),
        .since_last_sr = wire_order_get32(at + 20),
    };
}

static void put_reports(uint8_t *ret_bytes, const RtcpReport *reports, unsigned n) {
    for (unsigned i = 0; i < n; i++, ret_bytes += RTCP_REPORT_BYTES) {
        const RtcpReport *report = &reports[i];
        int32_t lost = report->lost;
        lost = lost > 0x7fffff ? 0x7fffff : lost < -0x800000 ? -0x800000 : lost;
        wire_order_put32(ret_bytes, report->ssrc);
        ret_bytes[4] = report->fraction_lost;
        wire_order_put24(ret_bytes + 5, (uint32_t)lost);
        wire_order_put32(ret_bytes + 8, report->highest);
        wire_order_put32(ret_bytes + 12, report->jitter_ticks);
        wire_order_put32(ret_bytes + 16, report->last_sr);
        wire_order_put32(ret_bytes + 20, report->since_last_sr);
    }
}

bool rtcp_report_write_sender(RtcpWriter *writer, const RtcpSender *sender,
                              const RtcpReport *reports, unsigned n) {
    uint8_t *body = n > RTCP_MAX_COUNT ? NULL
                                       : rtcp_writer_begin(writer, RTCP_SR, (uint8_t)n,
                                                           SENDER_BYTES + RTCP_REPORT_BYTES * n);
    if (!body)
        return false;
    wire_order_put32(body, sender->ssrc);
    wire_order_put32(body + 4, (uint32_t)(sender->ntp >> 32));
    wire_order_put32(body + 8, (uint32_t)sender->ntp);
    wire_order_put32(body + 12, sender->timestamp);
    wire_order_put32(body + 16, sender->n_packets);
    wire_order_put32(body + 20, sender->n_bytes);
    put_reports(body + SENDER_BYTES, reports, n);
    return true;
}

bool rtcp_report_write_receiver(RtcpWriter *writer, uint32_t ssrc, const RtcpReport *reports,
                                unsigned n) {
    uint8_t *body = n > RTCP_MAX_COUNT ? NULL
                                       : rtcp_writer_begin(writer, RTCP_RR, (uint8_t)n,
                                                           RECEIVER_BYTES + RTCP_REPORT_BYTES * n);
    if (!body)
        return false;
    wire_order_put32(body, ssrc);
    put_reports(body + RECEIVER_BYTES, reports, n);
    return true;
}

uint64_t rtcp_report_ntp(int64_t at_us) {
    uint64_t us = (uint64_t)at_us;
    return ((us / US_PER_S + SECONDS_1900_TO_1970) << 32) | ((us % US_PER_S) << 32) / US_PER_S;
}

int64_t rtcp_report_time_us(uint64_t ntp) {
    uint64_t seconds = (ntp >> 32) - SECONDS_1900_TO_1970;
    uint64_t us = ((ntp & UINT32_MAX) * US_PER_S + (UINT64_C(1) << 31)) >> 32;
    return (int64_t)(seconds * US_PER_S + us);
}

uint32_t rtcp_report_middle(uint64_t ntp) {
    return (uint32_t)(ntp >> 16);
}

int64_t rtcp_report_round_trip_us(const RtcpReport *report, uint64_t ntp) {
    uint32_t trip = rtcp_report_middle(ntp) - report->last_sr - report->since_last_sr;
    if (report->last_sr == 0 || trip > MAX_ROUND_TRIP)
        return -1;
    return (int64_t)((trip * US_PER_S) >> 16);
}
