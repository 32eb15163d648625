/* What receivers ask for: packets again (NACK, RFC 4585 §6.2.1), a key frame (PLI, RFC 4585 §6.3.1;
 * FIR, RFC 5104 §4.3.1), less (REMB, draft-alvestrand-rmcat-remb-03 §2.2). Pure. */
#pragma once

#include "media/rtc/wire/rtcp.h"

#define RTCP_FEEDBACK_PER_PAIR    17u   /* sequence numbers that one pair of a NACK can name */
#define RTCP_FEEDBACK_MAX_NACKS   4352u /* of one NACK that are looked at: 256 pairs */
#define RTCP_FEEDBACK_MAX_SOURCES 255u

/* SSRCs at the head of feedback (RFC 4585 §6.1). */
typedef struct RtcpFeedback {
    uint32_t sender, media;
} RtcpFeedback;

/* False: no feedback, or cut off. */
bool rtcp_feedback_get(const RtcpBlock *block, RtcpFeedback *ret_feedback);
bool rtcp_feedback_is(const RtcpBlock *block, RtcpType type, unsigned format);

/* The sequence numbers of a NACK in the order of the message, at most `max`. Returns how many were
 * written; 0 for any other block. */
unsigned rtcp_feedback_get_nacks(const RtcpBlock *block, unsigned max, uint16_t *ret_sequences);
/* `sequences` ascend (modulo 2^16). Returns how many found room; those are written. */
unsigned rtcp_feedback_write_nacks(RtcpWriter *writer, const RtcpFeedback *head,
                                   const uint16_t *sequences, unsigned n);

bool rtcp_feedback_write_pli(RtcpWriter *writer, const RtcpFeedback *head);

/* Streams that a FIR names, 0 for any other block; one entry of it: SSRC and a counter that moves
 * with each new request. */
unsigned rtcp_feedback_count_firs(const RtcpBlock *block);
uint32_t rtcp_feedback_get_fir(const RtcpBlock *block, unsigned index, uint8_t *ret_counter);
bool rtcp_feedback_write_fir(RtcpWriter *writer, const RtcpFeedback *head, uint8_t counter);

/* False: not a REMB. Above what 64 bits hold: UINT64_MAX. Its list of SSRCs is not looked at: one
 * transport, one estimate. */
bool rtcp_feedback_get_remb(const RtcpBlock *block, uint64_t *ret_bps);
/* n at most RTCP_FEEDBACK_MAX_SOURCES; written is at most the asked rate, 18 significant bits of
 * it. */
bool rtcp_feedback_write_remb(RtcpWriter *writer, uint32_t sender, uint64_t bps,
                              const uint32_t *ssrcs, unsigned n);
