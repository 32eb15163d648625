#include "media/rtc/wire/rtcp_feedback.h"

#include <string.h>

#include "media/rtc/wire/rtp_number.h"
#include "media/rtc/wire/wire_order.h"

#define WORD          4u
#define HEAD_BYTES    8u
#define PAIR_BYTES    4u
#define FIR_BYTES     8u
#define REMB_BYTES    8u /* name, count, rate */
#define MANTISSA_BITS 18u

static const uint8_t REMB_NAME[4] = {'R', 'E', 'M', 'B'};

bool rtcp_feedback_get(const RtcpBlock *block, RtcpFeedback *ret_feedback) {
    bool is_feedback = block->type == RTCP_TRANSPORT || block->type == RTCP_PAYLOAD;
    if (!is_feedback || block->length < HEAD_BYTES)
        return false;
    *ret_feedback = (RtcpFeedback){.sender = wire_order_get32(block->body),
                                   .media = wire_order_get32(block->body + WORD)};
    return true;
}

bool rtcp_feedback_is(const RtcpBlock *block, RtcpType type, unsigned format) {
    return block->type == type && block->count == format && block->length >= HEAD_BYTES;
}

static uint8_t *begin(RtcpWriter *writer, RtcpType type, unsigned format, const RtcpFeedback *head,
                      size_t length) {
    uint8_t *body = rtcp_writer_begin(writer, (uint8_t)type, (uint8_t)format, HEAD_BYTES + length);
    if (!body)
        return NULL;
    wire_order_put32(body, head->sender);
    wire_order_put32(body + WORD, head->media);
    return body + HEAD_BYTES;
}

unsigned rtcp_feedback_get_nacks(const RtcpBlock *block, unsigned max, uint16_t *ret_sequences) {
    unsigned n = 0;
    if (!rtcp_feedback_is(block, RTCP_TRANSPORT, RTCP_TRANSPORT_NACK))
        return 0;
    if (max > RTCP_FEEDBACK_MAX_NACKS)
        max = RTCP_FEEDBACK_MAX_NACKS;
    for (size_t at = HEAD_BYTES; at + PAIR_BYTES <= block->length && n < max; at += PAIR_BYTES) {
        uint16_t first = wire_order_get16(block->body + at);
        unsigned more = wire_order_get16(block->body + at + 2);
        ret_sequences[n++] = first;
        for (unsigned i = 1; i < RTCP_FEEDBACK_PER_PAIR && n < max; i++)
            if (more >> (i - 1) & 1)
                ret_sequences[n++] = (uint16_t)(first + i);
    }
    return n;
}

/* How many of the n > 0 sequence numbers one pair names. */
static unsigned fill_pair(const uint16_t *sequences, unsigned n, uint8_t *ret_pair) {
    unsigned taken = 1, more = 0;
    for (; taken < n; taken++) {
        int distance = rtp_distance16(sequences[0], sequences[taken]);
        if (distance < 1 || distance >= (int)RTCP_FEEDBACK_PER_PAIR)
            break;
        more |= 1u << (distance - 1);
    }
    wire_order_put16(ret_pair, sequences[0]);
    wire_order_put16(ret_pair + 2, (uint16_t)more);
    return taken;
}

unsigned rtcp_feedback_write_nacks(RtcpWriter *writer, const RtcpFeedback *head,
                                   const uint16_t *sequences, unsigned n) {
    uint8_t pair[PAIR_BYTES];
    size_t left = writer->size - writer->length, n_pairs = 0;
    size_t room = left < RTCP_HEAD_BYTES + HEAD_BYTES
                      ? 0
                      : (left - RTCP_HEAD_BYTES - HEAD_BYTES) / PAIR_BYTES;
    unsigned n_named = 0;
    for (; n_named < n && n_pairs < room; n_pairs++)
        n_named += fill_pair(sequences + n_named, n - n_named, pair);
    uint8_t *at = n_pairs == 0 ? NULL
                               : begin(writer, RTCP_TRANSPORT, RTCP_TRANSPORT_NACK, head,
                                       PAIR_BYTES * n_pairs);
    if (!at)
        return 0;
    for (unsigned i = 0; i < n_named; at += PAIR_BYTES)
        i += fill_pair(sequences + i, n_named - i, at);
    return n_named;
}

bool rtcp_feedback_write_pli(RtcpWriter *writer, const RtcpFeedback *head) {
    return begin(writer, RTCP_PAYLOAD, RTCP_PAYLOAD_PLI, head, 0) != NULL;
}

unsigned rtcp_feedback_count_firs(const RtcpBlock *block) {
    if (!rtcp_feedback_is(block, RTCP_PAYLOAD, RTCP_PAYLOAD_FIR))
        return 0;
    return (unsigned)((block->length - HEAD_BYTES) / FIR_BYTES);
}

uint32_t rtcp_feedback_get_fir(const RtcpBlock *block, unsigned index, uint8_t *ret_counter) {
    const uint8_t *at = block->body + HEAD_BYTES + FIR_BYTES * (size_t)index;
    *ret_counter = at[WORD];
    return wire_order_get32(at);
}

bool rtcp_feedback_write_fir(RtcpWriter *writer, const RtcpFeedback *head, uint8_t counter) {
    /* The stream stands in the entry; the media SSRC of the head is zero (RFC 5104 §4.3.1.2). */
    RtcpFeedback bare = {.sender = head->sender};
    uint8_t *at = begin(writer, RTCP_PAYLOAD, RTCP_PAYLOAD_FIR, &bare, FIR_BYTES);
    if (!at)
        return false;
    wire_order_put32(at, head->media);
    at[WORD] = counter;
    return true;
}

bool rtcp_feedback_get_remb(const RtcpBlock *block, uint64_t *ret_bps) {
    const uint8_t *at = block->body + HEAD_BYTES;
    if (!rtcp_feedback_is(block, RTCP_PAYLOAD, RTCP_PAYLOAD_REMB) ||
        block->length < HEAD_BYTES + REMB_BYTES || memcmp(at, REMB_NAME, sizeof REMB_NAME) != 0 ||
        block->length < HEAD_BYTES + REMB_BYTES + WORD * at[WORD])
        return false;
    uint32_t rate = wire_order_get24(at + 5);
    uint64_t mantissa = rate & ((1u << MANTISSA_BITS) - 1);
    unsigned exponent = rate >> MANTISSA_BITS;
    *ret_bps = mantissa <= UINT64_MAX >> exponent ? mantissa << exponent : UINT64_MAX;
    return true;
}

bool rtcp_feedback_write_remb(RtcpWriter *writer, uint32_t sender, uint64_t bps,
                              const uint32_t *ssrcs, unsigned n) {
    uint32_t exponent = 0;
    RtcpFeedback head = {.sender = sender}; /* the media SSRC is zero */
    uint8_t *at = n > RTCP_FEEDBACK_MAX_SOURCES ? NULL
                                                : begin(writer, RTCP_PAYLOAD, RTCP_PAYLOAD_REMB,
                                                        &head, REMB_BYTES + WORD * n);
    if (!at)
        return false;
    while (bps >> exponent >= 1u << MANTISSA_BITS)
        exponent++;
    memcpy(at, REMB_NAME, sizeof REMB_NAME);
    at[WORD] = (uint8_t)n;
    wire_order_put24(at + 5, exponent << MANTISSA_BITS | (uint32_t)(bps >> exponent));
    for (unsigned i = 0; i < n; i++)
        wire_order_put32(at + REMB_BYTES + WORD * (size_t)i, ssrcs[i]);
    return true;
}
